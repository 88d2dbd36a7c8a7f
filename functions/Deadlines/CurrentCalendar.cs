using NoVisit.Storage;
using NoVisit.Storage.Tables;

namespace NoVisit.Deadlines;

/// <summary>
/// The calendar in force on this instance (TL-03): the years that the build carries, and over them what administrators have entered since.
/// Answers from memory; <see cref="ReferenceRefresh"/> brings changes.
/// </summary>
internal sealed class CurrentCalendar : IReferenceData
{
    private readonly IReadOnlyList<HolidayYear> embedded;
    private readonly OfficeHours hours;
    private readonly TableClient table;
    private volatile LimitClock clock;

    public CurrentCalendar(LimitClock embedded, StorageConnection storage)
    {
        (this.embedded, hours, clock) = (embedded.Calendar.Years, embedded.Hours, embedded);
        table = storage.Table(StorageNames.Tables.Catalogue);
    }

    /// <inheritdoc/>
    public string Name => "Calendar";

    /// <summary>Counts on the calendar in force; take it once for everything that belongs together.</summary>
    public LimitClock Clock => clock;

    /// <summary>The year as the build carries it; null when it does not.</summary>
    public HolidayYear? Embedded(int year) => embedded.FirstOrDefault(y => y.Year == year);

    /// <inheritdoc/>
    public async Task LoadAsync(CancellationToken cancellationToken)
    {
        List<EnteredYear> entered = [];
        await foreach (var row in table.QueryAsync<TableEntity>(ReferenceRows.StartingWith(EnteredYear.Prefix), cancellationToken: cancellationToken))
        {
            entered.Add(EnteredYear.Read(row));
        }

        var corrected = entered.GroupBy(e => e.Data.Year).Where(year => year.Count() > 1 || Embedded(year.Key) is not null)
            .ToDictionary(year => year.Key, year => year.Max(e => e.At));
        clock = new LimitClock(new WorkingDayCalendar([.. embedded, .. entered.Select(e => e.Data)], corrected), hours);
    }
}
