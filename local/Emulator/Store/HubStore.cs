using System.Collections.Concurrent;
using Microsoft.Data.Sqlite;

namespace NoVisit.Emulator.Store;

/// <summary>The hub's file: one writer, as many readers as are needed, and the numbers it gives out.</summary>
internal sealed class HubStore : IScheduleStore, IDisposable
{
    private readonly string _connectionString;
    private readonly ConcurrentBag<HubReader> _idleReaders = [];
    private long _lastKey;
    private long _lastPayload;
    private long _lastLetter;

    private HubStore(string connectionString, SqliteConnection connection)
    {
        _connectionString = connectionString;
        _lastKey = Highest(connection, "SELECT max(key) FROM instances");
        _lastPayload = Highest(connection, "SELECT max(id) FROM payloads");
        _lastLetter = Highest(connection, "SELECT max(seq) FROM inbox");
        Writer = new(connection);
    }

    public HubWriter Writer { get; }

    /// <summary>Opens or creates the file. The caller holds its lease.</summary>
    /// <exception cref="InvalidDataException">The file was written by another version.</exception>
    public static HubStore Open(string path)
    {
        var connectionString = new SqliteConnectionStringBuilder { DataSource = path, Pooling = false }.ToString();
        var connection = Connect(connectionString);
        try
        {
            var version = Highest(connection, "PRAGMA user_version");
            if (version is not (0 or HubSchema.Version))
            {
                throw new InvalidDataException($"The hub {path} has version {version}, this host reads {HubSchema.Version}. Remove the file to start afresh.");
            }

            Execute(connection, HubSchema.Tables);
            Execute(connection, $"PRAGMA user_version = {HubSchema.Version}");
            return new(connectionString, connection);
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    public long NextKey() => Interlocked.Increment(ref _lastKey);

    public long NextPayload() => Interlocked.Increment(ref _lastPayload);

    public long NextLetter() => Interlocked.Increment(ref _lastLetter);

    /// <summary>Reads on a connection of its own.</summary>
    public T Read<T>(Func<HubReader, T> read)
    {
        if (!_idleReaders.TryTake(out var reader))
        {
            reader = new(Connect(_connectionString));
        }

        try
        {
            var result = read(reader);
            _idleReaders.Add(reader);
            return result;
        }
        catch
        {
            reader.Dispose();
            throw;
        }
    }

    public ScheduleEntry? Get(string name) => Read(reader => reader.Schedule(name));

    public void Set(string name, DateTimeOffset? last, DateTimeOffset next)
    {
        using var write = new ScheduleWrite(name, last, next);
        Writer.Add(write);
        write.Wait();
    }

    public void Dispose()
    {
        Writer.Dispose();
        while (_idleReaders.TryTake(out var reader))
        {
            reader.Dispose();
        }
    }

    private static SqliteConnection Connect(string connectionString)
    {
        var connection = new SqliteConnection(connectionString);
        connection.Open();
        Execute(connection, HubSchema.Settings);
        return connection;
    }

    private static void Execute(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // All statements are constants of this folder.
        command.CommandText = sql;
#pragma warning restore CA2100
        command.ExecuteNonQuery();
    }

    private static long Highest(SqliteConnection connection, string sql)
    {
        using var statement = new Statement(connection, sql);
        using var reader = statement.Read();
        return reader.Read() && !reader.IsDBNull(0) ? reader.GetInt64(0) : 0;
    }

    private sealed class ScheduleWrite(string name, DateTimeOffset? last, DateTimeOffset next) : IHubWrite, IDisposable
    {
        private readonly ManualResetEventSlim _done = new();
        private Exception? _failure;

        public void Apply(HubTables tables) => tables.SetSchedule(name, last, next);

        public void Settle(Exception? failure)
        {
            _failure = failure;
            _done.Set();
        }

        public void Wait()
        {
            _done.Wait();
            if (_failure is not null)
            {
                throw new IOException("The hub's file could not be written.", _failure);
            }
        }

        public void Dispose() => _done.Dispose();
    }
}
