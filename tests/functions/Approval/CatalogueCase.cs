using System.Globalization;
using System.Text.Json;
using NoVisit.Approval.Acceptance;
using NoVisit.Approval.Countersigning;
using NoVisit.Approval.Decisions;
using NoVisit.Approval.Flow;
using NoVisit.Approval.JointReviews;
using NoVisit.Approval.Rectifications;
using NoVisit.Approval.Review;
using NoVisit.Catalogue;
using NoVisit.Deadlines;
using NoVisit.Filing;
using NoVisit.Filing.Comparisons;
using NoVisit.Filing.Forms;
using NoVisit.Filing.Uploads;
using NoVisit.Payments;

namespace NoVisit.Approval;

/// <summary>Any item of the embedded catalogue, filed complete and taken through the rules alone by people of the departments concerned.</summary>
internal sealed class CatalogueCase
{
    public const string FoodPlant = "320681-LB-SCJ-0004-1";
    public const string Hygiene = "320681-XK-WJW-0005-1";
    public const string BilliardHall = "320681-LB-SPJ-0006-1";
    public const string Investment = "320681-LB-FGW-0007-1";
    public const string Completion = "320681-LB-ZJJ-0009-1";
    public const string RealEstate = "320681-LB-BDC-0010-1";
    public const string Land = "320600-XK-ZRJ-0011-1";
    public const string Pension = "320681-GG-RSJ-0012-1";
    public const string Disclosure = "320681-QT-GKB-0013-1";
    public const string AnnualInspection = "320681-QT-SCJ-0014-1";

    public const string Number = "320681-20260302-7K3QF9-X";

    private static readonly ItemCatalogue Catalogue = CatalogueLoader.LoadEmbedded();
    private static readonly LimitClock Clock = new(WorkingDayCalendar.LoadEmbedded(), OfficeHours.Default);
    private static readonly Actor Applicant = new("zhang.san", "applicant", null);

    private readonly List<LedgerEntry> ledger = [];

    /// <param name="code">Item code.</param>
    /// <param name="at">Time of filing in Qidong.</param>
    /// <param name="without">Code of a required material that the case lacks.</param>
    /// <param name="shape">Changes the stages as they are frozen.</param>
    /// <param name="mismatch">Field whose declared value its source contradicts; everything else agrees.</param>
    /// <param name="preReview">Filed with the wish for a pre-review (IN-05).</param>
    /// <param name="awaited">The certificate that another case has yet to bring (IN-06).</param>
    public CatalogueCase(
        string code, string at = "2026-03-02 09:00", string? without = null, Func<Stage, Stage>? shape = null, string? mismatch = null, bool preReview = false,
        Awaited? awaited = null)
    {
        Now = Time(at);
        var item = Catalogue.Find(code)!;
        var values = new Dictionary<string, JsonElement>(StringComparer.Ordinal)
        {
            ["applicant.name"] = JsonSerializer.SerializeToElement("张三"),
            ["delivery.method"] = JsonSerializer.SerializeToElement("ecert"),
        };
        var materials = RequiredMaterials.Of(item, FormValues.Of(values));
        var draft = new Draft("d-1", Applicant.Id, item.Code, item.Version, values, Now, null, default)
        {
            Fingerprint = Draft.FingerprintOf("d-1", item.Code, FormValues.Of(values)),
        };
        var submitted = SubmissionRules.Submit(
            item, draft, values, [.. materials.Required.Concat(materials.Tolerable).Where(m => m != without).Select(Upload)], "zh", Clock, Now, preReview: preReview);
        Commit(null, [submitted with
        {
            Awaited = awaited,
            Comparisons = [.. item.Materials.Where(m => materials.Required.Contains(m.Code)).SelectMany(m => m.Verifies.Select(field => new Comparison(
                m.Code, m.SourceName!, field, field == mismatch ? ComparisonOutcome.Mismatch : ComparisonOutcome.Match, Now)))],
            Stages = [.. submitted.Stages.Select(shape ?? (s => s))],
        }], Applicant);
    }

    public CaseRecord Record { get; private set; } = null!;

    public Transition Last { get; private set; } = null!;

    public IReadOnlyList<LedgerEntry> Ledger => ledger;

    public DateTimeOffset Now { get; private set; }

    public IReadOnlyList<string> Open => [.. Record.Stages.Where(s => s.State.IsActive()).Select(s => s.Id)];

    public static DateTimeOffset Time(string at) =>
        new DateTimeOffset(DateTime.Parse(at, CultureInfo.InvariantCulture), TimeSpan.FromHours(8)).ToUniversalTime();

    public static Actor Clerk(string department) => new($"clerk.{department}", "clerk", department);

    public static Actor Reviewer(string department) => new($"reviewer.{department}", "reviewer", department);

    public static Actor Approver(string department) => new($"approver.{department}", "approver", department);

    public CatalogueCase At(string at)
    {
        Now = Time(at);
        return this;
    }

    public Stage Stage(string id) => Record.Find(id)!;

    public CatalogueCase Do(Actor actor, Func<CaseRecord, RuleContext, Outcome> rule)
    {
        Commit(Record, Assert.IsType<Outcome.Done>(rule(Record, Context(actor))).Events, actor);
        return this;
    }

    public Refusal Refused(Actor actor, Func<CaseRecord, RuleContext, Outcome> rule) =>
        Assert.IsType<Outcome.Refused>(rule(Record, Context(actor))).Refusal;

