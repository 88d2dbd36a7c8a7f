namespace NoVisit.Emulator.Store;

/// <summary>The tables of a hub's file. Instants are UTC text of fixed width, so that they sort and people can read them.</summary>
internal static class HubSchema
{
    /// <summary>Raised when the tables change; a hub of another version is refused.</summary>
    public const int Version = 1;

    /// <summary>For every connection: nothing that was committed is lost, not even with the machine.</summary>
    public const string Settings = """
        PRAGMA journal_mode = WAL;
        PRAGMA synchronous = FULL;
        PRAGMA busy_timeout = 5000;
        PRAGMA temp_store = MEMORY;
        PRAGMA wal_autocheckpoint = 4000;
        """;

    public const string Tables = """
        CREATE TABLE IF NOT EXISTS instances (
          key INTEGER PRIMARY KEY,
          id TEXT NOT NULL UNIQUE,
          name TEXT NOT NULL,
          execution_id TEXT NOT NULL,
          status INTEGER NOT NULL,
          created_at TEXT NOT NULL,
          updated_at TEXT NOT NULL,
          turns INTEGER NOT NULL,
          started INTEGER NOT NULL,
          wake_at TEXT,
          open_activities INTEGER NOT NULL,
          parent_id TEXT,
          parent TEXT,
          custom_status TEXT,
          input TEXT,
          output TEXT,
          failure TEXT
        );
        CREATE INDEX IF NOT EXISTS instances_to_wake ON instances (wake_at) WHERE wake_at IS NOT NULL;
        CREATE INDEX IF NOT EXISTS instances_at_work ON instances (key) WHERE open_activities > 0;
        CREATE INDEX IF NOT EXISTS instances_of_parent ON instances (parent_id) WHERE parent_id IS NOT NULL;
        CREATE TABLE IF NOT EXISTS history (
          instance INTEGER NOT NULL,
          turn INTEGER NOT NULL,
          events TEXT NOT NULL,
          PRIMARY KEY (instance, turn)
        ) WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS payloads (
          id INTEGER PRIMARY KEY,
          instance INTEGER NOT NULL,
          body TEXT NOT NULL
        );
        CREATE INDEX IF NOT EXISTS payloads_of_instance ON payloads (instance);
        CREATE TABLE IF NOT EXISTS inbox (
          seq INTEGER PRIMARY KEY,
          instance_id TEXT NOT NULL,
          message TEXT NOT NULL
        );
        CREATE TABLE IF NOT EXISTS schedules (
          name TEXT PRIMARY KEY,
          last TEXT,
          next TEXT NOT NULL
        ) WITHOUT ROWID;
        """;
}
