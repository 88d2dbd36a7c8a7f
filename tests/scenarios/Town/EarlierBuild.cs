using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.Data.Sqlite;
using NoVisit.Storage;
using NoVisit.Storage.Tables;

namespace NoVisit.Scenarios;

/// <summary>A case as an earlier build left it.</summary>
/// <param name="Stop">Where it stands.</param>
/// <param name="Number">Its number.</param>
/// <param name="QueryCode">Its query code.</param>
/// <param name="DraftId">The draft it was.</param>
/// <param name="Phone">Where its notices go.</param>
internal sealed record EarlierCase(string Stop, string Number, string QueryCode, string DraftId, string Phone)
{
    public static EarlierCase Of(string stop, Filing filing) => new(stop, filing.Number, filing.QueryCode, filing.DraftId, filing.Application.Phone);

    public Filing As(Application application) => new(
        Number, QueryCode, DraftId, application.But(("applicant.phone", Phone), ("applicant.email", $"{Phone}@example.test"), ("delivery.phone", Phone)));
}

/// <summary>
/// What an earlier build of the app left behind when it was stopped: all rows of its tables (<c>storage.jsonl</c>), its hub
/// (<c>hub.sql</c>) and which cases they are (<c>cases.json</c>). Texts, so that a reader sees what today's build has to cope with. Uploaded files are
/// not among them: a record pins the version of the file that was examined, and no other one is ever opened.
/// </summary>
internal static class EarlierBuild
{
    /// <summary>When it was stopped.</summary>
    public const string StoppedAt = "2026-09-08T11:00+08:00";

    private static readonly string Folder = Path.Combine(LocalStack.Root, "tests", "scenarios", "EarlierBuild");

    private static readonly JsonSerializerOptions Readable = new(JsonSerializerDefaults.Web) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Whether the folder is to be written anew by today's build.</summary>
    public static bool IsToBeWritten => Environment.GetEnvironmentVariable("UPDATE_EARLIER_BUILD") == "1";

    /// <summary>The keys under which its data are protected; they open nothing else.</summary>
    public static (string Name, string Value)[] Settings { get; } =
    [
        ("Protection:Key", Convert.ToBase64String("keys of the earlier build: data."u8)),
        ("Protection:QueryCodeKey", Convert.ToBase64String("keys of the earlier build: code."u8)),
    ];

    /// <summary>The cases it left.</summary>
    public static async Task<IReadOnlyDictionary<string, EarlierCase>> CasesAsync()
    {
        await using var file = File.OpenRead(Path.Combine(Folder, "cases.json"));
        var cases = await JsonSerializer.DeserializeAsync<EarlierCase[]>(file, Readable);
        return cases!.ToDictionary(c => c.Stop, StringComparer.Ordinal);
    }

    /// <summary>Writes what a city holds that has settled.</summary>
    public static async Task WriteAsync(City city, IEnumerable<EarlierCase> cases)
    {
        Directory.CreateDirectory(Folder);
        var rows = new StringBuilder();
        foreach (var table in StorageNames.Tables.All)
        {
            await foreach (var row in city.Storage.Table(table).QueryAsync<TableEntity>((string?)null))
            {
                using var json = JsonDocument.Parse(EntityJson.Write(row));
                rows.Append(JsonSerializer.Serialize(new { table, row = json.RootElement }, Readable)).Append('\n');
            }
        }

        await File.WriteAllTextAsync(Path.Combine(Folder, "storage.jsonl"), rows.ToString());
        await File.WriteAllTextAsync(Path.Combine(Folder, "hub.sql"), await DumpAsync(city.Settings["Local:HubPath"]));
        await File.WriteAllTextAsync(
            Path.Combine(Folder, "cases.json"),
            $"[\n{string.Join(",\n", cases.Select(c => "  " + JsonSerializer.Serialize(c, Readable)))}\n]\n");
    }

    /// <summary>Puts all of it into the storage and the hub of a city whose app has not started.</summary>
    public static async Task RestoreAsync(City city)
    {
        await RestoreTablesAsync(city);
        await using var hub = await OpenAsync(city.Settings["Local:HubPath"]);
        await using var script = hub.CreateCommand();
#pragma warning disable CA2100 // A file of this repository.
        script.CommandText = await File.ReadAllTextAsync(Path.Combine(Folder, "hub.sql"));
#pragma warning restore CA2100
        await script.ExecuteNonQueryAsync();
    }

    /// <summary>The tables alone, as after the loss of the hub.</summary>
    public static async Task RestoreTablesAsync(City city)
    {
        await foreach (var line in File.ReadLinesAsync(Path.Combine(Folder, "storage.jsonl")))
        {
            using var json = JsonDocument.Parse(line);
            var table = city.Storage.Table(json.RootElement.GetProperty("table").GetString()!);
            await table.CreateIfNotExistsAsync();
            await table.AddEntityAsync(EntityJson.Read<TableEntity>(json.RootElement.GetProperty("row")));
        }
    }

    private static async Task<SqliteConnection> OpenAsync(string path)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false }.ToString());
        await connection.OpenAsync();
        return connection;
    }

    private static async Task<string> DumpAsync(string path)
    {
        await using var hub = await OpenAsync(path);
        var version = Assert.Single(await RowsAsync(hub, "PRAGMA user_version"));
        var script = new StringBuilder().Append(CultureInfo.InvariantCulture, $"PRAGMA user_version = {version};\n");
        foreach (var statement in await RowsAsync(hub, "SELECT sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY type DESC, name"))
        {
            script.Append(statement).Append(";\n");
        }

        foreach (var table in await RowsAsync(hub, "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name"))
        {
            var columns = await RowsAsync(hub, $"SELECT name FROM pragma_table_info('{table}') ORDER BY cid");
            var values = string.Join(" || ', ' || ", columns.Select(c => $"quote({c})"));
            foreach (var row in await RowsAsync(hub, $"SELECT {values} FROM {table}"))
            {
                script.Append(CultureInfo.InvariantCulture, $"INSERT INTO {table} ({string.Join(", ", columns)}) VALUES ({row});\n");
            }
        }

        return script.ToString();
    }

    private static async Task<IReadOnlyList<string>> RowsAsync(SqliteConnection hub, string question)
    {
        await using var command = hub.CreateCommand();
#pragma warning disable CA2100 // Names come from the hub's own schema.
        command.CommandText = question;
#pragma warning restore CA2100
        await using var reader = await command.ExecuteReaderAsync();
        List<string> rows = [];
        while (await reader.ReadAsync())
        {
            rows.Add(Convert.ToString(reader.GetValue(0), CultureInfo.InvariantCulture)!);
        }

        return rows;
    }
}
