namespace NoVisit.Deadlines;

/// <summary>
/// Limits, dues and the clock that stops (时限与停钟): pure functions of a <see cref="ClockState"/>, the calendar and an instant.
/// </summary>
/// <remarks>
/// <para>
/// Counting (TL-03, 行政许可法 art. 82): the day of acceptance is not counted; a limit of n working days is a budget of n office days
/// from the opening of the next working day, so without suspensions it ends at close of business of the n-th working day. A limit of
/// 0 days (即办) ends at close of business of the day of acceptance, or of the next working day when the acceptance came at or after
/// close of business or on a rest day.
/// </para>
/// <para>
/// Suspension (停钟, TL-06, art. 45 "所需时间不计算在规定的期限内"): the time that the clock stands within office hours is not
/// counted, to the minute, and what was left of the budget runs on from the resumption; the due then falls at the minute at which it
/// is used up. The one exception: a stop that ends before the close of business of the day on which it began is not deducted
/// (当日停、当日复,不扣减).
/// </para>
/// <para>
/// Why to the minute and not in days: if a day with any stop in it did not count, an office could stop the clock for a minute every
/// day and never be late; if only days that are stopped throughout were left out, a clock stopped on its last afternoon would be
/// late before it could be resumed. By the minute both guarantees hold exactly. The office never gets more running office time than
/// was promised, however often it stops; and no stopped office day is ever counted, whether to the office as delay or to the
/// citizen in the days it is said to have taken. The exception only shortens the office's time, so it cannot be used to gain any; it
/// keeps a due at close of business when a question is asked and answered within one day. Stops on rest days or at night contain
/// no office hours and so change nothing; stops that overlap are merged first and so count once.
/// </para>
/// <para>
/// A due is unknown (null) while the clock stands, unless it had passed before. At the decision all dues freeze: later stops and
/// approvals change nothing.
/// </para>
/// </remarks>
/// <param name="calendar">Working days.</param>
/// <param name="hours">Office hours of every working day.</param>
public sealed class LimitClock(WorkingDayCalendar calendar, OfficeHours hours)
{
    /// <summary>Working days within which a filing is accepted, corrected or refused (行政许可法 art. 32(4), IN-09).</summary>
    public const int AcceptanceDays = 5;

    /// <summary>Working days within which the result is issued and delivered (行政许可法 art. 44, RS-04).</summary>
    public const int DeliveryDays = 10;

    /// <summary>The calendar that dues are counted on.</summary>
    public WorkingDayCalendar Calendar => calendar;

    /// <summary>Office hours that dues are counted in.</summary>
    public OfficeHours Hours => hours;

    /// <summary>
    /// The working day on which the office can first act on what arrives at an instant: that day before close of business, else the
    /// next working day (IN-01). What arrives in the small hours of a working day is there when the office opens.
    /// </summary>
    public DateOnly ReceivedOn(DateTimeOffset instant)
    {
        var date = OfficeHours.DateOf(instant);
        return calendar.WorkingDayOnOrAfter(OfficeHours.TimeOf(instant) < hours.Closes ? date : date.AddDays(1));
    }

    /// <summary>The instant at which the office has what arrives: at once while it is open, else when it next opens (IN-01).</summary>
    public DateTimeOffset ReceiptOf(DateTimeOffset instant)
    {
        var opening = hours.OpeningOf(ReceivedOn(instant));
        return opening > instant ? opening : instant;
    }

    /// <summary>End of a limit that started at an instant and is never suspended; 0 days is the same working day.</summary>
    public DueInstant Due(DateTimeOffset from, int workingDays) => Due(from, workingDays, ClockStops.None)!;

    /// <summary>
    /// Until when the office has to accept, ask for corrections or refuse (IN-09, art. 32(4)): 5 working days after the working day
    /// on which the filing counts as received. Without an answer until then the case is deemed accepted.
    /// </summary>
    public DueInstant AcceptanceDue(DateTimeOffset submittedAt) => Due(hours.OpeningOf(ReceivedOn(submittedAt)), AcceptanceDays);

