using System.Globalization;
using Microsoft.DurableTask;
using NoVisit.Emulator.Durable;

namespace NoVisit.Emulator.CrashHost;

/// <summary>Races, fan-outs, timers, children, retries and generations whose outcomes do not depend on when a host dies.</summary>
internal sealed class CrashApp(EffectLog log) : IDurableFunctionInvoker
{
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(15);

    private readonly Dictionary<string, Func<TaskOrchestrationContext, Task<object?>>> _orchestrators = new(StringComparer.OrdinalIgnoreCase)
    {
        ["FanOut"] = FanOutAsync,
        ["Race"] = RaceAsync,
        ["Rounds"] = RoundsAsync,
        ["Family"] = FamilyAsync,
        ["Member"] = MemberAsync,
        ["Stubborn"] = StubbornAsync,
        ["Listener"] = ListenerAsync,
    };

    public bool HasOrchestrator(string name) => _orchestrators.ContainsKey(name);

    public bool HasActivity(string name) => name is "Effect" or "Fail";

    public Task<object?> RunOrchestratorAsync(string name, TaskOrchestrationContext context) => _orchestrators[name](context);

    public async Task<string?> RunActivityAsync(string name, string instanceId, string? inputJson, CancellationToken cancellationToken)
    {
        // The key is unique to the call, so the log shows each call's runs.
        log.Append($"run {instanceId} {inputJson}");
        await Task.Delay(TimeSpan.FromMilliseconds(Random.Shared.Next(4)), cancellationToken);
        return name == "Effect" ? inputJson : throw new TimeoutException($"refused {inputJson}");
    }

    private static async Task<object?> FanOutAsync(TaskOrchestrationContext context)
    {
        var results = await Task.WhenAll(Enumerable.Range(0, 25).Select(i => context.CallActivityAsync<string>("Effect", $"fan-{i}")));
        return string.Join(' ', results);
    }

    /// <summary>An event that another orchestration sends against a timer of an hour, then a timer of a moment against an event that nobody sends.</summary>
    private static async Task<object?> RaceAsync(TaskOrchestrationContext context)
    {
        List<string> won = [];
        for (var round = 0; round < 4; round++)
        {
            context.SendEvent(context.InstanceId, "signal", $"s{round}");
            using var stop = new CancellationTokenSource();
            var hour = context.CreateTimer(TimeSpan.FromHours(1), stop.Token);
            var signal = context.WaitForExternalEvent<string>("signal", stop.Token);
            won.Add(await Task.WhenAny(hour, signal) == signal ? await signal : "hour");
            Cancel(stop);
            try
            {
                won.Add(await context.WaitForExternalEvent<string>("never", Moment));
            }
            catch (TaskCanceledException)
            {
                won.Add(await context.CallActivityAsync<string>("Effect", $"race-{round}"));
            }
        }

        return string.Join(' ', won);
    }

    private static async Task<object?> RoundsAsync(TaskOrchestrationContext context)
    {
        var said = context.GetInput<string>() ?? string.Empty;
        var round = said.Split(' ', StringSplitOptions.RemoveEmptyEntries).Length;
        said = $"{said} {await context.CallActivityAsync<string>("Effect", $"round-{round}")}".Trim();
        await context.CreateTimer(Moment, CancellationToken.None);
        if (round < 8)
        {
            context.ContinueAsNew(said);
        }

        return said;
    }

    private static async Task<object?> FamilyAsync(TaskOrchestrationContext context)
        => string.Join(' ', await Task.WhenAll(Enumerable.Range(0, 4).Select(i => context.CallSubOrchestratorAsync<string>("Member", i))));

    private static async Task<object?> MemberAsync(TaskOrchestrationContext context)
    {
        var number = context.GetInput<int>();
        var parent = context.Parent!.InstanceId;
        await context.CallActivityAsync("Effect", $"{parent}-member-{number}-begins");
        await context.CreateTimer(Moment, CancellationToken.None);
        await context.CallActivityAsync("Effect", $"{parent}-member-{number}-ends");
        return number == 3 ? throw new InvalidOperationException("the last one always fails") : $"{number}";
    }

    private static async Task<object?> StubbornAsync(TaskOrchestrationContext context)
    {
        List<string> said = [];
        for (var i = 0; i < 3; i++)
        {
            try
            {
                await context.CallActivityAsync("Fail", $"fail-{i}", TaskOptions.FromRetryPolicy(new(3, Moment)));
            }
            catch (TaskFailedException e)
            {
                said.Add(e.FailureDetails.ErrorMessage);
            }
        }

        return string.Join(' ', said);
    }

    private static async Task<object?> ListenerAsync(TaskOrchestrationContext context)
    {
        var heard = context.GetInput<List<int>>() ?? [];
        for (var i = 0; i < 7 && !heard.Contains(CrashWorkload.Events - 1); i++)
        {
            var number = await context.WaitForExternalEvent<int>("number");

            // The driver repeats an event whose acknowledgement it did not live to see.
            if (heard.Count == 0 || heard[^1] != number)
            {
                heard.Add(number);
            }
        }

        if (!heard.Contains(CrashWorkload.Events - 1))
        {
            context.ContinueAsNew(heard);
        }

        return string.Join(' ', heard.Select(number => number.ToString(CultureInfo.InvariantCulture)));
    }

    private static void Cancel(CancellationTokenSource source)
    {
#pragma warning disable CA1849, VSTHRD103, MA0042 // CancelAsync would leave the orchestrator's thread.
        source.Cancel();
#pragma warning restore CA1849, VSTHRD103, MA0042
    }
}
