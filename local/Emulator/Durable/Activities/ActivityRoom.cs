using Microsoft.DurableTask;
using Microsoft.Extensions.Logging;

namespace NoVisit.Emulator.Durable.Activities;

/// <summary>An activity that an orchestration waits for.</summary>
internal sealed record ActivityCall(string InstanceId, string ExecutionId, int TaskId, string Name, string? Input);

/// <summary>
/// Runs activities, so many at a time, and brings their outcome to the orchestration that called. The outcome is written with the
/// turn that hears it; until then a host that dies runs the activity again.
/// </summary>
internal sealed partial class ActivityRoom(
    int maxRunning, IDurableFunctionInvoker invoker, Idleness idleness, Action<string, Envelope> post, ILogger<ActivityRoom> logger)
    : IDisposable
{
    private readonly Lock _gate = new();
    private readonly Queue<ActivityCall> _waiting = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _running;
    private bool _closed;

    public void Start(ActivityCall call)
    {
        lock (_gate)
        {
            if (_closed)
            {
                return;
            }

            idleness.Enter();
            if (_running == maxRunning)
            {
                _waiting.Enqueue(call);
                return;
            }

            _running++;
        }

        Run(call);
    }

    /// <summary>Cancels what runs, drops what waits, and ends when nothing runs any more.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            _closed = true;
            while (_waiting.TryDequeue(out _))
            {
                idleness.Leave();
            }

            if (_running == 0)
            {
                _ended.TrySetResult();
            }
        }

        await _stop.CancelAsync();
        await _ended.Task.WaitAsync(cancellationToken);
    }

    public void Dispose() => _stop.Dispose();

    private void Run(ActivityCall call)
        => ThreadPool.UnsafeQueueUserWorkItem(static state => _ = state.Room.RunToEndAsync(state.Call), (Room: this, Call: call), preferLocal: false);

    private async Task RunToEndAsync(ActivityCall? next)
    {
        while (next is { } call)
        {
            if (await OutcomeAsync(call) is { } outcome)
            {
                post(call.InstanceId, new(new Message.Arrival(outcome, call.ExecutionId)));
            }

            idleness.Leave();
            lock (_gate)
            {
                if (!_waiting.TryDequeue(out next) && --_running == 0 && _closed)
                {
                    _ended.TrySetResult();
                }
            }
        }
    }

    private async Task<HistoryEvent?> OutcomeAsync(ActivityCall call)
    {
        if (!invoker.HasActivity(call.Name))
        {
            var missing = new InvalidOperationException($"The app has no activity function named '{call.Name}'.");
            return new TaskFailed(call.TaskId, TaskFailureDetails.FromException(missing));
        }

        try
        {
            return new TaskCompleted(call.TaskId) { Data = await invoker.RunActivityAsync(call.Name, call.InstanceId, call.Input, _stop.Token) };
        }
        catch (Exception interrupted) when (interrupted is OperationCanceledException && _stop.IsCancellationRequested)
        {
            return null;
        }
#pragma warning disable CA1031 // Whatever an activity throws is its outcome, told to the orchestrator that called.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            LogFailed(call.Name, call.InstanceId, call.TaskId, failure);
            return new TaskFailed(call.TaskId, TaskFailureDetails.FromException(failure));
        }
    }

    [LoggerMessage(301, LogLevel.Warning, "Activity {Name} failed, called by {InstanceId} as step #{TaskId}")]
    private partial void LogFailed(string name, string instanceId, int taskId, Exception failure);
}