    /// <summary>Until when the result has to be issued and delivered (art. 44): 10 working days after the decision.</summary>
    public DueInstant DeliveryDue(DateTimeOffset decidedAt) => Due(decidedAt, DeliveryDays);

    /// <summary>End of the promised limit (承诺时限), an approved extension included; null while the clock stands.</summary>
    public DueInstant? PromisedDue(ClockState state, Limits limits) =>
        Due(state.AcceptedAt, limits.PromisedDays + ExtendedBy(state), ClockStops.Of(state, hours));

    /// <summary>End of the statutory limit (法定时限), an approved extension included; null while the clock stands.</summary>
    public DueInstant? LegalDue(ClockState state, Limits limits) =>
        Due(state.AcceptedAt, limits.LegalDays + ExtendedBy(state), ClockStops.Of(state, hours));

    /// <summary>
    /// End of a stage's own limit (环节时限, TL-05); null while the clock stands. An extension of the case is not given to a stage.
    /// </summary>
    /// <param name="openedAt">When the stage was opened.</param>
    /// <param name="workingDays">Limit of the stage; 0 is the same working day.</param>
    /// <param name="state">The clock of the case, whose suspensions stop its stages as well.</param>
    public DueInstant? StageDue(DateTimeOffset openedAt, int workingDays, ClockState state) =>
        Due(openedAt, workingDays, ClockStops.Of(state, hours));

    /// <summary>
    /// Office time that ran from the start of counting until now or the decision (TL-06: the sum of running segments). The day of
    /// acceptance is not counted.
    /// </summary>
    public TimeSpan RunningTime(ClockState state, DateTimeOffset now)
    {
        var until = state.FrozenAt < now ? state.FrozenAt.Value : now;
        var stops = ClockStops.Of(state, hours);
        var running = TimeSpan.Zero;
        var last = OfficeHours.DateOf(until);
        for (var date = OfficeHours.DateOf(state.AcceptedAt).AddDays(1); date <= last; date = date.AddDays(1))
        {
            var close = hours.CloseOf(date);
            if (calendar.IsWorkingDay(date))
            {
                running += Total(stops.Running(hours.OpeningOf(date), close < until ? close : until));
            }
        }

        return running;
    }

    /// <summary>Office time for which the clock has stood, of what has passed until now or the decision (WF-16: total suspended time).</summary>
    public TimeSpan StoppedTime(ClockState state, DateTimeOffset now) =>
        RunningTime(state with { Suspensions = [] }, now) - RunningTime(state, now);

    /// <summary>
    /// Working days that the case has taken, a day begun counted whole (as the statistics count: done on the third working day after
    /// acceptance is 3; on the day of acceptance 0). At most the promised number exactly when the case is in time.
    /// </summary>
    public int RunningWorkingDays(ClockState state, DateTimeOffset now) =>
        (int)((RunningTime(state, now).Ticks + hours.Length.Ticks - 1) / hours.Length.Ticks);

    /// <summary>
    /// Working days left of the promised limit: 0 on the last day, negative by the working days since it when late. While the clock
    /// stands it keeps what was left when it stopped.
    /// </summary>
    public int WorkingDaysLeft(ClockState state, Limits limits, DateTimeOffset now)
    {
        var at = state.FrozenAt < now ? state.FrozenAt.Value : now;
        var due = PromisedDue(state, limits);
        if (due is null)
        {
            var stops = ClockStops.Of(state, hours);
            at = stops.StandsSince ?? at;
            due = Due(state.AcceptedAt, limits.PromisedDays + ExtendedBy(state), stops.ResumedAtOnce())!;
        }

        return calendar.WorkingDaysBetween(OfficeHours.DateOf(at), due.Date);
    }

    /// <summary>When to remind (提醒, TL-04): the same time of day one working day before a due.</summary>
    public DateTimeOffset ReminderAt(DueInstant due) =>
        OfficeHours.At(calendar.AddWorkingDays(due.Date, -1).Date, OfficeHours.TimeOf(due.At));

    /// <summary>The light of a task: green while the clock stands (no due), amber from the reminder on, red after the due.</summary>
    public Light Light(DateTimeOffset now, DueInstant? due) => due switch
    {
        null => Deadlines.Light.Green,
        _ when now > due.At => Deadlines.Light.Red,
        _ when now >= ReminderAt(due) => Deadlines.Light.Amber,
        _ => Deadlines.Light.Green,
    };

