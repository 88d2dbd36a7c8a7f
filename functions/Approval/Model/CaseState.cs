namespace NoVisit.Approval;

/// <summary>
/// Where a case (办件) stands. The four procedures of WF-01 (apply and accept, review, decide, deliver) never change their order;
/// the states refine them.
/// </summary>
internal enum CaseState
{
    /// <summary>收件: filed, the five working days for the acceptance decision run (Licence Law art. 32).</summary>
    Submitted,

    /// <summary>网上预审: filed, a clerk looks at completeness and form first; the five working days run all the same (IN-05).</summary>
    PreReview,

    /// <summary>补正: the one correction notice is out and the applicant's answer is awaited (IN-08).</summary>
    CorrectionRequested,

    /// <summary>The applicant answered the correction notice; a fresh acceptance limit runs.</summary>
    Resubmitted,

    /// <summary>预受理: registered, waits for a certificate that another case has yet to bring (IN-06).</summary>
    PreAccepted,

    /// <summary>不予受理: outside the organ's competence, the competent one is named.</summary>
    NotAccepted,

    /// <summary>退回件: closed with basis, reason and remedies (KD-06).</summary>
    Returned,

    /// <summary>审查: accepted; the stages of the current phase are open, all clocks run.</summary>
    InReview,

    /// <summary>停钟: the clock stands for one of the listed grounds (TL-06).</summary>
    Suspended,

    /// <summary>上报: with the superior organ (KD-04).</summary>
    ReportedUp,

    /// <summary>准予: decided, certificates are being made.</summary>
    DecidedGrant,

    /// <summary>不予: decided, the reasoned decision is delivered.</summary>
    DecidedRefuse,

    /// <summary>The signed certificates are in the library.</summary>
    CertificateReady,

    /// <summary>The paper results are with the courier.</summary>
    Dispatched,

    /// <summary>送达: the applicant has the result.</summary>
    Delivered,

    /// <summary>办结: nothing is left to do.</summary>
    Closed,

    /// <summary>撤回: withdrawn by the applicant before the decision.</summary>
    Withdrawn,

    /// <summary>终止: the object is gone or the holder has died.</summary>
    Terminated,
}

/// <summary>Where one stage of the flow stands.</summary>
internal enum StageState
{
    Waiting,
    Open,
    Claimed,
    Agreed,
    AgreedWithConditions,
    Disagreed,

    /// <summary>承诺超时默认: no opinion within the limit, agreed by default (TL-07).</summary>
    DeemedAgreed,
    Suspended,
    Cancelled,
}

internal static class CaseStates
{
    /// <summary>The case has reached its end: no command changes it any more.</summary>
    public static bool IsFinal(this CaseState state) =>
        state is CaseState.NotAccepted or CaseState.Returned or CaseState.Closed or CaseState.Withdrawn or CaseState.Terminated;

    /// <summary>A decision was made; the clock is frozen and withdrawal no longer possible.</summary>
    public static bool IsDecided(this CaseState state) =>
        state is CaseState.DecidedGrant or CaseState.DecidedRefuse or CaseState.CertificateReady or CaseState.Dispatched
            or CaseState.Delivered or CaseState.Closed;

    /// <summary>The intake clerk has yet to decide on acceptance.</summary>
    public static bool AwaitsAcceptance(this CaseState state) => state is CaseState.Submitted or CaseState.Resubmitted or CaseState.PreReview;

    /// <summary>A person (or the time limit) can still act on the stage.</summary>
    public static bool IsActive(this StageState state) => state is StageState.Open or StageState.Claimed;

    /// <summary>The stage awaits an outcome: somebody can act on it, or its clock stands and somebody will.</summary>
    public static bool IsStanding(this StageState state) => state.IsActive() || state == StageState.Suspended;

    /// <summary>The stage has an outcome.</summary>
    public static bool IsDone(this StageState state) =>
        state is StageState.Agreed or StageState.AgreedWithConditions or StageState.Disagreed or StageState.DeemedAgreed;
}
