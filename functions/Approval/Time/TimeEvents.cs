using NoVisit.Notifications;
using NoVisit.Protection;

namespace NoVisit.Approval;

/// <summary>承诺超时默认: the limit passed without an opinion, which counts as agreement (TL-07).</summary>
internal sealed record DeemedAgreed(string StageId) : CaseEvent
{
    public override CaseRecord Apply(CaseRecord record, LedgerEntry entry) =>
        record.WithStage(StageId, s => s with { State = StageState.DeemedAgreed, DoneAt = entry.At });
}

/// <summary>One working day before a due time; <paramref name="Of"/> is a stage id, <c>promised</c> or <c>legal</c>.</summary>
internal sealed record ReminderGiven(string Of) : CaseEvent
{
    public override CaseRecord Apply(CaseRecord record, LedgerEntry entry) => record with { Reminded = [.. record.Reminded, Of] };
}

/// <summary>A limit passed: <c>acceptance</c>, <c>stage</c>, <c>promised</c> (yellow) or <c>legal</c> (red).</summary>
internal sealed record LimitBroken(string Rule, string? StageId, string Department, string? Person, DateTimeOffset Due) : CaseEvent
{
    /// <summary>One accountability record for each rule and stage, however often time is looked at.</summary>
    private string Key => StageId is null ? Rule : $"{Rule}-{StageId}";

    public override CaseRecord Apply(CaseRecord record, LedgerEntry entry) => record with
    {
        Accountabilities = [.. record.Accountabilities, new Accountability($"{record.Number}~{Key}", Rule, StageId, Department, Person, entry.At, Due)],
    };

    public override ApplicantMessage? Message(CaseRecord record, bool english, QueryCode queryCode) =>
        Rule == "promised" ? new(NoticeKind.PromisedBreach, ("due", NoticeTemplates.Day(Due))) : null;
}
