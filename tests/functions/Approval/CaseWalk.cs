using System.Globalization;
using System.Text.Json;
using NoVisit.Approval.Acceptance;
using NoVisit.Approval.Decisions;
using NoVisit.Approval.Flow;
using NoVisit.Approval.Review;
using NoVisit.Catalogue;
using NoVisit.Deadlines;
using NoVisit.Delivery;
using NoVisit.Filing;
using NoVisit.Filing.Forms;
using NoVisit.Filing.Uploads;

namespace NoVisit.Approval;

/// <summary>One case of the embedded catalogue, taken through the rules alone: what the desk does, without any storage.</summary>
internal sealed class CaseWalk
{
    public const string SoleTrader = "320681-QR-SCJ-0001-1";
    public const string Company = "320681-LB-SCJ-0002-1";
    public const string Food = "320681-XK-SCJ-0003-1";
    public const string Number = "320681-20260210-7K3QF9-X";
    public const string Applicant = "zhang.san";

    public static readonly ItemCatalogue Catalogue = CatalogueLoader.LoadEmbedded();
    public static readonly LimitClock Clock = new(WorkingDayCalendar.LoadEmbedded(), OfficeHours.Default);

    /// <summary>Market regulation (SCJ) is the lead of all three items.</summary>
    public static readonly Actor Clerk = new("li.clerk", "clerk", "SCJ");
    public static readonly Actor Reviewer = new("wang.reviewer", "reviewer", "SCJ");
    public static readonly Actor Approver = new("chen.approver", "approver", "SCJ");
    public static readonly Actor Filer = new(Applicant, "applicant", null);

    private readonly List<LedgerEntry> ledger = [];

    /// <param name="itemCode">Item.</param>
    /// <param name="at">Time of filing in Qidong.</param>
    /// <param name="delivery">How the result is wanted.</param>
    /// <param name="number">Case number.</param>
    /// <param name="committed">Filed without what the item tolerates, with the commitment to supply it (IN-07).</param>
    /// <param name="preReview">Filed with the wish for a pre-review, where the item offers it (IN-05).</param>
    /// <param name="awaited">The certificate that another case has yet to bring (IN-06).</param>
    /// <param name="shape">Changes the filing.</param>
    public CaseWalk(
        string itemCode, string at, DeliveryMethod delivery = DeliveryMethod.Ecert, string number = Number, bool committed = false, bool preReview = false,
        Awaited? awaited = null, Func<Submitted, Submitted>? shape = null)
    {
        Now = Time(at);
        CaseNumber = number;
        var filing = Filing(itemCode, Now, delivery, committed: committed, preReview: preReview) with { Awaited = awaited };
        Commit(null, [shape is null ? filing : shape(filing)], Filer);
    }

    public string CaseNumber { get; }

    public CaseRecord Record { get; private set; } = null!;

    public IReadOnlyList<LedgerEntry> Ledger => ledger;

    /// <summary>The commits so far.</summary>
    public List<Transition> Transitions { get; } = [];

    public Transition Last => Transitions[^1];

    public DateTimeOffset Now { get; private set; }

    /// <summary>Wall-clock time in Qidong.</summary>
    public static DateTimeOffset Time(string at) =>
        new DateTimeOffset(DateTime.Parse(at, CultureInfo.InvariantCulture), TimeSpan.FromHours(8)).ToUniversalTime();

    public static Actor ApproverOf(string department) => new($"approver.{department}", "approver", department);

    public static Actor ReviewerOf(string department) => new($"reviewer.{department}", "reviewer", department);

    public static Submitted Filing(string itemCode, DateTimeOffset at, DeliveryMethod delivery = DeliveryMethod.Ecert, string draftId = "d-1", bool committed = false, bool preReview = false)
    {
        var item = Catalogue.Find(itemCode)!;
        var values = Values(delivery);
        var draft = new Draft(draftId, Applicant, item.Code, item.Version, values, at, null, default) { Fingerprint = "" };
        var needed = RequiredMaterials.Of(item, FormValues.Of(values));
        List<MaterialUpload> uploads = [.. needed.Required.Concat(committed ? [] : needed.Tolerable).Select((code, i) => Upload(code, $"u-{i + 1}"))];
        return SubmissionRules.Submit(item, draft, values, uploads, "zh", Clock, at, committed, preReview);
    }

    public static MaterialUpload Upload(string material, string key) => new()
    {
        UploadId = $"ticket-{key}",
        Key = key,
        OwnerId = "d-1",
        MaterialCode = material,
        Person = Applicant,
        FileName = "材料.pdf",
        ContentType = "application/pdf",
        Size = 3000,
        Sha256 = new string('0', 64),
        State = MaterialState.Clean,
        UploadedAt = Time("2026-02-09 20:00"),
        BlobName = $"d-1/{key}",
        ETag = "0x1",
    };

