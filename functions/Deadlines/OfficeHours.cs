namespace NoVisit.Deadlines;

/// <summary>
/// Office hours (办公时间) of a working day, Asia/Shanghai. A limit ends at close of business of its last day (TL-03).
/// A lunch break is not subtracted: the counter's clock runs from opening to closing.
/// </summary>
/// <param name="Opens">First moment of the office day.</param>
/// <param name="Closes">Close of business, later than <paramref name="Opens"/> on the same day.</param>
public sealed record OfficeHours(TimeOnly Opens, TimeOnly Closes)
{
    // One zone, no daylight saving since 1991: a constant cannot be missing from a container's time zone data.
    private static readonly TimeSpan Shanghai = TimeSpan.FromHours(8);

    /// <summary>09:00 to 17:30.</summary>
    public static OfficeHours Default { get; } = new(new TimeOnly(9, 0), new TimeOnly(17, 30));

    /// <summary>Last moment of the office day.</summary>
    /// <exception cref="ArgumentException">The office would close before it opens.</exception>
    public TimeOnly Closes { get; } = Closes > Opens
        ? Closes
        : throw new ArgumentException($"An office that opens at {Opens:HH:mm} cannot close at {Closes:HH:mm}.", nameof(Closes));

    /// <summary>Length of one office day.</summary>
    public TimeSpan Length => Closes - Opens;

    /// <summary>The calendar date in Asia/Shanghai at an instant.</summary>
    public static DateOnly DateOf(DateTimeOffset instant) => DateOnly.FromDateTime(instant.ToOffset(Shanghai).DateTime);

    /// <summary>Opening time of a date, as an instant in UTC.</summary>
    public DateTimeOffset OpeningOf(DateOnly date) => At(date, Opens);

    /// <summary>Close of business of a date, as an instant in UTC.</summary>
    public DateTimeOffset CloseOf(DateOnly date) => At(date, Closes);

    /// <summary>A wall-clock time in Asia/Shanghai, as an instant in UTC.</summary>
    internal static DateTimeOffset At(DateOnly date, TimeOnly time) => new DateTimeOffset(date.ToDateTime(time), Shanghai).ToUniversalTime();

    /// <summary>The wall-clock time in Asia/Shanghai at an instant.</summary>
    internal static TimeOnly TimeOf(DateTimeOffset instant) => TimeOnly.FromDateTime(instant.ToOffset(Shanghai).DateTime);
}
