using NoVisit.Localization;

namespace NoVisit.Approval;

/// <summary>
/// What an event is called on the applicant's timeline. Internal acts (opinions, claims, reminders, accountability) have no title and
/// are never shown to the applicant (IN-18).
/// </summary>
internal static class EventTitles
{
    public static Text? Of(CaseEvent caseEvent) => caseEvent switch
    {
        Submitted => new("已提交", "Submitted"),
        CorrectionRequested => new("需要补正", "Correction requested"),
        CorrectionAnswered => new("已补正", "Correction answered"),
        Accepted { Deemed: true } => new("逾期未告知,视为受理", "Deemed accepted"),
        Accepted => new("已受理", "Accepted"),
        NotAccepted => new("不予受理", "Not accepted"),
        Returned => new("已退回", "Returned"),
        PhaseOpened => new("进入下一环节", "Next phase opened"),
        DecisionMade { Granted: true } => new("准予决定", "Granted"),
        DecisionMade => new("不予决定", "Refused"),
        CertificatesIssued => new("证照已生成", "Certificates issued"),
        CourierOrdered => new("已寄出", "Dispatched"),
        ResultDelivered => new("已送达", "Delivered"),
        CaseClosed => new("已办结", "Closed"),
        CaseWithdrawn => new("已撤回", "Withdrawn"),
        _ => null,
    };
}
