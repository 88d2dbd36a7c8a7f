using NoVisit.Emulator.Store;

namespace NoVisit.Emulator.Durable.Instances;

/// <summary>An instance in memory: its mail, and what is stored of it. It does one thing at a time.</summary>
internal sealed class Instance(string id)
{
    public string Id { get; } = id;

    /// <summary>What it has not heard yet; the directory's lock guards it.</summary>
    public List<Envelope> Mail { get; private set; } = [];

    /// <summary>Whether it is queued, running or being written; the directory's lock guards it.</summary>
    public bool IsBusy { get; set; }

    /// <summary>Its place among the idle; the directory's lock guards it.</summary>
    public LinkedListNode<Instance>? Idle { get; set; }

    /// <summary>Whether the rest is what the file holds.</summary>
    public bool IsLoaded { get; private set; }

    /// <summary>The stored instance; null if there is none.</summary>
    public InstanceRow? Row { get; private set; }

    /// <summary>The stored history.</summary>
    public List<HistoryEvent> History { get; private set; } = [];

    /// <summary>Characters of its texts, about half of what it takes in memory.</summary>
    public long Size { get; private set; }

    /// <summary>Takes over what the file holds.</summary>
    public void Load(InstanceRow? row, List<HistoryEvent> history, IReadOnlyList<HistoryEvent> added)
    {
        Row = row;
        IsLoaded = true;
        if (!ReferenceEquals(History, history))
        {
            History = history;
            Size = history.Sum(e => e.Data?.Length ?? 0L);
        }

        History.AddRange(added);
        Size += added.Sum(e => e.Data?.Length ?? 0L);
    }

    /// <summary>Forgets what it knows of the file.</summary>
    public void Unload()
    {
        IsLoaded = false;
        Row = null;
        History = [];
        Size = 0;
    }

    public List<Envelope> TakeMail()
    {
        var mail = Mail;
        Mail = [];
        return mail;
    }

    public void PutBack(IEnumerable<Envelope> unheard) => Mail.InsertRange(0, unheard);
}
