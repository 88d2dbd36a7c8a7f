namespace NoVisit.Deadlines;

/// <summary>The limits of a published item version, in working days.</summary>
/// <param name="PromisedDays">Promised limit (承诺时限, TL-02); 0 is the same working day.</param>
/// <param name="LegalDays">Statutory limit (法定时限, TL-01).</param>
/// <param name="ExtensionDays">The most that one extension may add (延期, TL-09; 行政许可法 art. 42: 10, joint 15); 0 when none is allowed.</param>
/// <param name="StageDays">Limit of each stage by stage id (环节时限, TL-05).</param>
public sealed record Limits(int PromisedDays, int LegalDays, int ExtensionDays, IReadOnlyDictionary<string, int> StageDays);

/// <summary>Why a clock may stand still (停钟事由, TL-06). Nothing else stops it.</summary>
public enum SuspensionGround
{
    /// <summary>The applicant corrects or supplies material (补正).</summary>
    Correction,

    /// <summary>Hearing, bidding, inspection, testing, appraisal, expert review (特别程序, 行政许可法 art. 45, WF-16).</summary>
    SpecialProcedure,

    /// <summary>A fee is due and the law lets the clock wait for it (缴费).</summary>
    Payment,

    /// <summary>The applicant puts right what an inspection found (整改, WF-06).</summary>
    Rectification,

    /// <summary>Force majeure, with the leader's approval (不可抗力).</summary>
    ForceMajeure,
}

/// <summary>One stop of the clock (停钟).</summary>
/// <param name="Id">Unique in the case; names the written notice (TL-06: document).</param>
/// <param name="Ground">Why.</param>
/// <param name="Start">From this instant.</param>
/// <param name="End">Until this instant; null while the clock stands.</param>
/// <param name="NoticedDays">
/// Working days that the written notice told the applicant it would take (art. 45, second sentence); 0 when none was told.
/// </param>
public sealed record Suspension(string Id, SuspensionGround Ground, DateTimeOffset Start, DateTimeOffset? End, int NoticedDays = 0)
{
    /// <summary>End of the stop; null while the clock stands.</summary>
    /// <exception cref="ArgumentException">The stop would end before it began.</exception>
    public DateTimeOffset? End { get; init; } = End is null || End >= Start
        ? End
        : throw new ArgumentException($"Suspension {Id} ends before it starts.", nameof(End));
}

/// <summary>The one extension of a case (延期, TL-09).</summary>
/// <param name="WorkingDays">Working days added to the promised and the statutory limit.</param>
/// <param name="RequestedAt">When it was asked for.</param>
/// <param name="ApprovedAt">When the authority's head approved; null while it waits. Only an approved extension moves a due date.</param>
public sealed record Extension(int WorkingDays, DateTimeOffset RequestedAt, DateTimeOffset? ApprovedAt);

/// <summary>All that the dues of an accepted case depend on.</summary>
/// <param name="AcceptedAt">Instant of acceptance (受理); counting starts on the working day after it.</param>
public sealed record ClockState(DateTimeOffset AcceptedAt)
{
    /// <summary>Stops of the clock, in any order; they may overlap.</summary>
    public IReadOnlyList<Suspension> Suspensions { get; init; } = [];

    /// <summary>The extension, once asked for.</summary>
    public Extension? Extension { get; init; }

    /// <summary>Instant of the decision: nothing that happens later moves a due date (TL-02).</summary>
    public DateTimeOffset? FrozenAt { get; init; }
}

/// <summary>The instant at which a limit ends. Acts at this very instant are in time.</summary>
/// <param name="At">In UTC; without suspensions the close of business of the last day.</param>
/// <param name="Provisional">The count ran through a year whose holiday notice is not published yet.</param>
public sealed record DueInstant(DateTimeOffset At, bool Provisional)
{
    /// <summary>The date in Asia/Shanghai.</summary>
    public DateOnly Date => OfficeHours.DateOf(At);
}

/// <summary>Signal of a task (灯): green, amber from the reminder on, red when the limit has passed (SV-02).</summary>
public enum Light
{
    /// <summary>Time enough, or the clock stands.</summary>
    Green,

    /// <summary>One working day or less is left (TL-04).</summary>
    Amber,

    /// <summary>Late.</summary>
    Red,
}
