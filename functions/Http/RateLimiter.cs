using System.Collections.Concurrent;

namespace NoVisit.Http;

/// <summary>How much one client may ask for: a bucket of <paramref name="Burst"/> requests that refills evenly.</summary>
/// <param name="Burst">Requests that may come at once.</param>
/// <param name="PerMinute">Requests a minute in the long run.</param>
public sealed record RateLimit(int Burst, int PerMinute)
{
    /// <summary>One signed-in person: pages load a few lists at once, nobody clicks more than this.</summary>
    public static readonly RateLimit Person = new(Burst: 100, PerMinute: 600);

    /// <summary>One network address; a whole office or mobile network may stand behind it.</summary>
    public static readonly RateLimit Address = new(Burst: 500, PerMinute: 6000);
}

/// <summary>
/// Token buckets in the memory of one instance (NF-01). N instances together let N times as much pass, and a new instance starts with full
/// buckets: this keeps one client from hurting the others; it is no quota. At most <see cref="MaxBuckets"/> clients are remembered.
/// </summary>
/// <param name="time">A clock that moves with real time.</param>
public sealed class RateLimiter(TimeProvider time)
{
    /// <summary>Clients that are remembered; a full bucket is forgotten first, for it says nothing.</summary>
    public const int MaxBuckets = 100_000;

    private readonly ConcurrentDictionary<string, Bucket> buckets = new(StringComparer.Ordinal);

    /// <summary>Clients remembered at the moment.</summary>
    public int Count => buckets.Count;

    /// <summary>Takes one request out of a client's bucket.</summary>
    /// <param name="client">What the bucket belongs to, for example <c>person:zhang.san</c>.</param>
    /// <param name="limit">Size and refill of the bucket.</param>
    /// <returns>Zero when the request may pass; otherwise how long to wait until one may.</returns>
    public TimeSpan Take(string client, RateLimit limit)
    {
        var now = time.GetTimestamp();
        if (buckets.Count >= MaxBuckets && !buckets.ContainsKey(client))
        {
            ForgetFullOnes(now);
        }

        var bucket = buckets.GetOrAdd(client, static (_, start) => new Bucket(start.limit, start.now), (limit, now));
        lock (bucket)
        {
            bucket.Refill(limit, time.GetElapsedTime(bucket.At, now), now);
            if (bucket.Tokens >= 1)
            {
                bucket.Tokens--;
                return TimeSpan.Zero;
            }

            return TimeSpan.FromMinutes((1 - bucket.Tokens) / limit.PerMinute);
        }
    }

    private void ForgetFullOnes(long now)
    {
        foreach (var (client, bucket) in buckets)
        {
            lock (bucket)
            {
                if (bucket.IsFullAfter(time.GetElapsedTime(bucket.At, now)))
                {
                    buckets.TryRemove(client, out _);
                }
            }
        }

        // Still full: somebody uses many addresses at once. Forgetting all is kinder to honest clients than refusing new ones.
        if (buckets.Count >= MaxBuckets)
        {
            buckets.Clear();
        }
    }

    private sealed class Bucket(RateLimit limit, long at)
    {
        private RateLimit limit = limit;

        public double Tokens { get; set; } = limit.Burst;

        public long At { get; private set; } = at;

        public void Refill(RateLimit newLimit, TimeSpan elapsed, long now)
        {
            limit = newLimit;
            if (elapsed > TimeSpan.Zero)
            {
                Tokens = Math.Min(limit.Burst, Tokens + (elapsed.TotalMinutes * limit.PerMinute));
                At = now;
            }
        }

        public bool IsFullAfter(TimeSpan elapsed) => Tokens + (elapsed.TotalMinutes * limit.PerMinute) >= limit.Burst;
    }
}