    /// <summary>
    /// May the case be extended (延期, TL-09; art. 42)? Once, before the decision, asked for not later than the promised due, by at
    /// most what the item allows. Null when it may; otherwise why not.
    /// </summary>
    /// <param name="state">The clock.</param>
    /// <param name="limits">Limits of the item.</param>
    /// <param name="workingDays">Working days asked for.</param>
    /// <param name="requestedAt">When it is asked for.</param>
    public ExtensionRefusal? CanExtend(ClockState state, Limits limits, int workingDays, DateTimeOffset requestedAt) => state switch
    {
        { FrozenAt: not null } => ExtensionRefusal.Decided,
        { Extension: not null } => ExtensionRefusal.AlreadyExtended,
        _ when limits.ExtensionDays == 0 => ExtensionRefusal.NotProvidedFor,
        _ when workingDays < 1 || workingDays > limits.ExtensionDays => ExtensionRefusal.BeyondMaximum(limits.ExtensionDays),
        _ when PromisedDue(state, limits) is { } due && requestedAt > due.At => ExtensionRefusal.TooLate,
        _ => null,
    };

    /// <summary>
    /// Working days saved by a completion (提前办结, TL-08): whole working days between the day of completion and the promised due;
    /// 0 when completed on the last day or late.
    /// </summary>
    public int SavedWorkingDays(DateTimeOffset completedAt, DueInstant promisedDue) =>
        Math.Max(0, calendar.WorkingDaysBetween(OfficeHours.DateOf(completedAt), promisedDue.Date));

    /// <summary>Completed at least one working day before the promised due date (TL-08).</summary>
    public bool Early(DateTimeOffset completedAt, DueInstant promisedDue) => SavedWorkingDays(completedAt, promisedDue) >= 1;

    /// <summary>When a suspension should be over by its written notice (WF-16); null when the notice named no time.</summary>
    public DueInstant? NoticedEnd(Suspension suspension) =>
        suspension.NoticedDays > 0 ? Due(suspension.Start, suspension.NoticedDays) : null;

    /// <summary>A suspension that the supervisor has to know of (WF-16): it stands without a noticed end, or longer than was noticed.</summary>
    public bool StandsTooLong(Suspension suspension, DateTimeOffset now) =>
        suspension.End is null && (NoticedEnd(suspension) is not { } end || now > end.At);

    private static int ExtendedBy(ClockState state) =>
        state.Extension is { ApprovedAt: { } approved } extension && !(approved > state.FrozenAt) ? extension.WorkingDays : 0;

    private static TimeSpan Total(IEnumerable<(DateTimeOffset Start, DateTimeOffset End)> spans) =>
        spans.Aggregate(TimeSpan.Zero, (sum, span) => sum + (span.End - span.Start));

    private DueInstant? Due(DateTimeOffset from, int workingDays, ClockStops stops)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(workingDays);
        var first = OfficeHours.DateOf(from);
        var sameDay = workingDays == 0;
        var date = sameDay ? ReceivedOn(from) : calendar.AddWorkingDays(first, 1).Date;
        var start = sameDay && from > hours.OpeningOf(date) ? from : hours.OpeningOf(date);
        var budget = sameDay ? hours.CloseOf(date) - start : workingDays * hours.Length;
        var stands = stops.StandsSince ?? DateTimeOffset.MaxValue;
        while (start < stands)
        {
            foreach (var running in stops.Running(start, hours.CloseOf(date)))
            {
                var length = running.End - running.Start;
                if (length >= budget)
                {
                    return new((running.Start + budget).ToUniversalTime(), Provisional(first, date));
                }

                budget -= length;
            }

            date = calendar.AddWorkingDays(date, 1).Date;
            start = hours.OpeningOf(date);
        }

        return null;
    }

    private bool Provisional(DateOnly from, DateOnly to) =>
        Enumerable.Range(from.Year, to.Year - from.Year + 1).Any(calendar.IsProvisional);
}
