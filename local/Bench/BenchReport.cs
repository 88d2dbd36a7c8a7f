using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace NoVisit.Bench;

/// <summary>A section of the benchmark's results: printed as a table, and kept in artifacts/bench.json beside the other sections.</summary>
internal sealed class BenchReport(string section)
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    private readonly List<(string Key, string What, double Value, string Unit, string? Goal)> _lines = [];
    private readonly List<(string Key, JsonNode Detail)> _details = [];

    public void Add(string key, string what, double value, string unit, string? goal = null) => _lines.Add((key, what, value, unit, goal));

    /// <summary>Keeps something in the file that is no single number, for example a table.</summary>
    public void AddDetail(string key, JsonNode detail) => _details.Add((key, detail));

    public void Print()
    {
        var widest = _lines.Max(line => line.What.Length);
        foreach (var (_, what, value, unit, goal) in _lines)
        {
            Console.WriteLine($"{what.PadRight(widest)}  {Text(value),10} {unit,-12} {(goal is null ? string.Empty : "goal " + goal)}".TrimEnd());
        }
    }

    /// <summary>Writes the section into artifacts/bench.json of the working directory.</summary>
    public async Task SaveAsync()
    {
        const string Path = "artifacts/bench.json";
        Directory.CreateDirectory("artifacts");
        var all = File.Exists(Path) ? JsonNode.Parse(await File.ReadAllTextAsync(Path))!.AsObject() : [];
        var mine = new JsonObject
        {
            ["at"] = TimeProvider.System.GetUtcNow().ToString("O"),
            ["processors"] = Environment.ProcessorCount,
        };
        foreach (var (key, _, value, unit, _) in _lines)
        {
            mine[key] = new JsonObject { ["value"] = Math.Round(value, 3), ["unit"] = unit };
        }

        foreach (var (key, detail) in _details)
        {
            mine[key] = detail;
        }

        all[section] = mine;
        await File.WriteAllTextAsync(Path, all.ToJsonString(Indented));
    }

    private static string Text(double value) => value.ToString(value >= 100 ? "0" : value >= 10 ? "0.0" : "0.00", CultureInfo.InvariantCulture);
}