    public static Dictionary<string, JsonElement> Values(DeliveryMethod delivery = DeliveryMethod.Ecert) => new(StringComparer.Ordinal)
    {
        ["applicant.name"] = Json("张三"),
        ["applicant.phone"] = Json("13800138000"),
        ["applicant.email"] = Json("zhang@example.org"),
        ["business.tradeName"] = Json("启东市小满面馆"),
        ["business.scope"] = Json("餐饮服务"),
        ["premises.address"] = Json("启东市汇龙镇人民中路688号"),
        ["delivery.method"] = Json(Words.Of(delivery)),
        ["delivery.recipient"] = Json("张三"),
        ["delivery.phone"] = Json("13800138000"),
        ["delivery.address"] = Json("启东市汇龙镇人民中路688号"),
    };

    public static JsonElement Json(object value) => JsonSerializer.SerializeToElement(value, CaseJson.Options);

    public static string Text(object value) => JsonSerializer.Serialize(value, CaseJson.Options);

    public CaseWalk At(string at) => At(Time(at));

    public CaseWalk At(DateTimeOffset at)
    {
        Now = at;
        return this;
    }

    public RuleContext As(Actor actor) => new(Clock, actor, Now);

    /// <summary>Does it, or fails with the refusal.</summary>
    public CaseWalk Do(Actor actor, Func<CaseRecord, RuleContext, Outcome> rule)
    {
        var done = Assert.IsType<Outcome.Done>(rule(Record, As(actor)));
        Commit(Record, done.Events, actor);
        return this;
    }

    /// <summary>Tries it: whether anything was refused.</summary>
    public bool Try(Actor actor, Func<CaseRecord, RuleContext, Outcome> rule)
    {
        if (rule(Record, As(actor)) is not Outcome.Done done)
        {
            return false;
        }

        Commit(Record, done.Events, actor);
        return true;
    }

    public Refusal Refused(Actor actor, Func<CaseRecord, RuleContext, Outcome> rule) =>
        Assert.IsType<Outcome.Refused>(rule(Record, As(actor))).Refusal;

    public IReadOnlyList<CaseEvent> Due() => TimeRules.Due(Record, As(Actor.System));

    public CaseWalk Look() => Do(Actor.System, (r, c) => Outcome.Of(TimeRules.Due(r, c)));

    public CaseWalk Accept() => Do(Clerk, (r, c) => AcceptanceRules.Handle(r, new("accept"), c));

    public CaseWalk Correct(params Defect[] defects) => Do(Clerk, (r, c) => AcceptanceRules.Handle(r, new("correct", defects), c));

    public CaseWalk Answer(Dictionary<string, JsonElement> values, params MaterialUpload[] files) =>
        Do(Filer, (r, c) => CorrectionRules.Answer(r, values, [.. files.Select(f => new CaseMaterial(f))], c));

    public CaseWalk Opine(string stage, Actor actor, string outcome = "agree", string text = "符合条件") =>
        Do(actor, (r, c) => TaskRules.Opine(r, stage, new(outcome, text, outcome == "agreeWithConditions" ? "整改后复查" : null), c));

    public CaseWalk Survey(string stage, Actor actor, params string[] inspectors) =>
        Do(actor, (r, c) => TaskRules.RecordSurvey(r, stage, new(inspectors, Now.AddHours(-1), "现场符合要求", "agree"), c));

    public CaseWalk Decide(Actor actor, string outcome = "grant") =>
        Do(actor, (r, c) => DecisionRules.Decide(r, new(outcome, "不符合条件", "《食品安全法》第三十五条"), c));

    /// <summary>What the signing activity puts on record.</summary>
    public CaseWalk Issue() => Do(Actor.System, (r, _) => Outcome.Of(new CertificatesIssued(r.Decision is { Granted: true }
        ? [.. r.ResultPlans.Select(p => ResultOf(p.Code, p.Name, Now))]
        : [ResultOf("DECISION", new("不予行政许可决定书", "Decision to refuse"), Now)])));

    public CaseWalk OrderCourier() => Do(Actor.System, (_, _) => Outcome.Of(new CourierOrdered(CourierOrders.IdOf(CaseNumber), "NV1", "张三")));

    public CaseWalk Track(ParcelStatus status, int sequence, string? signedBy = null) =>
        Do(Courier, (r, _) => CourierCallbackFunction.Track(r, News(status, sequence, signedBy)));

    public static readonly Actor Courier = new("courier", "gateway", null);

    public CourierCallback News(ParcelStatus status, int sequence, string? signedBy = null) =>
        new(CourierOrders.IdOf(CaseNumber), "NV1", status, Now, sequence, signedBy);

    public Stage Stage(string id) => Record.Find(id)!;

    private static Result ResultOf(string code, Localization.Text name, DateTimeOffset at) => new()
    {
        Id = code,
        Code = code,
        Name = name,
        Number = $"320681-{code}",
        Identifier = "",
        VerificationCode = "",
        BlobName = $"{code}.pdf",
        Sha256 = new string('0', 64),
        IssuedAt = at,
        ValidFrom = OfficeHours.DateOf(at),
    };

    private void Commit(CaseRecord? before, IReadOnlyList<CaseEvent> events, Actor actor)
    {
        if (before is not null && events.Count == 0)
        {
            return;
        }

        Transitions.Add(CaseMachine.Advance(before, CaseNumber, events, As(actor)));
        ledger.AddRange(Last.Entries);
        Record = Last.After;
    }
}
