using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using NoVisit.Approval;
using NoVisit.Http;
using NoVisit.Identity;
using NoVisit.Localization;
using NoVisit.Storage;
using NoVisit.Storage.Tables;

namespace NoVisit.Deadlines;

/// <summary>A calendar year as an administrator sees it.</summary>
/// <param name="Year">The year.</param>
/// <param name="Version">Version in force; 0 while no notice is entered.</param>
/// <param name="Provisional">No notice is entered: weekends and the statutory days are off, make-up days unknown.</param>
/// <param name="Source">The notice; null while none is entered.</param>
/// <param name="Holidays">Days off by the notice.</param>
/// <param name="Workdays">Weekend days on which offices work.</param>
/// <param name="StatutoryDays">Days off by regulation every year, which the notice has to contain.</param>
/// <param name="History">Who entered what when, the newest first.</param>
internal sealed record CalendarYearView(
    int Year, int Version, bool Provisional, HolidayNotice? Source, IReadOnlyList<Holiday> Holidays, IReadOnlyList<DateOnly> Workdays,
    IReadOnlyList<DateOnly> StatutoryDays, IReadOnlyList<CalendarVersionView> History);

/// <summary>One entry of a year's history.</summary>
/// <param name="Version">Its number.</param>
/// <param name="Source">The notice it was taken from.</param>
/// <param name="EnteredBy">Account; null when it came with the build.</param>
/// <param name="EnteredAt">When; null when it came with the build.</param>
internal sealed record CalendarVersionView(int Version, HolidayNotice Source, string? EnteredBy, DateTimeOffset? EnteredAt);

/// <summary>What an administrator enters; year and version are given by the system.</summary>
internal sealed record EnterYear(HolidayNotice Source, IReadOnlyList<Holiday> Holidays, IReadOnlyList<DateOnly> Workdays);

