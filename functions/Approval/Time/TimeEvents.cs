using NoVisit.Approval.TacitAgreement;
using NoVisit.Catalogue;
using NoVisit.Certificates.Life;
using NoVisit.Localization;
using NoVisit.Notifications;
using NoVisit.Protection;

namespace NoVisit.Approval;

/// <summary>承诺超时默认: the limit passed without an opinion, which counts as agreement (TL-07).</summary>
internal sealed record DeemedAgreed(string StageId) : CaseEvent
{
    public override CaseRecord Apply(CaseRecord record, LedgerEntry entry) =>
        record.WithStage(StageId, s => s with { State = StageState.DeemedAgreed, DoneAt = entry.At });
}

/// <summary>One working day before a due time.</summary>
/// <param name="Of">A stage in one of its rounds, a paper that is owed, <c>promised</c> or <c>legal</c>.</param>
/// <param name="Due">The due time; null in ledgers from before staff were told.</param>
internal sealed record ReminderGiven(string Of, DateTimeOffset? Due = null) : CaseEvent
{
    public override CaseRecord Apply(CaseRecord record, LedgerEntry entry) => record with { Reminded = [.. record.Reminded, Of] };

    /// <summary>The handler, then the lead.</summary>
    public override IEnumerable<StaffMessage> StaffMessages(CaseRecord record)
    {
        if (Due is not { } due)
        {
            return [];
        }

        if (Of is "promised" or "legal")
        {
            return [StaffMessage.To(record.Lead, StageRole.Reviewer, NoticeKind.CaseDue, LimitBroken.Limit(Of), StaffMessage.Due(due)),
                StaffMessage.To(record.Lead, StageRole.Approver, NoticeKind.CaseDue, LimitBroken.Limit(Of), StaffMessage.Due(due))];
        }

        var paper = PaperRules.OfReminder(record, Of);
        return record.Find(paper?.StageId ?? Of.Split('~')[0]) is not { } stage || stage.Role == StageRole.Applicant ? []
            : [StaffMessage.To(paper?.Department ?? stage.Department, stage.Role, NoticeKind.TaskDue, StaffMessage.Stage(record, stage.Id), StaffMessage.Due(due)),
                StaffMessage.To(record.Lead, StageRole.Reviewer, NoticeKind.TaskDue, StaffMessage.Stage(record, stage.Id), StaffMessage.Due(due))];
    }
}

/// <summary>A limit passed: <c>acceptance</c>, <c>preReview</c>, <c>stage</c>, <c>paper</c>, <c>renewal</c>, <c>promised</c> (yellow) or <c>legal</c> (red).</summary>
/// <param name="Rule">Which.</param>
/// <param name="StageId">The stage that is late.</param>
/// <param name="Department">Who answers for it.</param>
/// <param name="Person">Who had claimed it.</param>
/// <param name="Due">The limit.</param>
/// <param name="Round">Of the stage; null for the first.</param>
/// <param name="OrderId">The paper that is late.</param>
internal sealed record LimitBroken(
    string Rule, string? StageId, string Department, string? Person, DateTimeOffset Due, int? Round = null, string? OrderId = null) : CaseEvent
{
    /// <summary>One accountability record for each rule, stage and round, however often time is looked at.</summary>
    private string Key => OrderId is not null ? PaperRules.AccountabilityKey(OrderId)
        : StageId is null ? Rule
        : Round is null ? $"{Rule}-{StageId}"
        : $"{Rule}-{StageId}-{Round}";

    public override CaseRecord Apply(CaseRecord record, LedgerEntry entry) => record with
    {
        Accountabilities =
        [
            .. record.Accountabilities,
            new Accountability($"{record.Number}~{Key}", Rule, StageId, Department, Person, entry.At, Due, Round),
        ],
    };

    public override ApplicantMessage? Message(CaseRecord record, bool english, QueryCode queryCode) =>
        Rule == "promised" ? new(NoticeKind.PromisedBreach, ("due", NoticeTemplates.Day(Due))) : null;

    /// <summary>Of a stage its handler and the head; of the case the head and the supervisors.</summary>
    public override IEnumerable<StaffMessage> StaffMessages(CaseRecord record) => Rule switch
    {
        "promised" or "legal" or RenewalRules.Breach =>
        [
            StaffMessage.To(Department, StageRole.Approver, NoticeKind.CaseOverdue, Limit(Rule), StaffMessage.Due(Due)),
            StaffMessage.ToSupervisors(NoticeKind.CaseOverdue, Limit(Rule), StaffMessage.Due(Due)),
        ],
        _ when record.Find(StageId ?? record.AcceptanceStage.Id) is { } stage =>
        [
            .. stage.Role == StageRole.Applicant ? [] : new[]
            {
                StaffMessage.To(Department, stage.Role, NoticeKind.TaskOverdue, StaffMessage.Stage(record, stage.Id), StaffMessage.Due(Due)),
            },
            StaffMessage.To(Department, StageRole.Approver, NoticeKind.TaskOverdue, StaffMessage.Stage(record, stage.Id), StaffMessage.Due(Due)),
        ],
        _ => [],
    };

    internal static (string Name, Text Value) Limit(string rule) =>
        ("reason", rule switch
        {
            "legal" => new("法定时限", "statutory limit"),
            RenewalRules.Breach => new("证照有效期届满前的决定时限", "limit for a decision before the expiry"),
            _ => new("承诺时限", "promised limit"),
        });
}
