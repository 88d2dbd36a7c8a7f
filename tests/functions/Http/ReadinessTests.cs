namespace NoVisit.Http;

public sealed class ReadinessTests
{
    [Fact]
    public async Task All_checks_pass_or_it_is_not_ready()
    {
        var good = new Check("tables", _ => Task.CompletedTask);
        var bad = new Check("queues", _ => throw new InvalidOperationException("account key is wrong"));

        var ready = await new Readiness([good]).CheckAsync(TestContext.Current.CancellationToken);
        var report = await new Readiness([good, bad]).CheckAsync(TestContext.Current.CancellationToken);

        Assert.True(ready.Ready);
        Assert.False(report.Ready);
        Assert.Equal([("tables", true), ("queues", false)], report.Checks.Select(c => (c.Name, c.Ready)));
    }

    [Fact]
    public async Task A_check_that_hangs_is_given_up()
    {
        var report = await new Readiness([new Check("tables", _ => Task.Delay(Timeout.Infinite, CancellationToken.None))])
            .CheckAsync(TestContext.Current.CancellationToken);

        Assert.False(report.Ready);
        Assert.InRange(report.Checks[0].Milliseconds, 2000, 20000);
    }

    private sealed class Check(string name, Func<CancellationToken, Task> check) : IReadinessCheck
    {
        public string Name => name;

        public Task CheckAsync(CancellationToken cancellationToken) => check(cancellationToken);
    }
}
