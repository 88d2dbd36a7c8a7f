using System.Text.Json;
using Azure;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using NoVisit.Approval;
using NoVisit.Approval.Records;
using NoVisit.Gateways;
using NoVisit.Http;
using NoVisit.Identity;
using NoVisit.Localization;
using NoVisit.Storage;
using NoVisit.Storage.Tables;

namespace NoVisit.Notifications;

/// <summary>A message in the box.</summary>
internal sealed record MessageView(string Id, string Number, DateTimeOffset At, Text Title, Text Text, DateTimeOffset? ReadAt);

/// <summary>News of an SMS, as the gateway calls it back.</summary>
internal sealed record SmsReceipt(string MessageId, string Status, DateTimeOffset At);

/// <summary>The message box (站内消息, NT-03) and the delivery receipts of SMS.</summary>
internal sealed class MessageFunctions(StorageConnection storage, Paging paging, NoticeTemplates templates, CallbackVerifier verifier, TimeProvider time)
{
    private readonly TableClient people = storage.Table(StorageNames.Tables.People);

    /// <summary>My messages, newest first; a page costs one request.</summary>
    [Function("ListMessages")]
    [Allow(Role.Applicant, Role.Agent)]
    [Operation("My messages, newest first.", Response = typeof(Http.Page<MessageView>), Paged = true)]
    public async Task<IResult> List(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "messages")] HttpRequest request, CancellationToken cancellationToken)
    {
        var caller = Caller.Of(request.HttpContext);
        var page = await paging.ReadAsync<MessageRow>(people, request, TableFilter.Create(
            $"PartitionKey eq {caller.Id} and RowKey ge {"message~"} and RowKey lt {"message~~"}"), cancellationToken);
        return Answer.Ok(page.Select(View));
    }

    /// <summary>Marks a message as read; the time it was first read stays.</summary>
    [Function("ReadMessage")]
    [Allow(Role.Applicant, Role.Agent)]
    [Operation("Marks a message as read.", Status = 204)]
    public async Task<IResult> MarkRead(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "messages/{id}/reading")] HttpRequest request, string id, CancellationToken cancellationToken)
    {
        var caller = Caller.Of(request.HttpContext);
        var found = id.StartsWith("message~", StringComparison.Ordinal)
            ? await people.GetEntityIfExistsAsync<MessageRow>(caller.Id, id, cancellationToken: cancellationToken)
            : null;
        if (found is not { HasValue: true })
        {
            throw new ProblemException(ProblemKind.NotFound);
        }

        if (found.Value!.ReadAt is null)
        {
            var read = new TableEntity(caller.Id, id) { ["ReadAt"] = time.GetUtcNow() };
            await people.UpdateEntityAsync(read, ETag.All, TableUpdateMode.Merge, cancellationToken);
        }

        return new Answer(StatusCodes.Status204NoContent);
    }

    /// <summary>Whether an SMS arrived. Kept with the gateway's own message id; known or not, the gateway need not repeat it.</summary>
    [Function("NotificationCallback")]
    [SignedCallback]
    [Operation("Delivery receipt of an SMS, signed by the gateway.", Request = typeof(SmsReceipt), Status = 204)]
    public async Task<IResult> Receive(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "callbacks/notifications")] HttpRequest request, CancellationToken cancellationToken)
    {
        var receipt = (await verifier.VerifyAsync(request, cancellationToken)).Read<SmsReceipt>();
        var row = new TableEntity($"sms~{receipt.MessageId}", "receipt") { ["Status"] = receipt.Status, ["At"] = receipt.At };
        await people.UpsertEntityAsync(row, TableUpdateMode.Replace, cancellationToken);
        return new Answer(StatusCodes.Status204NoContent);
    }

    private MessageView View(MessageRow row)
    {
        var variables = JsonSerializer.Deserialize<Dictionary<string, string>>(row.Variables, CaseJson.Options)!;
        var (zh, en) = (Box(row.Kind, Language.Zh, variables), Box(row.Kind, Language.En, variables));
        return new MessageView(row.RowKey, row.Number, row.At, new(zh.Title, en.Title), new(zh.Text, en.Text), row.ReadAt);
    }

    private (string Title, string Text) Box(NoticeKind kind, Language language, IReadOnlyDictionary<string, string> variables)
    {
        var rendered = templates.Render(kind, language, variables, NoLink);
        return (rendered.BoxTitle, rendered.BoxText);
    }

    private static readonly Uri NoLink = new("about:blank");
}
