using Microsoft.Data.Sqlite;
using Microsoft.DurableTask.Client;
using NoVisit.Emulator.Durable;

namespace NoVisit.Emulator.Store;

/// <summary>A stored instance with its history.</summary>
internal sealed record StoredInstance(InstanceRow Row, IReadOnlyList<IReadOnlyList<HistoryEvent>> Turns);

/// <summary>One reading connection; reads what is committed, beside the writer. Not for two threads at a time.</summary>
internal sealed class HubReader(SqliteConnection connection) : IDisposable
{
    private const string Columns =
        "key, id, name, execution_id, status, created_at, updated_at, turns, started, wake_at, open_activities, parent, custom_status, failure, input, output";

    private readonly Statement _begin = new(connection, "BEGIN");
    private readonly Statement _commit = new(connection, "COMMIT");
    private readonly Statement _find = new(connection, $"SELECT {Columns} FROM instances WHERE id = ?1", 1);
    private readonly Statement _history = new(connection, "SELECT events FROM history WHERE instance = ?1 ORDER BY turn", 1);
    private readonly Statement _payload = new(connection, "SELECT body FROM payloads WHERE id = ?1", 1);
    private readonly Statement _children = new(connection, "SELECT id FROM instances WHERE parent_id = ?1", 1);
    private readonly Statement _inbox = new(connection, "SELECT seq, instance_id, message FROM inbox ORDER BY seq");
    private readonly Statement _wakes = new(connection, "SELECT id, wake_at FROM instances WHERE wake_at IS NOT NULL");
    private readonly Statement _working = new(connection, "SELECT id FROM instances WHERE open_activities > 0 ORDER BY key");
    private readonly Statement _schedule = new(connection, "SELECT last, next FROM schedules WHERE name = ?1", 1);

    private readonly Statement _page = new(
        connection,
        $"""
        SELECT {Columns} FROM instances
        WHERE key > ?1
          AND (?2 IS NULL OR created_at >= ?2)
          AND (?3 IS NULL OR created_at <= ?3)
          AND (?4 IS NULL OR instr(?4, ',' || status || ',') > 0)
          AND (?5 IS NULL OR substr(id, 1, length(?5)) = ?5)
        ORDER BY key LIMIT ?6
        """,
        6);

    public InstanceRow? Find(string id)
    {
        using var reader = _find.Read(id);
        return reader.Read() ? ReadRow(reader) : null;
    }

    public StoredInstance? Load(string id)
    {
        _begin.Run();
        try
        {
            return Find(id) is { } row ? new(row, ReadTurns(row.Key)) : null;
        }
        finally
        {
            _commit.Run();
        }
    }

    public IReadOnlyList<string> Children(string id)
    {
        using var reader = _children.Read(id);
        return Strings(reader);
    }

    /// <summary>Instances after <paramref name="afterKey"/> in order of creation.</summary>
    public IReadOnlyList<InstanceRow> Page(
        long afterKey,
        DateTimeOffset? createdFrom,
        DateTimeOffset? createdTo,
        IEnumerable<OrchestrationRuntimeStatus>? statuses,
        string? idPrefix,
        int count)
    {
        var oneOf = statuses is null ? null : "," + string.Join(',', statuses.Select(s => (int)s)) + ",";
        using var reader = _page.Read(
            afterKey, HubCodec.Write(createdFrom), HubCodec.Write(createdTo), oneOf, string.IsNullOrEmpty(idPrefix) ? null : idPrefix, count);
        List<InstanceRow> rows = [];
        while (reader.Read())
        {
            rows.Add(ReadRow(reader));
        }

        return rows;
    }

    public IReadOnlyList<Letter> Inbox()
    {
        using var reader = _inbox.Read();
        List<Letter> letters = [];
        while (reader.Read())
        {
            letters.Add(new(reader.GetInt64(0), reader.GetString(1), HubCodec.ReadMessage(reader.GetString(2))));
        }

        return letters;
    }

    /// <summary>Instances that want to be woken, and when.</summary>
    public IReadOnlyList<(string Id, DateTimeOffset At)> Wakes()
    {
        using var reader = _wakes.Read();
        List<(string, DateTimeOffset)> wakes = [];
        while (reader.Read())
        {
            wakes.Add((reader.GetString(0), HubCodec.ReadInstant(reader.GetString(1))));
        }

        return wakes;
    }

    /// <summary>Instances that wait for activities.</summary>
    public IReadOnlyList<string> Working()
    {
        using var reader = _working.Read();
        return Strings(reader);
    }

    public ScheduleEntry? Schedule(string name)
    {
        using var reader = _schedule.Read(name);
        return reader.Read() ? new(HubCodec.ReadInstantIfAny(Text(reader, 0)), HubCodec.ReadInstant(reader.GetString(1))) : null;
    }

    public void Dispose()
    {
        foreach (var statement in (Statement[])
            [_begin, _commit, _find, _history, _payload, _children, _inbox, _wakes, _working, _schedule, _page])
        {
            statement.Dispose();
        }

        connection.Dispose();
    }

    private static List<string> Strings(SqliteDataReader reader)
    {
        List<string> strings = [];
        while (reader.Read())
        {
            strings.Add(reader.GetString(0));
        }

        return strings;
    }

    private static string? Text(SqliteDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetString(column);

    private List<IReadOnlyList<HistoryEvent>> ReadTurns(long key)
    {
        List<IReadOnlyList<HistoryEvent>> turns = [];
        using var reader = _history.Read(key);
        while (reader.Read())
        {
            var events = HubCodec.ReadEvents(reader.GetString(0));
            turns.Add(events.Any(e => Payloads.IdIn(e.Data) is not null) ? [.. events.Select(e => e with { Data = Whole(e.Data) })] : events);
        }

        return turns;
    }

    private InstanceRow ReadRow(SqliteDataReader reader) => new()
    {
        Key = reader.GetInt64(0),
        Id = reader.GetString(1),
        Name = reader.GetString(2),
        ExecutionId = reader.GetString(3),
        Status = (OrchestrationRuntimeStatus)reader.GetInt32(4),
        CreatedAt = HubCodec.ReadInstant(reader.GetString(5)),
        UpdatedAt = HubCodec.ReadInstant(reader.GetString(6)),
        Turns = reader.GetInt32(7),
        IsStarted = reader.GetBoolean(8),
        WakeAt = HubCodec.ReadInstantIfAny(Text(reader, 9)),
        OpenActivities = reader.GetInt32(10),
        Parent = HubCodec.ReadParent(Text(reader, 11)),
        CustomStatus = Whole(Text(reader, 12)),
        Failure = HubCodec.ReadFailure(Text(reader, 13)),
        Input = Whole(Text(reader, 14)),
        Output = Whole(Text(reader, 15)),
    };

    private string? Whole(string? text)
    {
        if (Payloads.IdIn(text) is not { } id)
        {
            return text;
        }

        using var reader = _payload.Read(id);
        return reader.Read() ? reader.GetString(0) : throw new InvalidDataException($"The hub lacks payload {id}.");
    }
}
