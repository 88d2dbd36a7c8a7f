namespace NoVisit.Http;

/// <summary>A clock that stands still until it is moved; timers created from it fire at once when passed.</summary>
internal sealed class TestClock(string start) : TimeProvider
{
    private DateTimeOffset now = DateTimeOffset.Parse(start, null);

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow() => now;

    public override long GetTimestamp() => now.UtcTicks;

    public void Advance(TimeSpan by) => now += by;
}
