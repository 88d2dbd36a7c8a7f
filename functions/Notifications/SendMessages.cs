using System.Text.Json;
using Azure;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;
using NoVisit.Approval;
using NoVisit.Approval.Records;
using NoVisit.Http;
using NoVisit.Storage;
using NoVisit.Storage.Tables;

namespace NoVisit.Notifications;

/// <summary>Which messages of whose box are to be sent.</summary>
/// <param name="Attempt">1 for the first time; failed channels are tried again with growing delays.</param>
internal sealed record SendMessages(string PersonId, IReadOnlyList<string> RowKeys, int Attempt = 1)
{
    /// <summary>Tells this request from another one for the same messages; the same when the queue delivers it again.</summary>
    public string Id { get; init; } = Guid.NewGuid().ToString("N");

    /// <summary>Versions of rows that another request was sending when this one looked: unchanged since, that sender died.</summary>
    public IReadOnlyDictionary<string, string>? Held { get; init; }
}

/// <summary>
/// Sends what the message box holds by SMS and mail, outside of the request that caused it: a gateway that is down holds no decision
/// back. A row is claimed under its ETag before it is sent, and left to who claimed it, so two senders never send it twice.
/// </summary>
internal sealed partial class MessageSender(StorageConnection storage, NotificationSender sender, ILogger<MessageSender> logger)
{
    private const int MaxAttempts = 8;

    /// <summary>About as long as a sender may take with one message: three tries of ten seconds at the gateway.</summary>
    private static readonly TimeSpan HoldFor = TimeSpan.FromSeconds(30);

    private readonly TableClient people = storage.Table(StorageNames.Tables.People);
    private readonly QueueSender queue = storage.Queue(StorageNames.Queues.Notifications);

    /// <summary>Sends the messages of one command.</summary>
    [Function("SendMessages")]
    public async Task Run([QueueTrigger(StorageNames.Queues.Notifications)] SendMessages message, CancellationToken cancellationToken)
    {
        var rows = await ReadAsync(message, cancellationToken);
        var open = rows.Where(r => IsMine(r, message)).ToList();
        var held = rows.Where(r => r.Delivery == MessageDelivery.Sending).Except(open).ToList();
        if (open.Count > 0 && !await ClaimAsync(open, message, cancellationToken))
        {
            // Another request was faster. Look once more whether it brings its work to an end.
            held = [.. held, .. open];
            open = [];
        }

        if (held.Count > 0)
        {
            await queue.SendAsync(
                message with
                {
                    RowKeys = [.. held.Select(r => r.RowKey)],
                    Id = Guid.NewGuid().ToString("N"),
                    Held = held.ToDictionary(r => r.RowKey, r => r.ETag.ToString(), StringComparer.Ordinal),
                },
                HoldFor,
                cancellationToken);
        }

        foreach (var row in open)
        {
            try
            {
                await SendAsync(row, message.Attempt, cancellationToken);
            }
            catch (NoticeRenderingException e)
            {
                // Our own mistake: trying again does not mend it, and the other messages go out.
                row.Delivery = MessageDelivery.Failed;
                LogNotRendered(row.Kind, e);
            }
        }

        await RecordAsync(open, cancellationToken);
        var again = open.Where(r => r.Delivery == MessageDelivery.Pending).Select(r => r.RowKey).ToList();
        if (again.Count > 0)
        {
            await queue.SendAsync(
                new SendMessages(message.PersonId, again, message.Attempt + 1), TimeSpan.FromSeconds(5 * Math.Pow(3, message.Attempt - 1)), cancellationToken);
        }
    }

    /// <summary>Nobody has it yet; or this very request had it, or one that has done nothing since, and died.</summary>
    private static bool IsMine(MessageRow row, SendMessages message) => row.Delivery switch
    {
        MessageDelivery.Pending => true,
        MessageDelivery.Sending => row.Sender == message.Id || message.Held?.GetValueOrDefault(row.RowKey) == row.ETag.ToString(),
        _ => false,
    };

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

    private async Task<bool> ClaimAsync(List<MessageRow> rows, SendMessages message, CancellationToken cancellationToken)
    {
        try
        {
            await people.SubmitTransactionAsync(
                rows.Select(r => new TableTransactionAction(
                    TableTransactionActionType.UpdateMerge,
                    new TableEntity(r.PartitionKey, r.RowKey) { ["Delivery"] = nameof(MessageDelivery.Sending), ["Sender"] = message.Id },
                    r.ETag)),
                cancellationToken);
            return true;
        }
        catch (TableTransactionFailedException e) when (e.Status == 412)
        {
            return false;
        }
    }

    /// <summary>Only the columns of sending, whatever the version: the person may have read the message meanwhile.</summary>
    private async Task RecordAsync(List<MessageRow> rows, CancellationToken cancellationToken)
    {
        if (rows.Count > 0)
        {
            await people.SubmitTransactionAsync(
                rows.Select(r => new TableTransactionAction(
                    TableTransactionActionType.UpdateMerge,
                    new TableEntity(r.PartitionKey, r.RowKey)
                    {
                        ["Delivery"] = r.Delivery.ToString(),
                        ["Open"] = r.Open.ToString(),
                        ["SmsId"] = r.SmsId,
                        ["SmsState"] = r.SmsState,
                        ["MailState"] = r.MailState,
                    },
                    ETag.All)),
                cancellationToken);
        }
    }

    [LoggerMessage(EventId = 3302, Level = LogLevel.Error, Message = "Notice {Kind} cannot be written.")]
    private partial void LogNotRendered(NoticeKind kind, Exception exception);

    [LoggerMessage(EventId = 3301, Level = LogLevel.Error, Message = "Notice {Kind} given up on {Channels}: somebody must look into it.")]
    private partial void LogGivenUp(NoticeKind kind, NoticeChannels channels);
}
