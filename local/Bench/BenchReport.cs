using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace NoVisit.Bench;

/// <summary>A section of the benchmark's results: printed as a table, and kept in artifacts/bench.json beside the other sections.</summary>
internal sealed class BenchReport(string section)
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    private readonly List<(string Key, string What, double Value, string Unit, string? Goal)> _lines = [];

    public void Add(string key, string what, double value, string unit, string? goal = null) => _lines.Add((key, what, value, unit, goal));

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

        all[section] = mine;
        await File.WriteAllTextAsync(Path, all.ToJsonString(Indented));
    }

    private static string Text(double value) => value.ToString(value >= 100 ? "0" : value >= 10 ? "0.0" : "0.00", CultureInfo.InvariantCulture);
}
