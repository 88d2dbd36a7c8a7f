using NoVisit.Approval.Flow;
using NoVisit.Approval.Handled;
using NoVisit.Approval.Rights;
using NoVisit.Identity.Delegations;
using NoVisit.Identity.Posts;

namespace NoVisit.Approval;

/// <summary>The staff as the city founds it, and acts that go through their rights as the desk lets them.</summary>
internal static class FoundedStaff
{
    public static readonly StaffOrder Order = new(StaffDirectory.Founding(CaseWalk.Catalogue.Registers), [], [], []);

    public static StaffOrder Without(string person) => Order with { Delegations = [.. Order.Delegations.Where(d => d.Person != person)] };

    public static StaffOrder Revoked(string person, string from) => Order with
    {
        Delegations = [.. Order.Delegations.Select(d => d.Person == person
            ? d with { Revoked = new Revocation(DateOnly.Parse(from, System.Globalization.CultureInfo.InvariantCulture), "岗位调整", "administrator", default) } : d)],
    };

    public static StaffOrder OnDuty(this StaffOrder order, string day, string department, string leader) => order with
    {
        Duties = [.. order.Duties, new Duty(DateOnly.Parse(day, System.Globalization.CultureInfo.InvariantCulture), department, leader)],
    };

    public static StaffOrder OnLeave(this StaffOrder order, string person, string department, string from, string to) => order with
    {
        Absences = [.. order.Absences, new Absence(
            person, department, DateOnly.Parse(from, System.Globalization.CultureInfo.InvariantCulture), DateOnly.Parse(to, System.Globalization.CultureInfo.InvariantCulture), "年休假", person)],
    };

    public static StaffOrder WithDeputy(this StaffOrder order, string person, string department, string deputy) => order with
    {
        Deputies = [.. order.Deputies, new Deputyship("ab", person, department, deputy, new DateOnly(2020, 1, 1), null)],
    };

    /// <summary>What the desk makes of an act.</summary>
    public static (Outcome Outcome, string? Used) Ask(
        this StaffOrder order, CaseRecord record, string at, Actor actor, Func<CaseRecord, RuleContext, Outcome> rule)
    {
        var context = new RuleContext(HandledCase.Clock, actor, HandledCase.At(at)) { Staff = order };
        return RightRules.Check(record, rule(record, context), context);
    }

    /// <summary>The record after the act, or after what its refusal records.</summary>
    public static CaseRecord After(this StaffOrder order, CaseRecord record, string at, Actor actor, Func<CaseRecord, RuleContext, Outcome> rule)
    {
        var events = order.Ask(record, at, actor, rule).Outcome switch
        {
            Outcome.Done done => done.Events,
            Outcome.Refused refused => refused.Recorded,
            _ => [],
        };
        return events.Count == 0 ? record
            : CaseMachine.Advance(record, record.Number, events, new RuleContext(HandledCase.Clock, actor, HandledCase.At(at)) { Staff = order }).After;
    }

    /// <summary>Why the act is refused.</summary>
    public static Refusal Refusal(this StaffOrder order, CaseRecord record, string at, Actor actor, Func<CaseRecord, RuleContext, Outcome> rule) =>
        Assert.IsType<Outcome.Refused>(order.Ask(record, at, actor, rule).Outcome).Refusal;
}
