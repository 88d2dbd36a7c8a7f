using Microsoft.Data.Sqlite;

namespace NoVisit.Emulator.Store;

/// <summary>The statements that write the hub's tables; used by the writer's thread only.</summary>
internal sealed class HubTables(SqliteConnection connection) : IDisposable
{
    private readonly Statement _begin = new(connection, "BEGIN IMMEDIATE");
    private readonly Statement _commit = new(connection, "COMMIT");
    private readonly Statement _rollBack = new(connection, "ROLLBACK");

    private readonly Statement _replaceInstance = new(
        connection,
        """
        INSERT INTO instances (key, id, name, execution_id, status, created_at, updated_at, turns, started, wake_at, open_activities,
          parent_id, parent, custom_status, input, output, failure)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17)
        ON CONFLICT (key) DO UPDATE SET
          execution_id = ?4, status = ?5, updated_at = ?7, turns = ?8, started = ?9, wake_at = ?10, open_activities = ?11,
          custom_status = ?14, input = ?15, output = ?16, failure = ?17
        """,
        17);

    private readonly Statement _updateInstance = new(
        connection,
        """
        UPDATE instances SET status = ?2, updated_at = ?3, turns = ?4, started = ?5, wake_at = ?6, open_activities = ?7 WHERE key = ?1
        """,
        7);

    private readonly Statement _showInstance = new(
        connection, "UPDATE instances SET custom_status = ?2, output = ?3, failure = ?4 WHERE key = ?1", 4);

    private readonly Statement _deleteInstance = new(connection, "DELETE FROM instances WHERE key = ?1", 1);
    private readonly Statement _addTurn = new(connection, "INSERT INTO history (instance, turn, events) VALUES (?1, ?2, ?3)", 3);
    private readonly Statement _clearHistory = new(connection, "DELETE FROM history WHERE instance = ?1", 1);
    private readonly Statement _addPayload = new(connection, "INSERT INTO payloads (id, instance, body) VALUES (?1, ?2, ?3)", 3);
    private readonly Statement _clearPayloads = new(connection, "DELETE FROM payloads WHERE instance = ?1", 1);
    private readonly Statement _send = new(connection, "INSERT INTO inbox (seq, instance_id, message) VALUES (?1, ?2, ?3)", 3);
    private readonly Statement _receive = new(connection, "DELETE FROM inbox WHERE seq = ?1", 1);

    private readonly Statement _setSchedule = new(
        connection, "INSERT INTO schedules (name, last, next) VALUES (?1, ?2, ?3) ON CONFLICT (name) DO UPDATE SET last = ?2, next = ?3", 3);

    public void Begin() => _begin.Run();

    public void Commit() => _commit.Run();

    public void RollBack()
    {
        try
        {
            _rollBack.Run();
        }
        catch (SqliteException)
        {
            // SQLite has rolled back by itself, as it does when the disk is full.
        }
    }

    /// <summary>Writes all of an instance.</summary>
    /// <param name="row">The instance.</param>
    /// <param name="customStatus">Its status as it is to be stored: text, or where the text is.</param>
    /// <param name="input">Likewise.</param>
    /// <param name="output">Likewise.</param>
    public void Replace(InstanceRow row, string? customStatus, string? input, string? output) => _replaceInstance.Run(
        row.Key,
        row.Id,
        row.Name,
        row.ExecutionId,
        (int)row.Status,
        HubCodec.Write(row.CreatedAt),
        HubCodec.Write(row.UpdatedAt),
        row.Turns,
        row.IsStarted,
        HubCodec.Write(row.WakeAt),
        row.OpenActivities,
        row.Parent?.Id,
        HubCodec.Write(row.Parent),
        customStatus,
        input,
        output,
        HubCodec.Write(row.Failure));

    /// <summary>Writes of an instance what changes from turn to turn.</summary>
    public void Update(InstanceRow row) => _updateInstance.Run(
        row.Key, (int)row.Status, HubCodec.Write(row.UpdatedAt), row.Turns, row.IsStarted, HubCodec.Write(row.WakeAt), row.OpenActivities);

    /// <summary>Writes of an instance what queries show of it.</summary>
    /// <param name="row">The instance.</param>
    /// <param name="customStatus">Its status as it is to be stored: text, or where the text is.</param>
    /// <param name="output">Likewise.</param>
    public void Show(InstanceRow row, string? customStatus, string? output)
        => _showInstance.Run(row.Key, customStatus, output, HubCodec.Write(row.Failure));

    public void Delete(long key) => _deleteInstance.Run(key);

    public void AddTurn(long key, int turn, string events) => _addTurn.Run(key, turn, events);

    /// <summary>Forgets an instance's history and large payloads.</summary>
    public void ClearHistory(long key)
    {
        _clearHistory.Run(key);
        _clearPayloads.Run(key);
    }

    public void AddPayload(long id, long key, string body) => _addPayload.Run(id, key, body);

    public void Send(long seq, string instanceId, string message) => _send.Run(seq, instanceId, message);

    public void Receive(long seq) => _receive.Run(seq);

    public void SetSchedule(string name, DateTimeOffset? last, DateTimeOffset next)
        => _setSchedule.Run(name, HubCodec.Write(last), HubCodec.Write(next));

    public void Dispose()
    {
        foreach (var statement in (Statement[])
        [
            _begin, _commit, _rollBack, _replaceInstance, _updateInstance, _showInstance, _deleteInstance, _addTurn, _clearHistory, _addPayload,
            _clearPayloads, _send, _receive, _setSchedule,
        ])
        {
            statement.Dispose();
        }
    }
}
