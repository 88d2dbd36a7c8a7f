using DurableTask.Core.Exceptions;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using NoVisit.Emulator.Durable.Activities;
using NoVisit.Emulator.Store;

namespace NoVisit.Emulator.Durable.Instances;

/// <summary>Sorts out an instance's mail: what is refused, what changes the instance, and what its orchestrator is to be told.</summary>
internal sealed class Hearing(HubStore store, TimeProvider time, Action<string, Message, Exception> dropped)
{
    public void Hear(Pass pass, List<Envelope> mail)
    {
        for (var i = 0; i < mail.Count; i++)
        {
            if (pass.MustWait(mail[i].Message))
            {
                pass.Unheard = mail[i..];
                return;
            }

            if (mail[i].InboxSeq is { } seq)
            {
                pass.Received.Add(seq);
            }

            Hear(pass, mail[i]);
        }
    }

    private static IEnumerable<ActivityCall> OpenCalls(Pass pass)
    {
        if (pass.Row is not { HasEnded: false } row)
        {
            return [];
        }

        var answered = pass.History.OfType<StepDone>().Select(done => done.TaskId).ToHashSet();
        return pass.History.OfType<TaskScheduled>()
            .Where(call => !answered.Contains(call.TaskId))
            .Select(call => new ActivityCall(row.Id, row.ExecutionId, call.TaskId, call.Name, call.Data));
    }

    private static Exception? Refusal(Pass pass, Message message) => (pass.Row, message) switch
    {
        (var row, Message.Arrival { ForExecution: { } execution }) when !pass.IsAlive(execution)
            => new InvalidOperationException($"The orchestration {row?.Id} does not wait for it any more."),
        (null, _) => new ArgumentException($"No instance with ID '{pass.Id}' was found.", nameof(pass)),
        ({ HasEnded: true } row, _) => new InvalidOperationException($"The orchestration instance {row.Id} is in the {row.Status} state."),
        (_, Message.Suspend) when pass.IsSuspended => new InvalidOperationException($"The orchestration instance {pass.Id} is in the Suspended state."),
        (_, Message.Resume) when !pass.IsSuspended => new InvalidOperationException($"The orchestration instance {pass.Id} is not in the Suspended state."),
        _ => null,
    };

    private static HistoryEvent Heard(Pass pass, Message message)
    {
        switch (message)
        {
            case Message.Arrival arrival:
                return arrival.Event;
            case Message.Suspend suspend:
                pass.IsSuspended = true;
                return new ExecutionSuspended { Data = suspend.Reason };
            case Message.Resume resume:
                pass.IsSuspended = false;
                return new ExecutionResumed { Data = resume.Reason };
            case Message.Terminate terminate:
                pass.TerminatesChildren = terminate.Recursive;
                return new ExecutionTerminated { Data = terminate.Output };
            default:
                throw new InvalidOperationException($"No instance hears {message.GetType().Name}.");
        }
    }

    private void Hear(Pass pass, Envelope envelope)
    {
        switch (envelope.Message)
        {
            case Message.Start start:
                Start(pass, start, envelope);
                break;
            case Message.Recover:
                pass.Calls.AddRange(OpenCalls(pass));
                break;
            case Message.Wake when pass.Row is { HasEnded: false } row:
                pass.Arrived.Add(IsToBegin(row) ? new ExecutionStarted(row.Name) : new TimersDue());
                break;
            case Message.Wake:
                break;
            case Message.Purge:
                var canGo = pass.Row is { HasEnded: true };
                pass.Answer(envelope, canGo ? 1 : 0);
                if (canGo)
                {
                    pass.Remove();
                }

                break;
            case Message.Stray stray:
                pass.Stray = pass.IsAlive(stray.ExecutionId) ? stray.Failure : null;
                break;
            case var message when Refusal(pass, message) is { } refusal:
                dropped(pass.Id, message, refusal);
                envelope.Answer?.TrySetException(refusal);
                break;
            case var message:
                pass.Arrived.Add(Heard(pass, message));
                pass.Answer(envelope, 1);
                break;
        }
    }

    private bool IsToBegin(InstanceRow row) => !row.IsStarted && row.WakeAt <= time.GetUtcNow();

    private void Start(Pass pass, Message.Start start, Envelope envelope)
    {
        if (pass.Row is { HasEnded: false })
        {
            var refusal = new OrchestrationAlreadyExistsException($"An Orchestration instance with the ID {pass.Id} already exists.");
            envelope.Answer?.TrySetException(refusal);
            if (start.Parent is { } parent)
            {
                var failure = new ChildFailed(parent.TaskId, TaskFailureDetails.FromException(refusal));
                pass.Send(parent.Id, new Message.Arrival(failure, parent.ExecutionId));
            }

            return;
        }

        var now = time.GetUtcNow();
        var isLater = start.StartAt > now;
        pass.Begin(new()
        {
            Key = store.NextKey(),
            Id = pass.Id,
            Name = start.Name,
            ExecutionId = start.ExecutionId,
            Status = OrchestrationRuntimeStatus.Pending,
            CreatedAt = now,
            UpdatedAt = now,
            Input = start.Input,
            Parent = start.Parent,
            WakeAt = isLater ? start.StartAt : null,
        });
        pass.IsSuspended = false;
        if (!isLater)
        {
            pass.Arrived.Add(new ExecutionStarted(start.Name));
        }

        pass.Answer(envelope, 1);
    }
}