/// <summary>工作日历: holidays and make-up days of each year, versioned (TL-03), and the alerts about years that are missing.</summary>
internal sealed class CalendarFunctions(
    StorageConnection storage, CurrentCalendar calendar, ReferenceRefresh refresh, ProvisionalDueRows dues, Paging paging, TimeProvider time)
{
    private const int MaxBytes = 64 * 1024;

    private readonly TableClient table = storage.Table(StorageNames.Tables.Catalogue);
    private readonly QueueSender recounts = storage.Queue(StorageNames.Queues.Recounts);

    /// <summary>One year.</summary>
    [Function("ReadCalendarYear")]
    [Allow(Role.Administrator)]
    [Operation("Holidays and make-up days of a year, with its history.", Response = typeof(CalendarYearView))]
    public async Task<IResult> Read(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "admin/calendar/{year}")] HttpRequest request, string year, CancellationToken cancellationToken) =>
        Shown(YearOf(year), await EntriesAsync(YearOf(year), cancellationToken));

    /// <summary>Enters the notice of a year or corrects what was entered.</summary>
    /// <remarks>
    /// Dues of running cases that rest on the year are counted anew, whether they were provisional or set by the notice that is corrected. The limits in
    /// working days stay what they were (TL-02); on which day they end is the calendar's.
    /// </remarks>
    [Function("EnterCalendarYear")]
    [Allow(Role.Administrator)]
    [Operation("Enters the holiday notice of a year, or corrects it; dues of running cases that rest on it are counted anew.", Request = typeof(EnterYear), Response = typeof(CalendarYearView), Changes = true)]
    public async Task<IResult> Enter(
        [HttpTrigger(AuthorizationLevel.Anonymous, "put", Route = "admin/calendar/{year}")] HttpRequest request, string year, CancellationToken cancellationToken)
    {
        var expected = request.ReadIfMatch().ToString().Trim('"');
        var number = YearOf(year);
        var body = await ReadAsync(request, cancellationToken);
        await refresh.RefreshAsync(cancellationToken);
        var entries = await EntriesAsync(number, cancellationToken);
        var version = VersionOf(number, entries);
        if (expected != "*" && expected != TagOf(version))
        {
            throw entries is [.., var last]
                ? ProblemException.ChangedBy(last.By, last.At, new($"{number} 年日历", $"the calendar of {number}"))
                : new ProblemException(ProblemKind.Stale);
        }

        (body["year"], body["version"]) = (number, version + 1);
        var (data, problems) = HolidayYear.Parse(body.ToJsonString());
        if (data is null)
        {
            throw Refusal.Invalid(
                "calendar-invalid", new("日历数据有误,请按提示改正。", "The calendar is not sound; correct the places named."),
                problems.GroupBy(p => p.Location).ToDictionary(
                    group => group.Key, group => new Text(string.Concat(group.Select(p => p.Message.Zh)), string.Join(' ', group.Select(p => p.Message.En))))).ToProblem();
        }

        var (by, now) = (Caller.Of(request.HttpContext).Id, time.GetUtcNow());
        var entered = new EnteredYear(data, by, now);
        await SaveAsync(entered, wasProvisional: calendar.Clock.Calendar.IsProvisional(number), cancellationToken);
        return Shown(number, [.. entries, entered]);
    }

    /// <summary>What administrators have to see to.</summary>
    [Function("ListAlerts")]
    [Allow(Role.Administrator)]
    [Operation("Alerts for administrators: years on which dues rest and whose holiday notice is not entered.", Response = typeof(Page<AlertView>), Paged = true)]
    public async Task<IResult> Alerts(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "admin/alerts")] HttpRequest request, CancellationToken cancellationToken)
    {
        var page = await paging.ReadAsync<TableEntity>(
            table, request, TableFilter.Create($"PartitionKey eq {ProvisionalDueRows.Alerts}"), cancellationToken);
        return Answer.Ok(page.Select(AlertView.Of));
    }

    private static int YearOf(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var year) && year is >= StatutoryHolidays.FirstYear and <= StatutoryHolidays.LastYear
            ? year
            : throw new ProblemException(ProblemKind.NotFound);

    private static string TagOf(int version) => string.Create(CultureInfo.InvariantCulture, $"v{version}");

    private static async Task<JsonObject> ReadAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        if (request.ContentType?.StartsWith("application/json", StringComparison.OrdinalIgnoreCase) is not true)
        {
            throw new ProblemException(ProblemKind.UnsupportedMediaType);
        }

        try
        {
            var options = new JsonDocumentOptions { AllowDuplicateProperties = false };
            return JsonNode.Parse(Encoding.UTF8.GetString(await request.ReadBytesAsync(MaxBytes, cancellationToken)), documentOptions: options) as JsonObject
                ?? throw new ProblemException(ProblemKind.Malformed);
        }
        catch (JsonException e)
        {
            throw new ProblemException(ProblemKind.Malformed, inner: e);
        }
    }

    private int VersionOf(int year, IReadOnlyList<EnteredYear> entries) =>
        Math.Max(entries.Select(e => e.Data.Version).DefaultIfEmpty().Max(), calendar.Embedded(year)?.Version ?? 0);

    private async Task<IReadOnlyList<EnteredYear>> EntriesAsync(int year, CancellationToken cancellationToken)
    {
        List<EnteredYear> entries = [];
        await foreach (var row in table.QueryAsync<TableEntity>(ReferenceRows.StartingWith(EnteredYear.PrefixOf(year)), cancellationToken: cancellationToken))
        {
            entries.Add(EnteredYear.Read(row));
        }

        return entries;
    }

    /// <summary>
    /// Asks for the recount before the year is stored, so that a host that dies right after leaves nothing undone; a message that comes to a year
    /// that was not stored changes nothing. The second message comes when no instance can still be counting on the old calendar.
    /// </summary>
    private async Task SaveAsync(EnteredYear entered, bool wasProvisional, CancellationToken cancellationToken)
    {
        var message = new RecountDues.Message(entered.Data.Year, Corrected: !wasProvisional);
        await recounts.SendAsync(message, TimeSpan.FromSeconds(5), cancellationToken);
        await recounts.SendAsync(message, RecountDues.KnownEverywhere, cancellationToken);

        try
        {
            await table.SubmitTransactionAsync(
                [new(TableTransactionActionType.Add, entered.ToRow()), ReferenceRows.Changed(calendar.Name)], cancellationToken);
        }
        catch (TableTransactionFailedException e) when (e.Status == 409)
        {
            throw new ProblemException(ProblemKind.Stale, inner: e);
        }

        await refresh.RefreshAsync(CancellationToken.None);
        await dues.SettleAlertAsync(entered.Data.Year, entered.By, entered.At, CancellationToken.None);
    }

    private Answer Shown(int year, IReadOnlyList<EnteredYear> entries)
    {
        var embedded = calendar.Embedded(year);
        var current = entries.Select(e => e.Data).Append(embedded).OfType<HolidayYear>().MaxBy(y => y.Version);
        IEnumerable<CalendarVersionView> history =
        [
            .. entries.OrderByDescending(e => e.Data.Version).Select(e => new CalendarVersionView(e.Data.Version, e.Data.Source, e.By, e.At)),
            .. embedded is null ? [] : (CalendarVersionView[])[new(embedded.Version, embedded.Source, null, null)],
        ];
        return Answer.Ok(
            new CalendarYearView(
                year, current?.Version ?? 0, current is null, current?.Source, current?.Holidays ?? [], current?.Workdays ?? [],
                [.. StatutoryHolidays.Of(year).Distinct()], [.. history]),
            TagOf(current?.Version ?? 0));
    }
}