    public CatalogueCase Look() => Do(Actor.System, (r, c) => Outcome.Of(TimeRules.Due(r, c)));

    public CatalogueCase Accept() =>
        Do(Clerk(Record.AcceptanceStage.Department), (r, c) => AcceptanceRules.Handle(r, new("accept"), c));

    public CatalogueCase Opine(string stage, string outcome = "agree", string text = "符合条件")
    {
        var of = Stage(stage);
        var actor = of.Role == StageRole.Approver ? Approver(of.Department) : Reviewer(of.Department);
        return Do(actor, (r, c) => TaskRules.Opine(r, stage, new(outcome, text, outcome == "agreeWithConditions" ? "复查" : null), c));
    }

    public CatalogueCase Survey(string stage, string outcome = "agree", params string[] points) =>
        Do(Reviewer(Stage(stage).Department), (r, c) => TaskRules.RecordSurvey(r, stage, SurveyCommand(stage, outcome, points), c));

    public SurveyCommand SurveyCommand(string stage, string outcome, params string[] points) => new(
        [$"inspector1.{stage}", $"inspector2.{stage}"], Now.AddHours(-1), "现场情况记录", outcome, null, points.Length == 0 ? null : points);

    public CatalogueCase Decide(string stage, string outcome = "grant") =>
        Do(Approver(Stage(stage).Department), (r, c) => DecisionRules.Decide(r, new(outcome, "理由", "依据", null, stage), c));

    public CatalogueCase Sign(string department, bool agree = true, string? reason = null) =>
        Do(Approver(department), (r, c) => CountersignRules.Sign(r, new(agree, reason), c));

    /// <summary>Gets the payment out of the way, if there is one.</summary>
    public CatalogueCase WaiveFee() => Record.Bill is null ? this : Do(Approver(Record.Lead), (r, c) => BillRules.Waive(r, new("扶持政策", "市政府文件"), c));

    public CatalogueCase Meet(string outcome = "agree") =>
        Do(Reviewer(Record.Lead), (r, c) => MeetingRules.Record(r, MeetingCommand(outcome), c));

    public MeetingCommand MeetingCommand(string outcome = "agree", params VoteCommand[] other) => new(
        Now.AddHours(-1), "会议纪要", [.. (Record.Stages.First(s => s.Type == StageType.JointReview).Participants ?? [])
            .Select(d => other.FirstOrDefault(o => o.Department == d) ?? new VoteCommand(d, "agree", $"leader.{d}"))],
        outcome, "会审结论", outcome == "agreeWithConditions" ? "附条件" : null);

    public CatalogueCase Rectified(string? statement = "已整改到位") =>
        Do(Applicant, (r, c) => RectificationRules.Answer(r, statement, [], c));

    public Refusal RectificationRefused(string? statement) => Refused(Applicant, (r, c) => RectificationRules.Answer(r, statement, [], c));

    /// <summary>Everybody agrees until nobody has anything left to do; what the signing activity brings is put in between.</summary>
    public CatalogueCase AgreeToTheEnd()
    {
        for (var step = 0; step < 60 && !Record.State.IsFinal(); step++)
        {
            AgreeOnce();
        }

        return this;
    }

    /// <summary>One step of it.</summary>
    public void AgreeOnce()
    {
        if (Record.State == CaseState.DecidedGrant)
        {
            Do(Actor.System, (r, _) => Outcome.Of(new CertificatesIssued([.. r.ResultPlans.Select(Result)])));
            return;
        }

        Agree(Record.Stages.First(s => s.State.IsActive()));
    }

    private void Agree(Stage stage)
    {
        switch (stage.Type)
        {
            case StageType.Accept:
                Accept();
                break;
            case StageType.Survey or StageType.JointSurvey:
                Survey(stage.Id);
                break;
            case StageType.Decide:
                Decide(stage.Id);
                break;
            case StageType.Countersign when stage.PartOf is null:
                Decide(stage.Id);
                break;
            case StageType.Countersign:
                Sign(stage.Department);
                break;
            case StageType.JointReview:
                Meet();
                break;
            case StageType.Pay:
                WaiveFee();
                break;
            default:
                Opine(stage.Id);
                break;
        }
    }

    private Result Result(ResultPlan plan) => new()
    {
        Id = plan.Code,
        Code = plan.Code,
        Name = plan.Name,
        Number = $"320681-{plan.Code}",
        Identifier = "",
        VerificationCode = "",
        BlobName = $"{plan.Code}.pdf",
        Sha256 = new string('0', 64),
        IssuedAt = Now,
        ValidFrom = OfficeHours.DateOf(Now),
    };

    private static MaterialUpload Upload(string material) => new()
    {
        UploadId = $"ticket-{material}",
        Key = material,
        OwnerId = "d-1",
        MaterialCode = material,
        Person = Applicant.Id,
        FileName = "材料.pdf",
        ContentType = "application/pdf",
        Size = 3000,
        Sha256 = new string('0', 64),
        State = MaterialState.Clean,
        UploadedAt = Time("2026-03-01 20:00"),
        BlobName = $"d-1/{material}",
        ETag = "0x1",
    };

    private RuleContext Context(Actor actor) => new(Clock, actor, Now);

    private void Commit(CaseRecord? before, IReadOnlyList<CaseEvent> events, Actor actor)
    {
        if (events.Count == 0)
        {
            return;
        }

        Last = CaseMachine.Advance(before, Number, events, Context(actor));
        ledger.AddRange(Last.Entries);
        Record = Last.After;
    }
}
