using System.Diagnostics;

namespace NoVisit.Http;

/// <summary>Something that must work before requests may be sent here: storage, the identity provider's keys.</summary>
public interface IReadinessCheck
{
    /// <summary>Name in the answer, for example <c>tables</c>.</summary>
    string Name { get; }

    /// <summary>Returns when it works, throws when it does not.</summary>
    Task CheckAsync(CancellationToken cancellationToken);
}

/// <summary>Result of one check.</summary>
/// <param name="Name">Which.</param>
/// <param name="Ready">Whether it works.</param>
/// <param name="Milliseconds">How long it took.</param>
public sealed record ReadinessEntry(string Name, bool Ready, long Milliseconds);

/// <summary>Answer of <c>GET /health/ready</c>.</summary>
/// <param name="Ready">All of them work.</param>
/// <param name="Checks">One entry per check. Never why it fails: that is for the log.</param>
public sealed record ReadinessReport(bool Ready, IReadOnlyList<ReadinessEntry> Checks);

/// <summary>Answer of <c>GET /health/live</c>.</summary>
/// <param name="Alive">Always true: a process that hangs does not answer.</param>
public sealed record LivenessReport(bool Alive);

/// <summary>Runs all readiness checks at once, each for three seconds at most.</summary>
public sealed class Readiness(IEnumerable<IReadinessCheck> checks)
{
    /// <summary>How long a check may take.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    /// <summary>Checks everything.</summary>
    public async Task<ReadinessReport> CheckAsync(CancellationToken cancellationToken)
    {
        var entries = await Task.WhenAll(checks.Select(check => RunAsync(check, cancellationToken)));
        return new ReadinessReport(entries.All(e => e.Ready), entries);
    }

    private static async Task<ReadinessEntry> RunAsync(IReadinessCheck check, CancellationToken cancellationToken)
    {
        var started = Stopwatch.GetTimestamp();
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Patience);
        bool ready;
        try
        {
            // WaitAsync as well: a check that ignores its token must not hang the answer.
            await check.CheckAsync(limit.Token).WaitAsync(limit.Token);
            ready = true;
        }
        catch (Exception) when (!cancellationToken.IsCancellationRequested)
        {
            ready = false;
        }

        return new ReadinessEntry(check.Name, ready, (long)Stopwatch.GetElapsedTime(started).TotalMilliseconds);
    }
}
