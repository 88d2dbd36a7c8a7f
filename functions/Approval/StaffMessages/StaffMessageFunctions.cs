using System.Text.Json;
using Azure;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using NoVisit.Approval.Records;
using NoVisit.Http;
using NoVisit.Identity;
using NoVisit.Localization;
using NoVisit.Notifications;
using NoVisit.Storage;
using NoVisit.Storage.Tables;

namespace NoVisit.Approval.StaffMessages;

/// <summary>A work message in the box of a post.</summary>
/// <param name="Kind">What it is about.</param>
/// <param name="ReadBy">Who of the post read it first.</param>
internal sealed record StaffMessageView(
    string Id, string Number, NoticeKind Kind, DateTimeOffset At, Text Title, Text Text, DateTimeOffset? ReadAt, string? ReadBy);

/// <summary>工作消息箱 (NT-05): what the caller's post was told, newest first.</summary>
internal sealed class StaffMessageFunctions(StorageConnection storage, Paging paging, NoticeTemplates templates, TimeProvider time)
{
    private static readonly Uri NoLink = new("about:blank");
    private readonly TableClient people = storage.Table(StorageNames.Tables.People);

    /// <summary>Messages to one role of my department; a page costs one request.</summary>
    [Function("ListStaffMessages")]
    [Allow(Role.Clerk, Role.Reviewer, Role.Approver, Role.Supervisor)]
    [Operation("Work messages to my department and role, newest first: reminders, urgings, broken limits, orders, warnings.", Response = typeof(Http.Page<StaffMessageView>), Paged = true)]
    public async Task<IResult> List(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "staff/messages")] HttpRequest request, CancellationToken cancellationToken)
    {
        var post = PostOf(request);
        var filter = TableFilter.Create($"PartitionKey eq {post.Box} and RowKey ge {"message~"} and RowKey lt {"message~~"}");
        var page = await paging.ReadAsync<MessageRow>(people, request, filter, cancellationToken);
        return Answer.Ok(page.Select(View));
    }

    /// <summary>Marks a message as read; who read it first and when stays.</summary>
    [Function("ReadStaffMessage")]
    [Allow(Role.Clerk, Role.Reviewer, Role.Approver)]
    [Operation("Marks a work message as read.", Status = 204)]
    public Task<IResult> MarkRead(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "staff/messages/{id}/reading")] HttpRequest request, string id, CancellationToken cancellationToken) =>
        MarkAsync(request, id, cancellationToken);

    /// <summary>The same for supervisors, who change nothing outside of their own realm (SV-10).</summary>
    [Function("ReadSupervisionMessage")]
    [Allow(Role.Supervisor)]
    [Operation("Marks a work message to supervisors as read.", Status = 204)]
    public Task<IResult> MarkReadBySupervisor(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "supervision/messages/{id}/reading")] HttpRequest request, string id, CancellationToken cancellationToken) =>
        MarkAsync(request, id, cancellationToken);

    private async Task<IResult> MarkAsync(HttpRequest request, string id, CancellationToken cancellationToken)
    {
        var box = PostOf(request).Box;
        var found = id.StartsWith("message~", StringComparison.Ordinal)
            ? await people.GetEntityIfExistsAsync<MessageRow>(box, id, cancellationToken: cancellationToken)
            : null;
        if (found is not { HasValue: true })
        {
            throw new ProblemException(ProblemKind.NotFound);
        }

        if (found.Value!.ReadAt is null)
        {
            var read = new TableEntity(box, id)
            {
                [nameof(MessageRow.ReadAt)] = time.GetUtcNow(),
                [nameof(MessageRow.ReadBy)] = Caller.Of(request.HttpContext).Id,
            };
            await people.UpdateEntityAsync(read, ETag.All, TableUpdateMode.Merge, cancellationToken);
        }

        return new Answer(StatusCodes.Status204NoContent);
    }

    /// <summary>The asked role of the caller's, his first when he asks for none.</summary>
    private static Post PostOf(HttpRequest request)
    {
        var caller = Caller.Of(request.HttpContext);
        if (caller.Is(Role.Supervisor))
        {
            return Post.Supervisors;
        }

        var asked = request.Query["role"].ToString();
        var held = caller.Roles.Where(r => r is Role.Clerk or Role.Reviewer or Role.Approver).Select(Roles.NameOf).ToList();
        return caller.Department is { } department && (asked.Length == 0 || held.Contains(asked))
            ? new Post(department, asked.Length == 0 ? held[0] : asked)
            : throw new ProblemException(ProblemKind.Forbidden);
    }

    private StaffMessageView View(MessageRow row)
    {
        var (zh, en) = (Box(row, Language.Zh, row.Variables), Box(row, Language.En, row.VariablesEn ?? row.Variables));
        return new StaffMessageView(row.RowKey, row.Number, row.Kind, row.At, new(zh.BoxTitle, en.BoxTitle), new(zh.BoxText, en.BoxText), row.ReadAt, row.ReadBy);
    }

    private RenderedNotice Box(MessageRow row, Language language, string variables) =>
        templates.Render(row.Kind, language, JsonSerializer.Deserialize<Dictionary<string, string>>(variables, CaseJson.Options)!, NoLink);
}
