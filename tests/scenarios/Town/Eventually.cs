using System.Diagnostics;

namespace NoVisit.Scenarios;

/// <summary>Waits for what another process brings about.</summary>
internal static class Eventually
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    /// <summary>Looks until the look is content; says what was waited for when the time is over.</summary>
    public static async Task TrueAsync(string what, Func<Task<bool>> look, TimeSpan? patience = null) =>
        await FoundAsync(what, async () => await look() ? "" : null, patience);

    /// <summary>Looks until something is found.</summary>
    public static async Task<T> FoundAsync<T>(string what, Func<Task<T?>> look, TimeSpan? patience = null)
        where T : class
    {
        var started = Stopwatch.GetTimestamp();
        while (true)
        {
            Exception? fault = null;
            try
            {
                if (await look() is { } found)
                {
                    return found;
                }
            }
            catch (Exception e) when (e is HttpRequestException or TaskCanceledException)
            {
                fault = e;
            }

            if (Stopwatch.GetElapsedTime(started) > (patience ?? Patience))
            {
                Assert.Fail($"Not within {patience ?? Patience}: {what}. {fault?.Message}");
            }

            await Task.Delay(Pause, TestContext.Current.CancellationToken);
        }
    }
}
