using Microsoft.Data.Sqlite;

namespace NoVisit.Emulator.Store;

/// <summary>Something to be written whole or not at all.</summary>
internal interface IHubWrite
{
    /// <summary>Writes; called within a transaction, again if the transaction had to be repeated without its neighbours.</summary>
    void Apply(HubTables tables);

    /// <summary>Called once: the write is durable, or why it failed. Must be quick and must not throw.</summary>
    void Settle(Exception? failure);
}

/// <summary>
/// The only writer of the hub's file. What has queued up while a transaction was on its way to the disk goes into the next
/// one together, so that many orchestrations at a time share one flush; each write is still atomic.
/// </summary>
internal sealed class HubWriter : IDisposable
{
    private const int LargestBatch = 512;

    private readonly object _gate = new();
    private readonly SqliteConnection _connection;
    private readonly HubTables _tables;
    private readonly Thread _thread;
    private List<IHubWrite> _queue = [];
    private List<IHubWrite> _batch = [];
    private bool _closing;
    private long _transactions;
    private long _writes;

    public HubWriter(SqliteConnection connection)
    {
        _connection = connection;
        _tables = new(connection);
        _thread = new(Write) { IsBackground = true, Name = "hub writer" };
        _thread.Start();
    }

    /// <summary>Transactions since the start.</summary>
    public long Transactions => Interlocked.Read(ref _transactions);

    /// <summary>Atomic writes since the start, of which a transaction may hold several.</summary>
    public long Writes => Interlocked.Read(ref _writes);

    public void Add(IHubWrite write)
    {
        lock (_gate)
        {
            if (!_closing)
            {
                _queue.Add(write);
                if (_queue.Count == 1)
                {
                    Monitor.Pulse(_gate);
                }

                return;
            }
        }

        write.Settle(new ObjectDisposedException(nameof(HubWriter)));
    }

    /// <summary>Writes what is queued and ends.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _closing = true;
            Monitor.Pulse(_gate);
        }

        _thread.Join();
        _tables.Dispose();
        _connection.Dispose();
    }

    private void Write()
    {
        while (Next())
        {
            for (var from = 0; from < _batch.Count; from += LargestBatch)
            {
                Commit(_batch.GetRange(from, Math.Min(LargestBatch, _batch.Count - from)));
            }

            _batch.Clear();
        }
    }

    private bool Next()
    {
        lock (_gate)
        {
            while (_queue.Count == 0 && !_closing)
            {
                Monitor.Wait(_gate);
            }

            (_queue, _batch) = (_batch, _queue);
            return _batch.Count > 0;
        }
    }

    private void Commit(List<IHubWrite> writes)
    {
        if (TryCommit(writes) is not { } failure)
        {
            Interlocked.Increment(ref _transactions);
            Interlocked.Add(ref _writes, writes.Count);
            foreach (var write in writes)
            {
                write.Settle(null);
            }
        }
        else if (writes.Count == 1)
        {
            writes[0].Settle(failure);
        }
        else
        {
            foreach (var write in writes)
            {
                Commit([write]);
            }
        }
    }

    private Exception? TryCommit(List<IHubWrite> writes)
    {
        try
        {
            _tables.Begin();
            foreach (var write in writes)
            {
                write.Apply(_tables);
            }

            _tables.Commit();
            return null;
        }
#pragma warning disable CA1031 // Told to those whose writes these are; the writer itself has to live on.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            _tables.RollBack();
            return failure;
        }
    }
}
