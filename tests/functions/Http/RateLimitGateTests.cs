using System.Net;
using Microsoft.AspNetCore.Http;
using NoVisit.Identity;

namespace NoVisit.Http;

public sealed class RateLimitGateTests
{
    private static readonly Endpoints Samples = new([typeof(OpenApiTests.Samples)]);
    private readonly RateLimitGate gate = new(
        new RateLimiter(new TestClock("2026-11-22T03:00:00Z")),
        new RateLimitOptions(Person: new RateLimit(2, 60), Address: new RateLimit(20, 60), ForwardedHops: 0));

    [Fact]
    public void A_person_is_limited_wherever_he_calls_from()
    {
        gate.CheckPerson(From("203.0.113.1", "zhang.san"));
        gate.CheckPerson(From("203.0.113.2", "zhang.san"));
        var problem = Assert.Throws<ProblemException>(() => gate.CheckPerson(From("203.0.113.3", "zhang.san")));

        Assert.Equal(429, problem.Kind.Status);
        Assert.Equal(TimeSpan.FromSeconds(1), problem.RetryAfter);
        gate.CheckPerson(From("203.0.113.3", "li.si"));
    }

    [Fact]
    public void An_address_is_limited_whoever_calls()
    {
        for (var i = 0; i < 20; i++)
        {
            gate.CheckAddress(From("203.0.113.1"), Samples.Find("Accept"));
        }

        Assert.Throws<ProblemException>(() => gate.CheckAddress(From("203.0.113.1"), Samples.Find("Accept")));
        gate.CheckAddress(From("203.0.113.2"), Samples.Find("Accept"));
    }

    [Fact]
    public void A_function_may_be_limited_more_tightly()
    {
        for (var i = 0; i < 10; i++)
        {
            gate.CheckAddress(From("203.0.113.1"), Samples.Find("List"));
        }

        Assert.Throws<ProblemException>(() => gate.CheckAddress(From("203.0.113.1"), Samples.Find("List")));
        gate.CheckAddress(From("203.0.113.1"), Samples.Find("Accept"));
    }

    [Fact]
    public void Callbacks_are_not_limited()
    {
        var failure = Record.Exception(() =>
        {
            for (var i = 0; i < 100; i++)
            {
                gate.CheckAddress(From("203.0.113.1"), Samples.Find("News"));
            }
        });

        Assert.Null(failure);
    }

    [Theory]
    [InlineData("203.0.113.7", null, 0, "203.0.113.7")]
    [InlineData("203.0.113.7", "198.51.100.1", 0, "203.0.113.7")]
    [InlineData("10.0.0.1", "198.51.100.1", 1, "198.51.100.1")]
    [InlineData("10.0.0.1", "1.2.3.4, 198.51.100.1:51234", 1, "198.51.100.1")]
    [InlineData("10.0.0.1", "1.2.3.4, 198.51.100.1, 10.0.0.9", 2, "198.51.100.1")]
    [InlineData("10.0.0.1", "198.51.100.1", 2, "10.0.0.1")]
    [InlineData("10.0.0.1", "nonsense", 1, "10.0.0.1")]
    [InlineData("::ffff:203.0.113.7", null, 0, "203.0.113.7")]
    [InlineData("2001:db8:1:2:3:4:5:6", null, 0, "2001:db8:1:2::/64")]
    public void Only_our_own_proxies_are_believed(string connection, string? forwarded, int hops, string address)
    {
        var context = From(connection);
        context.Request.Headers["X-Forwarded-For"] = forwarded;

        Assert.Equal(address, RateLimitGate.AddressOf(context, hops));
    }

    private static DefaultHttpContext From(string address, string? person = null)
    {
        var context = new DefaultHttpContext();
        context.Connection.RemoteIpAddress = IPAddress.Parse(address);
        if (person is not null)
        {
            new Caller(person, person, [Role.Applicant], null, Assurance.Registered).Enter(context);
        }

        return context;
    }
}
