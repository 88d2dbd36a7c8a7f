using System.Globalization;
using System.Text.Json;
using Azure;
using NoVisit.Approval.Acceptance;
using NoVisit.Approval.Decisions;
using NoVisit.Approval.Flow;
using NoVisit.Approval.Review;
using NoVisit.Approval.TacitAgreement;
using NoVisit.Catalogue;
using NoVisit.Deadlines;
using NoVisit.Filing;
using NoVisit.Filing.Forms;
using NoVisit.Filing.Uploads;

namespace NoVisit.Approval.Handled;

/// <summary>
/// A case of a published item, handled by the rules alone: filed, then one act after another at literal times of Asia/Shanghai. Before each act
/// time is looked at as often as the orchestrations would.
/// </summary>
internal sealed class HandledCase
{
    /// <summary>Food business licence: papers, survey, decision; 4 working days promised, 10 by law, 5 of extension; M007 may follow later.</summary>
    public const string FoodLicence = "320681-XK-SCJ-0003-1";

    /// <summary>Billiard hall: three departments at once in its second phase.</summary>
    public const string BilliardHall = "320681-LB-SPJ-0006-1";

    /// <summary>Company set-up: promised in 2 working days.</summary>
    public const string CompanySetUp = "320681-LB-SCJ-0002-1";

    public static readonly LimitClock Clock = new(WorkingDayCalendar.LoadEmbedded(), OfficeHours.Default);

    private const string Number = "3206812603020000015";
    private static readonly ItemCatalogue Catalogue = CatalogueLoader.LoadEmbedded();

    private readonly List<LedgerEntry> ledger = [];

    public required CaseRecord Record { get; set; }

    public IReadOnlyList<LedgerEntry> Ledger => ledger;

    /// <summary>What the last act changed.</summary>
    public Transition? Last { get; private set; }

    /// <summary>Filed with every material of the item but these.</summary>
    public static HandledCase Filed(string itemCode, string at, bool committed = false, params string[] without)
    {
        var item = Catalogue.Find(itemCode)!;
        var values = new Dictionary<string, JsonElement> { ["applicant.name"] = JsonSerializer.SerializeToElement("张三") };
        var draft = new Draft("d1", "zhang.san", itemCode, item.Version, values, At(at), null, ETag.All)
        {
            Fingerprint = Draft.FingerprintOf("d1", itemCode, FormValues.Of(values)),
        };
        var uploads = item.Materials.Where(m => m.Source != MaterialSource.Form && !without.Contains(m.Code)).Select(m => File(m.Code, at).Upload).ToList();
        var submitted = SubmissionRules.Submit(item, draft, values, uploads, "zh", Clock, At(at), committed);
        var transition = CaseMachine.Advance(null, Number, [submitted], new RuleContext(Clock, new Actor("zhang.san", "applicant", null), At(at)));
        var filed = new HandledCase { Record = transition.After };
        filed.ledger.AddRange(transition.Entries);
        return filed;
    }

    /// <summary>Filed complete at nine on the day and accepted at ten.</summary>
    public static HandledCase Accepted(string itemCode, string day)
    {
        var handled = Filed(itemCode, $"{day} 09:00");
        handled.Does($"{day} 10:00", Clerk(handled.Record.Lead), (r, c) => AcceptanceRules.Handle(r, new AcceptanceCommand("accept"), c));
        return handled;
    }

    public static CaseMaterial File(string code, string at) => new(new MaterialUpload
    {
        UploadId = $"up-{code}",
        Key = $"key-{code}",
        OwnerId = Number,
        MaterialCode = code,
        Person = "zhang.san",
        FileName = $"{code}.pdf",
        ContentType = "application/pdf",
        Size = 1000,
        Sha256 = new string('a', 64),
        State = MaterialState.Clean,
        UploadedAt = At(at),
        BlobName = $"b/{code}",
        ETag = "\"1\"",
    });

    public static DateTimeOffset At(string shanghai) => new DateTimeOffset(
        DateTime.ParseExact(shanghai, ["yyyy-MM-dd HH:mm", "yyyy-MM-dd HH:mm:ss"], CultureInfo.InvariantCulture), TimeSpan.FromHours(8)).ToUniversalTime();

    public static Actor Clerk(string department) => new($"clerk.{department}", "clerk", department);

    public static Actor Reviewer(string department) => new($"reviewer.{department}", "reviewer", department);

    public static Actor Approver(string department) => new($"approver.{department}", "approver", department);

    public static readonly Actor Coordinator = new("coordinator", "coordinator", null);

    /// <summary>An act that is done.</summary>
    public void Does(string at, Actor actor, Func<CaseRecord, RuleContext, Outcome> rule)
    {
        var outcome = Ask(at, actor, rule);
        var done = Assert.IsType<Outcome.Done>(outcome, exactMatch: true);
        Advance(done.Events, actor, At(at));
    }

    /// <summary>An act that is refused; answers why. What the refusal itself records goes on record.</summary>
    public Refusal IsRefused(string at, Actor actor, Func<CaseRecord, RuleContext, Outcome> rule)
    {
        var refused = Assert.IsType<Outcome.Refused>(Ask(at, actor, rule), exactMatch: true);
        Advance(refused.Recorded, actor, At(at));
        return refused.Refusal;
    }

    /// <summary>Lets time pass: every reminder, breach and lapse comes at its own second.</summary>
    public void Passes(string until)
    {
        while (Next() is { } next && next <= At(until))
        {
            // What was due in the past, by a due time that moved, is due now.
            var wake = next > Record.UpdatedAt ? next : Record.UpdatedAt;
            var events = TimeRules.Due(Record, new RuleContext(Clock, Actor.System, wake));
            Assert.NotEmpty(events);
            Advance(events, Actor.System, wake);
        }
    }

    /// <summary>Reviews the papers, which opens the next phase.</summary>
    public void Agrees(string at, Actor actor, string stage) =>
        Does(at, actor, (r, c) => TaskRules.Opine(r, stage, new OpinionCommand("agree", "符合条件"), c));

    public void Surveys(string at, Actor actor, string stage) => Does(at, actor, (r, c) => TaskRules.RecordSurvey(
        r, stage, new SurveyCommand(["inspector.one", "inspector.two"], At(at).AddHours(-1), "场所符合要求", "agree"), c));

    public static Outcome Decides(CaseRecord record, RuleContext context) => DecisionRules.Decide(record, new DecisionCommand("grant"), context);

    public IEnumerable<string> Events => ledger.Select(e => e.Event.Name);

    public DateTimeOffset? DueOf(string stage) => Record.Find(stage)!.Due;

    private Outcome Ask(string at, Actor actor, Func<CaseRecord, RuleContext, Outcome> rule)
    {
        Passes(at);
        return rule(Record, new RuleContext(Clock, actor, At(at)));
    }

    private DateTimeOffset? Next() =>
        new[] { TimeRules.NextOfCase(Record, Clock), TimeRules.NextOfClock(Record, Clock) }
            .Concat(Record.State is CaseState.InReview or CaseState.Suspended ? Record.Stages.Select(s => TimeRules.NextOfStage(Record, s, Clock)) : [])
            .Concat(Record.PaperOrders.Select(o => PaperRules.Next(Record, o, Clock))).Min();

    private void Advance(IReadOnlyList<CaseEvent> events, Actor actor, DateTimeOffset at)
    {
        if (events.Count == 0)
        {
            return;
        }

        Last = CaseMachine.Advance(Record, Number, events, new RuleContext(Clock, actor, at));
        Record = Last.After;
        ledger.AddRange(Last.Entries);
    }
}
