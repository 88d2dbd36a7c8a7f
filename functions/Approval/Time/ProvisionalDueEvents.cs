using System.Globalization;
using System.Text.Json.Serialization;
using NoVisit.Approval.TacitAgreement;
using NoVisit.Localization;
using NoVisit.Notifications;
using NoVisit.Protection;

namespace NoVisit.Approval;

/// <summary>Dues of the case rest on years whose holiday notice is not out yet; none: no more (TL-03).</summary>
internal sealed record DuesProvisional(IReadOnlyList<int> Years) : CaseEvent
{
    public override CaseRecord Apply(CaseRecord record, LedgerEntry entry) =>
        record with { ProvisionalYears = Years, DueProvisional = Years.Count > 0 };
}

/// <summary>What departments owe besides their stages.</summary>
internal enum DueKind
{
    /// <summary>补出意见.</summary>
    Paper,

    /// <summary>催办回复.</summary>
    Urging,

    /// <summary>综合协调.</summary>
    Coordination,

    /// <summary>进展报告.</summary>
    ProgressReport,
}

/// <summary>A due of what departments owe besides their stages.</summary>
internal sealed record OtherDue(DueKind Kind, string Id, DateTimeOffset Due);

/// <summary>期限重新计算: the holiday notice of <paramref name="Years"/> came or was corrected, and the dues that rested on them are counted by it (TL-03).</summary>
internal sealed record DueRecomputed(IReadOnlyList<int> Years) : CaseEvent
{
    public const string NoticeKindName = "dueRecomputed";

    /// <summary>Years without notice that dues rest on still.</summary>
    public IReadOnlyList<int> StillProvisional { get; init; } = [];

    /// <summary>The applicant is told: a day that he knew is another now.</summary>
    public bool Told { get; init; }

    /// <summary>Null: as it was; likewise the others.</summary>
    public DateTimeOffset? AcceptanceDue { get; init; }

    /// <summary>Of the open correction notice.</summary>
    public DateTimeOffset? AnswerDue { get; init; }

    /// <summary>Promised limit.</summary>
    public DateTimeOffset? PromisedDue { get; init; }

    /// <summary>Statutory limit.</summary>
    public DateTimeOffset? LegalDue { get; init; }

    /// <summary>Of the materials that acceptance deferred.</summary>
    public DateTimeOffset? SupplyDue { get; init; }

    /// <summary>Until when the certificate of another case is awaited (IN-06).</summary>
    public DateTimeOffset? AwaitedDue { get; init; }

    /// <summary>Stages whose due moved.</summary>
    public IReadOnlyList<StageDue> Stages { get; init; } = [];

    /// <summary>Papers, replies, coordinations and reports whose due moved; null for none.</summary>
    public IReadOnlyList<OtherDue>? Others { get; init; }

    /// <summary>The years were in force with other data; null when their notice came.</summary>
    public bool? Corrected { get; init; }

    /// <summary>Some due is another.</summary>
    [JsonIgnore]
    public bool Moves => AcceptanceDue is not null || AnswerDue is not null || PromisedDue is not null || LegalDue is not null || SupplyDue is not null
        || Stages.Count > 0 || Others is not null;

    public override Text? Title => Told ? new("办理期限重新计算", "Due dates counted anew") : null;

    public override NoticeText? Notice => !Told ? null : new(NoticeKindName, new("办理期限更正通知书", "Notice of corrected due dates"), new(
        $"{Ground.Zh},按公布的工作日重新计算期限:{string.Join(";", Lines.Select(l => l.Zh))}。{Before.Zh}(行政许可法第八十二条)",
        $"{Ground.En} and the dates are counted by it: {string.Join("; ", Lines.Select(l => l.En))}. {Before.En} (Administrative License Law, art. 82)."));

    public override CaseRecord Apply(CaseRecord record, LedgerEntry entry) => On(record);

