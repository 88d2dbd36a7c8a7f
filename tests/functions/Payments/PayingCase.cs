using System.Text.Json;
using Azure;
using NoVisit.Approval;
using NoVisit.Approval.Acceptance;
using NoVisit.Approval.Decisions;
using NoVisit.Approval.Flow;
using NoVisit.Approval.Review;
using NoVisit.Catalogue;
using NoVisit.Deadlines;
using NoVisit.Filing;

namespace NoVisit.Payments;

/// <summary>A case with fees, taken through the rules alone. Monday 2 March 2026 begins four weeks without holidays.</summary>
internal sealed class PayingCase
{
    /// <summary>Construction permit: construction (ZJJ, lead) and civil defence (RFB) examine, one bill, decision.</summary>
    public const string Construction = "320681-XK-ZJJ-0008-1";

    /// <summary>Property transfer: registration (BDC, lead), construction and tax (SWJ) examine, one bill, decision.</summary>
    public const string Property = "320681-LB-BDC-0010-1";
    public const string Number = "3206812603020000015";
    public const string Filed = "2026-03-02 09:00";
    public const string Accepted = "2026-03-02 10:00";
    public const string Examined = "2026-03-03 10:00";

    public static readonly LimitClock Clock = new(WorkingDayCalendar.LoadEmbedded(), OfficeHours.Default);
    public static readonly Actor Platform = new("payment", "gateway", null);
    public static readonly Actor Applicant = new("zhang.san", "applicant", null);

    private static readonly ItemCatalogue Catalogue = CatalogueLoader.LoadEmbedded();

    private PayingCase()
    {
    }

    public CaseRecord Record { get; private set; } = null!;

    public List<LedgerEntry> Ledger { get; } = [];

    /// <summary>What the last act changed.</summary>
    public Transition Last { get; private set; } = null!;

    public Bill Bill => Record.Bill!;

    public static IReadOnlyList<ItemFee> FeesOf(string item) => Catalogue.Find(item)!.Fees;

    public static Dictionary<string, JsonElement> Json(Dictionary<string, object> values) =>
        values.ToDictionary(v => v.Key, v => JsonSerializer.SerializeToElement(v.Value), StringComparer.Ordinal);

    /// <summary>Item 08, accepted: 8,000 m², 120 m² of civil defence built elsewhere.</summary>
    public static PayingCase OfConstruction(bool elsewhere = true, decimal area = 8000) => Of(Construction, new()
    {
        ["project.floorArea"] = area,
        ["civilDefence.elsewhere"] = elsewhere,
        ["civilDefence.areaNotBuilt"] = 120,
    });

    /// <summary>Item 08 whose bill is out: 840,000 and 120,000 yuan, raised on Tuesday at ten.</summary>
    public static PayingCase Billed() => OfConstruction().Agrees(Examined, "ZJJ", "B1").Agrees(Examined, "RFB", "B2");

    /// <summary>Item 10, accepted.</summary>
    public static PayingCase OfProperty(bool taxPaid = false) =>
        Of(Property, new() { ["property.use"] = "residential", ["tax.paid"] = taxPaid });

    public static DateTimeOffset At(string at) => CaseWalk.Time(at);

    public static PaymentCallback Paid(long amount = 96_000_000, string transaction = "T1", string at = "2026-03-05 11:29") =>
        new(BillRules.OrderIdOf(Number), transaction, "paid", amount, At(at));

    public PayingCase Does(string at, Actor actor, Func<CaseRecord, RuleContext, Outcome> rule)
    {
        var context = new RuleContext(Clock, actor, At(at));
        var done = Assert.IsType<Outcome.Done>(rule(Record, context));
        if (done.Events.Count > 0)
        {
            Commit(Record, done.Events, context);
        }

        return this;
    }

    public Refusal Refused(string at, Actor actor, Func<CaseRecord, RuleContext, Outcome> rule) =>
        Assert.IsType<Outcome.Refused>(rule(Record, new RuleContext(Clock, actor, At(at)))).Refusal;

    public PayingCase Agrees(string at, string department, string stage, long? amount = null) =>
        Does(at, CaseWalk.ReviewerOf(department), (r, c) => TaskRules.Opine(r, stage, new("agree", "同意", null, amount), c));

    public PayingCase Decides(string at, string outcome) => Does(
        at, CaseWalk.ApproverOf(Record.Lead), (r, c) => DecisionRules.Decide(r, new(outcome, "不符合条件", "《建筑法》第八条"), c));

    public PayingCase Hears(string at, PaymentCallback news) => Does(at, Platform, (r, c) => BillRules.Take(r, news, c));

    public PayingCase Waives(string at) =>
        Does(at, CaseWalk.ApproverOf(Record.Lead), (r, c) => BillRules.Waive(r, new("公益性项目", "《江苏省收费目录》"), c));

    public IEnumerable<string> Events() => Ledger.Select(e => e.Event.Name);

    private static PayingCase Of(string code, Dictionary<string, object> values)
    {
        var item = Catalogue.Find(code)!;
        values["applicant.name"] = "张三";
        var filled = Json(values);
        var draft = new Draft("d1", "zhang.san", code, item.Version, filled, At(Filed), null, ETag.All);
        var uploads = item.Materials.Select(m => CaseWalk.Upload(m.Code, m.Code)).ToList();
        var paying = new PayingCase();
        paying.Commit(
            null, [SubmissionRules.Submit(item, draft, filled, uploads, "zh", Clock, At(Filed))], new RuleContext(Clock, Applicant, At(Filed)));
        return paying.Does(Accepted, new Actor("clerk", "clerk", item.Lead.Code), (r, c) => AcceptanceRules.Handle(r, new("accept"), c));
    }

    private void Commit(CaseRecord? before, IReadOnlyList<CaseEvent> events, RuleContext context)
    {
        Last = CaseMachine.Advance(before, Number, events, context);
        Ledger.AddRange(Last.Entries);
        Record = Last.After;
    }
}
