using System.Collections.Frozen;
using System.Text.Json;
using System.Text.Json.Nodes;
using NoVisit.Localization;

namespace NoVisit.Catalogue;

/// <summary>Reads items and the code lists that they refer to.</summary>
public static class CatalogueLoader
{
    private const string Prefix = "NoVisit.Catalogue.";
    private const int MaxLength = 512 * 1024;

    /// <summary>The catalogue that this build carries.</summary>
    /// <exception cref="InvalidDataException">The data is unsound; the message names the file and the reason.</exception>
    public static ItemCatalogue LoadEmbedded()
    {
        var registers = LoadRegisters();
        var items = new List<ServiceItem>();
        foreach (var name in Resources().Where(name => name.StartsWith(Prefix + "items", StringComparison.Ordinal)))
        {
            var (item, findings) = ReadItem(Read(name), registers);
            items.Add(item ?? throw new InvalidDataException($"{name}: {string.Join(' ', findings.Select(finding => finding.Message.En))}"));
        }

        return new(registers, items);
    }

    /// <summary>
    /// Reads one item version. Departments, materials and results may be written as codes (a material as its code with its need);
    /// their names, hints and bounds are then filled in from the registers. Says nothing about whether the item can be published.
    /// </summary>
    /// <param name="json">At most 512 Ki characters.</param>
    /// <param name="registers">Code lists.</param>
    public static ItemReading ReadItem(string json, Registers registers)
    {
        ArgumentNullException.ThrowIfNull(json);
        if (json.Length > MaxLength)
        {
            return Unreadable("$", new("事项数据过大。", "The item is too large."));
        }

        try
        {
            if (JsonNode.Parse(json) is not JsonObject item)
            {
                return Unreadable("$", new("事项数据须为对象。", "The item has to be an object."));
            }

            var unknown = new References(registers).FillIn(item);
            return unknown.Count > 0
                ? new(null, unknown)
                : new(item.Deserialize<ServiceItem>(CatalogueJson.Options), []);
        }
        catch (JsonException problem)
        {
            var path = problem.Path ?? "$";
            return Unreadable(path, new($"事项数据格式有误(位置 {path})。", $"The item is not in the expected form (at {path})."));
        }
    }

    /// <summary>The code lists that this build carries.</summary>
    public static Registers LoadRegisters()
    {
        var departments = Codes<Department>("departments.json", department => department.Code);
        var certificates = Parse<CertificateEntry[]>("certificates.json")
            .Select(c => new CertificateType(c.Code, c.Name, c.ValidYears, c.Holder, departments[c.Issuer]))
            .ToFrozenDictionary(certificate => certificate.Code);
        return new(
            departments,
            Codes<MaterialType>("materials.json", material => material.Code),
            certificates,
            Codes<Theme>("themes.json", theme => theme.Code));
    }

    private static ItemReading Unreadable(string location, Text message) =>
        new(null, [new(FindingSeverity.Error, "unreadable", location, message)]);

    private static FrozenDictionary<string, T> Codes<T>(string file, Func<T, string> code) => Parse<T[]>(file).ToFrozenDictionary(code);

    private static T Parse<T>(string file) => JsonSerializer.Deserialize<T>(Read(Prefix + file), CatalogueJson.Options)
        ?? throw new InvalidDataException($"{file} is empty.");

    private static string[] Resources() => typeof(CatalogueLoader).Assembly.GetManifestResourceNames();

    private static string Read(string name)
    {
        using var stream = typeof(CatalogueLoader).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidDataException($"The build carries no {name}.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    private sealed record CertificateEntry(string Code, Text Name, int? ValidYears, HolderKind Holder, string Issuer);

    /// <summary>Replaces codes by what they stand for.</summary>
    private sealed class References(Registers registers)
    {
        private readonly List<ItemFinding> unknown = [];

        public List<ItemFinding> FillIn(JsonObject item)
        {
            Department(item, "lead", "/lead");
            Department(item, "decidingAuthority", "/decidingAuthority");
            Department(item, "formerDepartment", "/formerDepartment");
            if (item["stages"] is JsonArray stages)
            {
                for (var index = 0; index < stages.Count; index++)
                {
                    if (stages[index] is JsonObject stage)
                    {
                        Department(stage, "department", $"/stages/{index}/department");
                    }
                }
            }

            if (item["results"] is JsonArray results)
            {
                for (var index = 0; index < results.Count; index++)
                {
                    if (Code(results[index]) is { } code && Known(registers.Certificates, code, $"/results/{index}") is { } certificate)
                    {
                        results[index] = JsonSerializer.SerializeToNode(certificate, CatalogueJson.Options);
                    }
                }
            }

            if (item["materials"] is JsonArray materials)
            {
                for (var index = 0; index < materials.Count; index++)
                {
                    if (materials[index] is JsonObject material && !material.ContainsKey("source") && Code(material["code"]) is { } code)
                    {
                        Material(material, code, $"/materials/{index}");
                    }
                }
            }

            return unknown;
        }

        private static string? Code(JsonNode? node) => node?.GetValueKind() == JsonValueKind.String ? node.GetValue<string>() : null;

        private void Department(JsonObject owner, string property, string location)
        {
            if (Code(owner[property]) is { } code && Known(registers.Departments, code, location) is { } department)
            {
                owner[property] = JsonSerializer.SerializeToNode(department, CatalogueJson.Options);
            }
        }

        private void Material(JsonObject material, string code, string location)
        {
            if (Known(registers.Materials, code, location) is not { } type)
            {
                return;
            }

            // What the item says about the material wins over the register.
            foreach (var (name, value) in JsonSerializer.SerializeToNode(type, CatalogueJson.Options)!.AsObject())
            {
                if (!material.ContainsKey(name))
                {
                    material[name] = value?.DeepClone();
                }
            }
        }

        private T? Known<T>(FrozenDictionary<string, T> register, string code, string location)
            where T : class
        {
            if (register.TryGetValue(code, out var entry))
            {
                return entry;
            }

            unknown.Add(new(FindingSeverity.Error, "unknownCode", location, new($"代码 {code} 不存在。", $"There is no code {code}.")));
            return null;
        }
    }
}

/// <summary>What came of reading an item: the item, or why not.</summary>
/// <param name="Item">The item, when it could be read.</param>
/// <param name="Findings">Why it could not; empty otherwise.</param>
public sealed record ItemReading(ServiceItem? Item, IReadOnlyList<ItemFinding> Findings);