    /// <summary>The record with the dues that moved.</summary>
    public CaseRecord On(CaseRecord record) => record with
    {
        AcceptanceDue = AcceptanceDue ?? record.AcceptanceDue,
        PromisedDue = PromisedDue ?? record.PromisedDue,
        LegalDue = LegalDue ?? record.LegalDue,
        SupplyDue = SupplyDue ?? record.SupplyDue,
        Awaited = AwaitedDue is { } lapse ? record.Awaited! with { LapsesAt = lapse } : record.Awaited,
        ProvisionalYears = StillProvisional,
        DueProvisional = StillProvisional.Count > 0,
        Stages = Stages.Count == 0 ? record.Stages
            : [.. record.Stages.Select(s => Stages.FirstOrDefault(d => d.StageId == s.Id) is { } moved ? s with { Due = moved.Due } : s)],
        Notices = AnswerDue is null && SupplyDue is null ? record.Notices : [.. record.Notices.Select(n =>
            AnswerDue is { } answer && n is { Kind: CorrectionRequested.NoticeKindName, AnsweredAt: null } ? n with { AnswerDue = answer }
            : SupplyDue is { } supply && n.Kind == Accepted.NoticeKindName && n.AnswerDue is not null ? n with { AnswerDue = supply }
            : n)],

        PaperOrders = [.. record.PaperOrders.Select(o => Other(DueKind.Paper, o.Id) is { } due ? o with { Due = due } : o)],
        Urgings = [.. record.Urgings.Select(u => Other(DueKind.Urging, u.Id) is { } due ? u with { ReplyDue = due } : u)],
        Coordinations = [.. record.Coordinations.Select(c => Other(DueKind.Coordination, c.Id) is { } due ? c with { Due = due } : c)],
        Priority = Others?.Any(o => o.Kind == DueKind.ProgressReport) is not true ? record.Priority : record.Priority! with
        {
            Reports = [.. record.Priority.Reports.Select(r => Other(DueKind.ProgressReport, r.Number.ToString(CultureInfo.InvariantCulture)) is { } due ? r with { Due = due } : r)],
        },

        // A due time that moved is reminded of anew (TL-04).
        Reminded = [.. record.Reminded.Where(of => of switch
        {
            "promised" => PromisedDue is null,
            "legal" => LegalDue is null,
            _ => Stages.All(d => d.StageId != of && record.Find(d.StageId)?.ReminderKey != of)
                && (PaperRules.OfReminder(record, of) is not { } paper || Other(DueKind.Paper, paper.Id) is null),
        })],
    };

    public override ApplicantMessage? Message(CaseRecord record, bool english, QueryCode queryCode) => !Told ? null : new(
        NoticeKind.DueRecomputed, ("years", english ? YearsEn : YearsZh), ("due", NoticeTemplates.Day(First)));

    private Text Ground => Corrected is true
        ? new($"{YearsZh}年工作日历已经更正", $"The calendar of {YearsEn} was corrected")
        : new($"{YearsZh}年节假日安排已经公布", $"The holiday notice of {YearsEn} is out");

    private Text Before => Corrected is true
        ? new("此前告知的日期以本通知为准。", "They take the place of those told before")
        : new("此前告知的日期为暂定。", "Those told before were provisional");

    private DateTimeOffset? Other(DueKind kind, string id) => Others?.FirstOrDefault(o => o.Kind == kind && o.Id == id)?.Due;

    private DateTimeOffset First => PromisedDue ?? AnswerDue ?? AcceptanceDue ?? SupplyDue ?? AwaitedDue!.Value;

    private string YearsZh => string.Join('、', Years);

    private string YearsEn => string.Join(", ", Years);

    private IEnumerable<Text> Lines => new (DateTimeOffset? At, string Zh, string En)[]
        {
            (AcceptanceDue, "受理答复期限", "answer to your filing by"), (AnswerDue, "补正期限", "your correction by"),
            (PromisedDue, "承诺办结期限", "decision promised by"), (SupplyDue, "补交材料期限", "deferred material by"),
            (AwaitedDue, "预受理期限", "awaited certificate by"),
        }
        .Where(line => line.At is not null)
        .Select(line => new Text($"{line.Zh}{NoticeTemplates.Day(line.At!.Value)}", $"{line.En} {NoticeTemplates.Day(line.At!.Value)}"));
}
