namespace NoVisit.Http;

public sealed class RateLimiterTests
{
    private readonly TestClock clock = new("2026-11-22T03:00:00Z");
    private readonly RateLimiter limiter;

    public RateLimiterTests() => limiter = new RateLimiter(clock);

    [Fact]
    public void A_burst_passes_and_the_next_waits_for_the_refill()
    {
        var limit = new RateLimit(Burst: 3, PerMinute: 60);

        Assert.All(Enumerable.Range(0, 3), _ => Assert.Equal(TimeSpan.Zero, limiter.Take("person:zhang.san", limit)));
        Assert.Equal(TimeSpan.FromSeconds(1), limiter.Take("person:zhang.san", limit));

        clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(TimeSpan.Zero, limiter.Take("person:zhang.san", limit));
        Assert.Equal(TimeSpan.FromSeconds(1), limiter.Take("person:zhang.san", limit));
    }

    [Fact]
    public void One_client_does_not_use_up_the_bucket_of_another()
    {
        var limit = new RateLimit(Burst: 1, PerMinute: 1);
        limiter.Take("person:zhang.san", limit);

        Assert.Equal(TimeSpan.Zero, limiter.Take("person:li.si", limit));
    }

    [Fact]
    public void A_bucket_never_holds_more_than_the_burst()
    {
        var limit = new RateLimit(Burst: 2, PerMinute: 60);
        limiter.Take("a", limit);
        clock.Advance(TimeSpan.FromHours(1));

        Assert.Equal(TimeSpan.Zero, limiter.Take("a", limit));
        Assert.Equal(TimeSpan.Zero, limiter.Take("a", limit));
        Assert.NotEqual(TimeSpan.Zero, limiter.Take("a", limit));
    }

    [Fact]
    public void Many_clients_do_not_fill_the_memory()
    {
        var limit = new RateLimit(Burst: 1, PerMinute: 60);
        for (var i = 0; i < RateLimiter.MaxBuckets + 10; i++)
        {
            limiter.Take($"address:{i}", limit);
        }

        Assert.InRange(limiter.Count, 1, RateLimiter.MaxBuckets);
    }
}
