using DurableTask.Core.Exceptions;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace NoVisit.Emulator.CrashHost;

/// <summary>What there is to do. Begun anew, it does what is left.</summary>
internal static class CrashWorkload
{
    /// <summary>Events raised to the listener, one after the other.</summary>
    public const int Events = 400;

    private static readonly (string Orchestrator, int Count)[] Kinds =
        [("FanOut", 12), ("Race", 12), ("Rounds", 8), ("Family", 8), ("Stubborn", 6), ("Listener", 1)];

    /// <summary>Ids of all instances that are started by name.</summary>
    public static IReadOnlyList<string> Ids { get; } =
        [.. Kinds.SelectMany(kind => Enumerable.Range(0, kind.Count).Select(i => $"{kind.Orchestrator}-{i}"))];

    public static async Task RunAsync(DurableTaskClient client, EffectLog log)
    {
        var acknowledged = log.Read().Where(line => line.StartsWith("ack ", StringComparison.Ordinal)).ToHashSet(StringComparer.Ordinal);
        foreach (var id in Ids.Where(id => !acknowledged.Contains($"ack start {id}")))
        {
            try
            {
                if (await client.GetInstanceAsync(id) is null)
                {
                    await client.ScheduleNewOrchestrationInstanceAsync(id.Split('-')[0], null, new StartOrchestrationOptions(id));
                }
            }
            catch (OrchestrationAlreadyExistsException)
            {
                // A host before this one began it and did not live to say so.
            }

            log.Append($"ack start {id}");
        }

        for (var number = 0; number < Events; number++)
        {
            if (!acknowledged.Contains($"ack event {number}"))
            {
                try
                {
                    await client.RaiseEventAsync("Listener-0", "number", number);
                }
                catch (InvalidOperationException) when (number == Events - 1)
                {
                    // The last event was heard, and the host died before it said so.
                }

                log.Append($"ack event {number}");
            }
        }

        foreach (var id in Ids)
        {
            await client.WaitForInstanceCompletionAsync(id);
        }
    }
}
