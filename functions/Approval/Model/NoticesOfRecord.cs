using NoVisit.Localization;

namespace NoVisit.Approval;

/// <summary>The numbered, dated documents that events bring to the applicant (Licence Law art. 32, 38; KD-06).</summary>
internal static class NoticesOfRecord
{
    public static IReadOnlyList<Notice> After(CaseRecord record, LedgerEntry entry)
    {
        if (entry.Event is CorrectionAnswered)
        {
            return [.. record.Notices.Select(n => n.Kind == "correctionRequested" && n.AnsweredAt is null ? n with { AnsweredAt = entry.At } : n)];
        }

        var notice = Of(record, entry);
        return notice is null ? record.Notices : [.. record.Notices, notice];
    }

    private static Notice? Of(CaseRecord r, LedgerEntry entry)
    {
        (string Kind, Text Title, Text Body)? text = entry.Event switch
        {
            CorrectionRequested => ("correctionRequested", new("补正通知书", "Correction notice"), new(
                "您的申请材料需要补正。以下是需要补正的全部内容,我们不会再就已有问题要求第二次补正。",
                "Your filing needs corrections. This is the complete list; nothing that existed before will be asked a second time.")),
            Accepted { Deemed: true } => ("deemedAccepted", new("受理通知书(视为受理)", "Acceptance notice (deemed)"), new(
                "自收到申请之日起五个工作日内未作告知,依照行政许可法第三十二条,自收到申请材料之日起即为受理。",
                "No answer was given within five working days, so under art. 32 of the Administrative License Law the filing counts as accepted from its receipt.")),
            Accepted => ("accepted", new("受理通知书", "Acceptance notice"), new(
                "您的申请材料齐全、符合法定形式,现予受理。", "Your filing is complete and in due form and has been accepted.")),
            NotAccepted e => ("notAccepted", new("不予受理决定书", "Decision not to accept"), new(
                $"{e.Reason}。请向{e.CompetentAuthority}提出申请。", $"{e.Reason} Please file with {e.CompetentAuthority}.")),
            Returned e => ("returned", new("退回通知书", "Return notice"), new(
                $"理由:{e.Reason}。依据:{e.Basis}。救济途径:{e.Remedies}", $"Reason: {e.Reason} Basis: {e.Basis} Remedies: {e.Remedies}")),
            DecisionMade { Granted: true } => ("decidedGrant", new("准予行政许可决定书", "Decision to grant"), new(
                "经审查,符合法定条件,准予。", "The conditions are met; granted.")),
            DecisionMade e => ("decidedRefuse", new("不予行政许可决定书", "Decision to refuse"), new(
                $"理由:{e.Reason}。依据:{e.Basis}。救济途径:{e.Remedies}", $"Reason: {e.Reason} Basis: {e.Basis} Remedies: {e.Remedies}")),
            _ => null,
        };
        return text is not { } t ? null : new Notice
        {
            Id = $"n{entry.Sequence}",
            Kind = t.Kind,
            Number = $"{r.Number}-{entry.Sequence:D3}",
            At = entry.At,
            Title = t.Title,
            Body = t.Body,
            Defects = entry.Event is CorrectionRequested c ? c.Defects : [],
            AnswerDue = entry.Event is CorrectionRequested d ? d.AnswerDue : null,
        };
    }
}
