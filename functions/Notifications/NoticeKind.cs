using System.Text.Json.Serialization;

namespace NoVisit.Notifications;

/// <summary>What a notice is about (NT-01). The JSON names are those of the API and of the template files.</summary>
[JsonConverter(typeof(NoticeKindConverter))]
public enum NoticeKind
{
    /// <summary>已提交: with number and query code.</summary>
    Submitted,

    /// <summary>补正通知: once, with everything that is to be corrected.</summary>
    CorrectionRequested,

    /// <summary>受理.</summary>
    Accepted,

    /// <summary>可当场更正.</summary>
    SpotCorrection,

    /// <summary>网上预审结果.</summary>
    PreReviewed,

    /// <summary>预受理: waits for a certificate of another case.</summary>
    PreAccepted,

    /// <summary>不予受理.</summary>
    NotAccepted,

    /// <summary>退件: another authority is competent, or no answer came to the correction notice.</summary>
    Returned,

    /// <summary>准予许可.</summary>
    DecidedGrant,

    /// <summary>不予许可, with remedies.</summary>
    DecidedRefuse,

    /// <summary>证照已制作.</summary>
    CertificateReady,

    /// <summary>已寄出, with waybill.</summary>
    Dispatched,

    /// <summary>已送达.</summary>
    Delivered,

    /// <summary>快递退回.</summary>
    DeliveryReturned,

    /// <summary>视为受理: five days passed without a word.</summary>
    DeemedAccepted,

    /// <summary>特别程序开始, the clock stops.</summary>
    Suspended,

    /// <summary>特别程序结束, the clock runs on.</summary>
    Resumed,

    /// <summary>整改通知: what the inspections want put right, in one list.</summary>
    RectificationRequested,

    /// <summary>联合踏勘、会审通知: when and where.</summary>
    SurveyCalled,

    /// <summary>延期.</summary>
    Extended,

    /// <summary>期限重新计算: the holiday notice of a year on which dues rest came out or was corrected.</summary>
    DueRecomputed,

    /// <summary>待缴费.</summary>
    FeeDue,

    /// <summary>已缴费.</summary>
    Paid,

    /// <summary>超过承诺时限: told to the applicant with an apology.</summary>
    PromisedBreach,

    /// <summary>证照到期提醒.</summary>
    RenewalReminder,

    /// <summary>好差评邀请.</summary>
    RatingInvitation,

    /// <summary>已撤回.</summary>
    Withdrawn,

    /// <summary>证照已撤销或注销.</summary>
    CertificateRevoked,

    /// <summary>已终止: nothing is left to decide on.</summary>
    Terminated,

    /// <summary>待办将到期, to staff.</summary>
    TaskDue,

    /// <summary>待办已超期, to staff.</summary>
    TaskOverdue,

    /// <summary>催办, to staff.</summary>
    TaskUrged,

    /// <summary>催办已回复, to the lead.</summary>
    UrgingReplied,

    /// <summary>超时默认同意, to the lead.</summary>
    TaskDeemed,

    /// <summary>责令补出意见, to staff.</summary>
    PaperOrdered,

    /// <summary>意见已补出, to the lead.</summary>
    PaperIssued,

    /// <summary>办件将到期, to staff.</summary>
    CaseDue,

    /// <summary>办件已超期, to staff.</summary>
    CaseOverdue,

    /// <summary>工作警示, to staff.</summary>
    WorkWarning,

    /// <summary>决定抄送, to the department that had the power before.</summary>
    DecisionPassedOn,

    /// <summary>会商, to staff.</summary>
    ConsultationAsked,

    /// <summary>会商已答复, to staff.</summary>
    ConsultationReplied,

    /// <summary>会商逾期未答复, to staff.</summary>
    ConsultationOverdue,

    /// <summary>踏勘、会审召集, to staff.</summary>
    MeetingCalled,

    /// <summary>要求报告进展, to staff.</summary>
    ProgressReportAsked,
}

/// <summary>Writes kinds as camelCase strings wherever they occur.</summary>
internal sealed class NoticeKindConverter() : JsonStringEnumConverter<NoticeKind>(System.Text.Json.JsonNamingPolicy.CamelCase, allowIntegerValues: false);

/// <summary>免打扰: SMS that can wait are not sent at night (NT-01).</summary>
public static class QuietHours
{
    private static readonly TimeSpan Shanghai = TimeSpan.FromHours(8);
    private static readonly TimeSpan Morning = TimeSpan.FromHours(8);
    private static readonly TimeSpan Evening = TimeSpan.FromHours(21);

    /// <summary>Whether nobody loses a right or a day when this waits until the morning.</summary>
    public static bool CanWait(NoticeKind kind) => kind is NoticeKind.RatingInvitation or NoticeKind.RenewalReminder or NoticeKind.TaskDue or NoticeKind.CaseDue;

    /// <summary>When an SMS may go out: at once, or at the next 08:00 in Shanghai when it can wait and it is between 21:00 and 08:00.</summary>
    public static DateTimeOffset NextSendingTime(NoticeKind kind, DateTimeOffset now)
    {
        var local = now.ToOffset(Shanghai);
        if (!CanWait(kind) || (local.TimeOfDay >= Morning && local.TimeOfDay < Evening))
        {
            return now;
        }

        var day = local.TimeOfDay < Morning ? local.Date : local.Date.AddDays(1);
        return new DateTimeOffset(day + Morning, Shanghai).ToUniversalTime();
    }
}
