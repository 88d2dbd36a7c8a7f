using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using NoVisit.Emulator.Durable.Activities;
using NoVisit.Emulator.Store;

namespace NoVisit.Emulator.Durable.Instances;

/// <summary>One run of an instance in the making: from its mail to what is to be written and sent.</summary>
internal sealed class Pass(string id, InstanceRow? before, List<HistoryEvent> history, HubStore store)
{
    public string Id { get; } = id;

    /// <summary>The instance as it is stored; null if it is not.</summary>
    public InstanceRow? Before { get; } = before;

    /// <summary>The instance as it is to be; null if it is to be none.</summary>
    public InstanceRow? Row { get; set; } = before;

    /// <summary>The history before this pass, of the generation that runs.</summary>
    public List<HistoryEvent> History { get; private set; } = history;

    /// <summary>Whether the stored history goes.</summary>
    public bool StartsOver { get; private set; }

    /// <summary>What the orchestrator is to be told.</summary>
    public List<HistoryEvent> Arrived { get; set; } = [];

    /// <summary>What the turn adds to the history.</summary>
    public IReadOnlyList<HistoryEvent> Turn { get; set; } = [];

    /// <summary>Messages to others.</summary>
    public List<Letter> Letters { get; } = [];

    /// <summary>Activities to be run.</summary>
    public List<ActivityCall> Calls { get; } = [];

    /// <summary>Rows of the inbox that are done with.</summary>
    public List<long> Received { get; } = [];

    /// <summary>Senders to be told once it is written.</summary>
    public List<(TaskCompletionSource<int> Sender, int Result)> Answers { get; } = [];

    /// <summary>Mail that must wait for the next pass.</summary>
    public IReadOnlyList<Envelope> Unheard { get; set; } = [];

    public bool IsSuspended { get; set; } = before?.Status == OrchestrationRuntimeStatus.Suspended;

    public bool TerminatesChildren { get; set; }

    /// <summary>Why the orchestration fails without another turn, if it does.</summary>
    public TaskFailureDetails? Stray { get; set; }

    public bool IsToBeWritten => Turn.Count > 0 || Received.Count > 0 || Letters.Count > 0 || !ReferenceEquals(Row, Before);

    /// <summary>Whether that generation still runs.</summary>
    public bool IsAlive(string executionId) => Row is { HasEnded: false } row && row.ExecutionId == executionId;

    /// <summary>Whether a message that may end or replace the instance has to wait until what came before is written, or the reverse.</summary>
    public bool MustWait(Message message)
        => StartsOver
            || Stray is not null
            || Arrived.Exists(a => a is ExecutionTerminated)
            || (message is Message.Start or Message.Purge or Message.Stray or Message.Recover && Arrived.Count > 0);

    public void Answer(Envelope envelope, int result)
    {
        if (envelope.Answer is { } sender)
        {
            Answers.Add((sender, result));
        }
    }

    public void Send(string instanceId, Message message) => Letters.Add(new(store.NextLetter(), instanceId, message));

    /// <summary>Puts a new instance in the place of the old one, if there was one.</summary>
    public void Begin(InstanceRow row)
    {
        Row = row;
        StartsOver = Before is not null;
        History = [];
    }

    /// <summary>Removes the instance.</summary>
    public void Remove()
    {
        Row = null;
        StartsOver = true;
        History = [];
    }

    /// <summary>Goes on as the next generation.</summary>
    public void ContinueAs(InstanceRow row)
    {
        Row = row;
        StartsOver = true;
        History = [];
    }
}
