using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using NoVisit.Approval.Records;
using NoVisit.Approval.Views;
using NoVisit.Deadlines;
using NoVisit.Http;
using NoVisit.Identity;
using NoVisit.Localization;
using NoVisit.Storage;
using NoVisit.Storage.Tables;

namespace NoVisit.Approval.Inbox;

/// <summary>A task as the inbox lists it; the applicant's name is masked.</summary>
internal sealed record InboxTask(
    string TaskId, string Number, string ItemCode, Text Item, string Kind, Text Stage, string StageType, string Role, string Department,
    string Applicant, DateTimeOffset Due, Light Light, string? ClaimedBy, bool Priority, string Channel = "web")
{
    /// <summary>The head or leader on duty to whom it came.</summary>
    public string? AssignedTo { get; init; }

    /// <summary>Why it came up: rightMissing, late or extension; null for ordinary tasks.</summary>
    public string? Escalation { get; init; }
}

/// <summary>A task that the caller is done with.</summary>
internal sealed record HandledTask(
    string TaskId, string Number, string ItemCode, Text Item, Text Stage, string StageType, string Applicant, DateTimeOffset At, string Outcome);

/// <summary>审批收件箱 (WF-09): tasks of the caller's department and role, by due time.</summary>
internal sealed class InboxFunctions(StorageConnection storage, Paging paging, CurrentCalendar calendar, TimeProvider time)
{
    private readonly TableClient inbox = storage.Table(StorageNames.Tables.Inbox);

    /// <summary>One page of tasks; costs one request however many tasks there are.</summary>
    [Function("ReadInbox")]
    [Allow(Role.Clerk, Role.Reviewer, Role.Approver, Role.Coordinator)]
    [Operation("Tasks of my department and roles by role and due time, those that came up to the head first. Filters: role, light, kind, item, number, mine.", Response = typeof(Page<InboxTask>))]
    public async Task<IResult> Read(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "inbox")] HttpRequest request, CancellationToken cancellationToken)
    {
        var caller = Caller.Of(request.HttpContext);
        var department = caller.Is(Role.Coordinator) ? InboxRow.Coordinators : caller.Department ?? throw new ProblemException(ProblemKind.Forbidden);
        var ranges = RolesOf(request, caller).Select(role => TableFilter.Create($"(RowKey ge {role + "~"} and RowKey lt {role + "~~"})"));
        var filter = TableFilter.Create($"PartitionKey eq {department}") + $" and ({string.Join(" or ", ranges)})";
        if (request.Query["number"].ToString() is { Length: > 0 } number)
        {
            filter += TableFilter.Create($" and Number eq {number.Trim().ToUpperInvariant()}");
        }

        if (request.Query["kind"].ToString() is { Length: > 0 } kind)
        {
            filter += TableFilter.Create($" and Kind eq {kind}");
        }

        if (request.Query["item"].ToString() is { Length: > 0 } item)
        {
            filter += TableFilter.Create($" and ItemCode eq {item}");
        }

        if (request.Query["mine"] == "true")
        {
            filter += TableFilter.Create($" and (ClaimedBy eq {caller.Id} or AssignedTo eq {caller.Id})");
        }

        if (request.Query["light"].ToString() is { Length: > 0 } light)
        {
            filter += LightFilter(light);
        }

        var now = time.GetUtcNow();
        var page = await paging.ReadAsync<InboxRow>(inbox, request, filter, cancellationToken);
        return Answer.Ok(page.Select(row => new InboxTask(
            TaskId.Of(row.Number, row.StageId), row.Number, row.ItemCode, new(row.ItemZh, row.ItemEn), row.Kind, new(row.StageZh, row.StageEn),
            row.StageType, row.Role, row.PartitionKey, row.Applicant, row.Due, calendar.Clock.Light(now, new DueInstant(row.Due, Provisional: false)),
            row.ClaimedBy, row.Priority, row.Channel ?? "web")
        {
            AssignedTo = row.AssignedTo,
            Escalation = row.Escalation,
        }));
    }

    /// <summary>已办: what I have handled, the last first; a page costs one request.</summary>
    [Function("ListHandled")]
    [Allow(Role.Clerk, Role.Reviewer, Role.Approver)]
    [Operation("What I have handled, the last first.", Response = typeof(Page<HandledTask>))]
    public async Task<IResult> ListHandled(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "inbox/handled")] HttpRequest request, CancellationToken cancellationToken)
    {
        var caller = Caller.Of(request.HttpContext);
        var department = caller.Department ?? throw new ProblemException(ProblemKind.Forbidden);
        var (from, below) = InboxRow.HandledBy(caller.Id);
        var page = await paging.ReadAsync<InboxRow>(
            inbox, request, TableFilter.Create($"PartitionKey eq {department} and RowKey ge {from} and RowKey lt {below}"), cancellationToken);
        return Answer.Ok(page.Select(row => new HandledTask(
            TaskId.Of(row.Number, row.StageId), row.Number, row.ItemCode, new(row.ItemZh, row.ItemEn), new(row.StageZh, row.StageEn), row.StageType,
            row.Applicant, row.HandledAt!.Value, row.Outcome!)));
    }

    /// <summary>The role that is asked for, or all that the caller holds.</summary>
    private static List<string> RolesOf(HttpRequest request, Caller caller)
    {
        var asked = request.Query["role"].ToString();
        var held = caller.Roles.Where(r => r is Role.Clerk or Role.Reviewer or Role.Approver or Role.Coordinator).Select(r => Words.Of(r)).ToList();
        return asked.Length == 0 ? held
            : held.Contains(asked) ? [asked]
            : throw new ProblemException(ProblemKind.Forbidden);
    }

    /// <summary>Lights as ranges of due times, so that the service filters and not we.</summary>
    private string LightFilter(string light)
    {
        var now = time.GetUtcNow();

        var edge = AmberEdge(now);
        return light switch
        {
            "red" => TableFilter.Create($" and Due lt {now}"),
            "amber" => TableFilter.Create($" and Due ge {now} and Due le {edge}"),
            "green" => TableFilter.Create($" and Due gt {edge}"),
            _ => throw ProblemException.At(ProblemKind.Invalid, "light", new("只能是 green、amber 或 red。", "green, amber or red.")),
        };
    }

    /// <summary>
    /// A task is amber from the same time of day one working day before its due: turned round, due until that time on the next working
    /// day; on a rest day, until the end of that day.
    /// </summary>
    private DateTimeOffset AmberEdge(DateTimeOffset now)
    {
        var today = OfficeHours.DateOf(now);
        var next = calendar.Clock.Calendar.AddWorkingDays(today, 1).Date;
        return OfficeHours.At(next, calendar.Clock.Calendar.IsWorkingDay(today) ? OfficeHours.TimeOf(now) : TimeOnly.MaxValue);
    }
}
