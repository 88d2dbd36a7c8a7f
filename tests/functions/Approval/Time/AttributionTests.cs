using static NoVisit.Approval.Handled.HandledCase;

namespace NoVisit.Approval.Time;

/// <summary>首办负责 (IN-11): whose breach the whole limit is. The company set-up is led by SCJ; five departments decide at once in its second phase.</summary>
[Rule("IN-11")]
public sealed class AttributionTests
{
    private static readonly DateTimeOffset Promised = At("2026-03-04 17:30");
    private static readonly CaseRecord Company = Accepted(CompanySetUp, "2026-03-02").Record;

    [Fact]
    public void The_whole_limit_is_the_leads() => Assert.Equal(("SCJ", null), Blamed(With()));

    [Fact]
    public void Unless_a_child_broke_its_own_limit_before() => Assert.Equal(("GAJ", "reviewer.GAJ"), Blamed(With(("GAJ", "reviewer.GAJ", "2026-03-03 17:30"))));

    [Fact]
    public void Of_several_children_it_is_the_first() =>
        Assert.Equal(("RSJ", null), Blamed(With(("GAJ", null, "2026-03-03 17:30"), ("RSJ", null, "2026-03-03 11:30"))));

    [Fact]
    public void The_leads_own_late_stage_blames_no_child() => Assert.Equal(("SCJ", null), Blamed(With(("SCJ", "reviewer.SCJ", "2026-03-03 17:30"))));

    [Fact]
    public void A_child_that_was_late_only_afterwards_is_not_the_cause() => Assert.Equal(("SCJ", null), Blamed(With(("GAJ", null, "2026-03-04 17:30"))));

    [Fact]
    public void A_late_look_blames_the_child_that_it_finds_late()
    {
        var open = Company with { Stages = [.. Company.Stages.Select(s => s.State.IsActive() ? s with { Department = "GAJ", ClaimedBy = "li.si", Due = At("2026-03-03 17:30") } : s)] };

        Assert.Equal(("GAJ", "li.si"), Blamed(open));
    }

    private static CaseRecord With(params (string Department, string? Person, string Due)[] broken) => Company with
    {
        Stages = [.. Company.Stages.Select(s => s with { Due = null })],
        Accountabilities = [.. broken.Select((b, i) => new Accountability($"a{i}", "stage", $"s{i}", b.Department, b.Person, Promised, At(b.Due)))],
    };

    private static (string, string?) Blamed(CaseRecord record)
    {
        var broken = TimeRules.Due(record with { PromisedDue = Promised, LegalDue = null }, new RuleContext(Clock, Actor.System, At("2026-03-05 09:00")))
            .OfType<LimitBroken>().Single(b => b.Rule == "promised");
        return (broken.Department, broken.Person);
    }
}
