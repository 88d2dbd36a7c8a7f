using NoVisit.Localization;

namespace NoVisit.Approval;

/// <summary>特别程序: what the law takes out of the limit (Licence Law art. 45). Nothing else is one.</summary>
internal enum ProcedureKind
{
    /// <summary>听证.</summary>
    Hearing,

    /// <summary>招标.</summary>
    Bidding,

    /// <summary>拍卖.</summary>
    Auction,

    /// <summary>检验.</summary>
    Inspection,

    /// <summary>检测.</summary>
    Testing,

    /// <summary>检疫.</summary>
    Quarantine,

    /// <summary>鉴定.</summary>
    Appraisal,

    /// <summary>专家评审.</summary>
    ExpertReview,
}

/// <summary>One special procedure of a case (WF-16); its time is a <see cref="Deadlines.Suspension"/> of the same id.</summary>
/// <param name="Id">Unique in the case.</param>
/// <param name="Kind">Which of the law's procedures.</param>
/// <param name="Body">Who carries it out.</param>
/// <param name="WorkingDays">Working days it was said to take.</param>
/// <param name="Statement">What the applicant was told in writing.</param>
/// <param name="Department">Department that opened it.</param>
/// <param name="StartedAt">The clock stands from here.</param>
/// <param name="NoticedEnd">End by the notice; the supervisor is warned after it.</param>
/// <param name="EndedAt">Null while it lasts.</param>
/// <param name="Result">What came of it.</param>
internal sealed record SpecialProcedure(
    string Id, ProcedureKind Kind, string Body, int WorkingDays, string Statement, string Department, DateTimeOffset StartedAt, DateTimeOffset NoticedEnd,
    DateTimeOffset? EndedAt = null, string? Result = null);

internal static class ProcedureWords
{
    /// <summary>A procedure in words for people.</summary>
    public static Text Of(ProcedureKind kind) => kind switch
    {
        ProcedureKind.Hearing => new("听证", "hearing"),
        ProcedureKind.Bidding => new("招标", "bidding"),
        ProcedureKind.Auction => new("拍卖", "auction"),
        ProcedureKind.Inspection => new("检验", "inspection"),
        ProcedureKind.Testing => new("检测", "testing"),
        ProcedureKind.Quarantine => new("检疫", "quarantine"),
        ProcedureKind.Appraisal => new("鉴定", "appraisal"),
        _ => new("专家评审", "expert review"),
    };
}
