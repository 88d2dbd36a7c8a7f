using System.Text.Json;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;
using NoVisit.Approval;
using NoVisit.Approval.Records;
using NoVisit.Http;
using NoVisit.Storage;
using NoVisit.Storage.Tables;

namespace NoVisit.Notifications;

/// <summary>Which messages of whose box are to be sent.</summary>
/// <param name="Sender">Names this order to send, also when the queue hands it out again.</param>
/// <param name="Attempt">1 for the first time; failed channels are tried again with growing delays.</param>
internal sealed record SendMessages(string PersonId, IReadOnlyList<string> RowKeys, string Sender, int Attempt = 1)
{
    /// <summary>An order of its own.</summary>
    public static SendMessages New(string personId, IReadOnlyList<string> rowKeys) => new(personId, rowKeys, Guid.NewGuid().ToString("N"));
}

/// <summary>
/// Sends what the message box holds by SMS and mail, outside of the request that caused it: a gateway that is down holds no decision
/// back. A row is claimed under its ETag before it is sent, and stays with the order that claimed it: recovery may order the same messages
/// once more while they are being sent, and only the queue handing out the same order again means that its sender died.
/// </summary>
internal sealed partial class MessageSender(StorageConnection storage, NotificationSender sender, ILogger<MessageSender> logger)
{
    private const int MaxAttempts = 8;
    private readonly TableClient people = storage.Table(StorageNames.Tables.People);
    private readonly QueueSender queue = storage.Queue(StorageNames.Queues.Notifications);

    /// <summary>Sends the messages of one command.</summary>
    [Function("SendMessages")]
    public async Task Run([QueueTrigger(StorageNames.Queues.Notifications)] SendMessages message, CancellationToken cancellationToken)
    {
        if (await ClaimAsync(message, cancellationToken) is not { Count: > 0 } open)
        {
            return;
        }

        foreach (var row in open)
        {
            await SendAsync(row, message.Attempt, cancellationToken);
        }

        await WriteAsync(open, _ => { }, cancellationToken);
        var again = open.Where(r => r.Delivery == MessageDelivery.Pending).Select(r => r.RowKey).ToList();
        if (again.Count > 0)
        {
            await queue.SendAsync(
                message with { RowKeys = again, Attempt = message.Attempt + 1 }, TimeSpan.FromSeconds(5 * Math.Pow(3, message.Attempt - 1)), cancellationToken);
        }
    }

    private async Task<List<MessageRow>> ClaimAsync(SendMessages message, CancellationToken cancellationToken)
    {
        while (true)
        {
            var rows = await ReadAsync(message, cancellationToken);
            var open = rows.Where(r => r.Delivery == MessageDelivery.Pending
                || (r.Delivery == MessageDelivery.Sending && r.Sender == message.Sender)).ToList();
            try
            {
                return open.Count == 0 ? open : await WriteAsync(
                    open, r => (r.Delivery, r.Sender) = (MessageDelivery.Sending, message.Sender), cancellationToken);
            }
            catch (TableTransactionFailedException e) when (e.Status == 412)
            {
                // Another order was faster with some of them: look which are left.
            }
        }
    }

    private async Task SendAsync(MessageRow row, int attempt, CancellationToken cancellationToken)
    {
        var variables = JsonSerializer.Deserialize<Dictionary<string, string>>(row.Variables, CaseJson.Options)!;
        var result = await sender.SendAsync(
            new NoticeMessage(
                row.EffectId, row.Kind, row.Language == "en" ? Language.En : Language.Zh, row.Phone, row.Email, variables, $"/#/cases/{row.Number}"),
            cancellationToken, row.Open);
        row.SmsState = Describe(result.Sms) ?? row.SmsState;
        row.SmsId = (result.Sms as ChannelResult.Sent)?.MessageId ?? row.SmsId;
        row.MailState = Describe(result.Mail) ?? row.MailState;
        row.Open = result.Again;
        row.Delivery = result.Again == NoticeChannels.None ? MessageDelivery.Sent
            : attempt < MaxAttempts ? MessageDelivery.Pending
            : MessageDelivery.Failed;
        if (row.Delivery == MessageDelivery.Failed)
        {
            LogGivenUp(row.Kind, row.Open);
        }
    }

    private static string? Describe(ChannelResult result) => result switch
    {
        ChannelResult.Sent => "sent",
        ChannelResult.Failed failed => failed.IsTransient ? "retrying" : "failed",
        _ => null,
    };

    private async Task<List<MessageRow>> ReadAsync(SendMessages message, CancellationToken cancellationToken)
    {
        if (message.RowKeys.Count == 1)
        {
            var found = await people.GetEntityIfExistsAsync<MessageRow>(message.PersonId, message.RowKeys[0], cancellationToken: cancellationToken);
            return found.HasValue ? [found.Value!] : [];
        }

        // The messages of one command stand close together: one range.
        var (first, last) = (message.RowKeys.Min(StringComparer.Ordinal)!, message.RowKeys.Max(StringComparer.Ordinal)!);
        List<MessageRow> rows = [];
        var filter = TableFilter.Create($"PartitionKey eq {message.PersonId} and RowKey ge {first} and RowKey le {last}");
        await foreach (var row in people.QueryAsync<MessageRow>(filter, cancellationToken: cancellationToken))
        {
            if (message.RowKeys.Contains(row.RowKey))
            {
                rows.Add(row);
            }
        }

        return rows;
    }

    private async Task<List<MessageRow>> WriteAsync(List<MessageRow> rows, Action<MessageRow> change, CancellationToken cancellationToken)
    {
        rows.ForEach(change);
        var answers = await people.SubmitTransactionAsync(
            rows.Select(r => new TableTransactionAction(TableTransactionActionType.UpdateReplace, r, r.ETag)), cancellationToken);
        for (var i = 0; i < rows.Count; i++)
        {
            rows[i].ETag = answers.Value[i].Headers.ETag ?? rows[i].ETag;
        }

        return rows;
    }

    [LoggerMessage(EventId = 3301, Level = LogLevel.Error, Message = "Notice {Kind} given up on {Channels}: somebody must look into it.")]
    private partial void LogGivenUp(NoticeKind kind, NoticeChannels channels);
}
