using System.Globalization;
using System.Text.Json;
using Azure;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;
using NoVisit.Approval;
using NoVisit.Approval.FirstInquiries;
using NoVisit.Approval.Records;
using NoVisit.Http;
using NoVisit.Storage;
using NoVisit.Storage.Tables;

namespace NoVisit.Notifications;

/// <summary>Which messages of whose box are to be sent.</summary>
/// <param name="PersonId">Whose box.</param>
/// <param name="RowKeys">Which messages.</param>
/// <param name="Attempt">1 for the first time; failed channels are tried again with growing delays.</param>
internal sealed record SendMessages(string PersonId, IReadOnlyList<string> RowKeys, int Attempt = 1)
{
    /// <summary>
    /// Those of the rows that the writer of this queue message has itself just written, as <see cref="MessageDelivery.Sending"/>: whoever
    /// gets the queue message the first time has them and need neither read nor claim them.
    /// </summary>
    public IReadOnlyList<MessageRow> Own { get; init; } = [];
}

/// <summary>
/// Sends what the message box holds by SMS and mail, outside of the request that caused it: a gateway that is down holds no decision
/// back. A message has one sender at a time: at first the one that gets the queue message of its writer; a later one only when the row has
/// stood as being sent for longer than that takes, and then under its ETag. So a queue message that comes twice sends nothing twice.
/// </summary>
internal sealed partial class MessageSender(StorageConnection storage, NotificationSender sender, ILogger<MessageSender> logger)
{
    private const int MaxAttempts = 8;

    /// <summary>Longer than a sender needs, shorter than anybody waits for a message whose sender died.</summary>
    internal static readonly TimeSpan Lease = TimeSpan.FromSeconds(30);

    private readonly TableClient people = storage.Table(StorageNames.Tables.People);
    private readonly QueueSender queue = storage.Queue(StorageNames.Queues.Notifications);

    /// <summary>Sends the messages of one command.</summary>
    [Function("SendMessages")]
    public Task Run([QueueTrigger(StorageNames.Queues.Notifications)] SendMessages message, FunctionContext context, CancellationToken cancellationToken)
    {
        var comesFirst = context.BindingContext.BindingData.TryGetValue("DequeueCount", out var count)
            && string.Equals(Convert.ToString(count, CultureInfo.InvariantCulture), "1", StringComparison.Ordinal);
        return SendAsync(message, comesFirst, cancellationToken);
    }

    /// <param name="message">Which messages.</param>
    /// <param name="comesFirst">Nobody has received this queue message before.</param>
    /// <param name="cancellationToken">Ends the sending; the queue message comes again.</param>
    internal async Task SendAsync(SendMessages message, bool comesFirst, CancellationToken cancellationToken)
    {
        var open = comesFirst ? [.. message.Own] : new List<MessageRow>();
        if (message.RowKeys.Except(open.Select(o => o.RowKey), StringComparer.Ordinal).ToList() is { Count: > 0 } others)
        {
            open.AddRange(await ClaimAsync(message with { RowKeys = others, Own = [] }, cancellationToken));
        }

        if (open.Count == 0)
        {
            return;
        }

        foreach (var row in open)
        {
            await SendAsync(row, message.Attempt, cancellationToken);
        }

        // Whatever else happened to the rows meanwhile, such as being read, stays.
        await people.SubmitTransactionAsync(
            open.Select(r => new TableTransactionAction(TableTransactionActionType.UpdateMerge, Outcome(r), ETag.All)), cancellationToken);
        var again = open.Where(r => r.Delivery == MessageDelivery.Pending).Select(r => r.RowKey).ToList();
        if (again.Count > 0)
        {
            await queue.SendAsync(
                new SendMessages(message.PersonId, again, message.Attempt + 1), TimeSpan.FromSeconds(5 * Math.Pow(3, message.Attempt - 1)), cancellationToken);
        }
    }

    /// <summary>Takes those of the messages that nobody is sending; the others are looked at again when their sender's time is over.</summary>
    /// <exception cref="RequestFailedException">412: somebody else takes them at this moment. The queue message comes again.</exception>
    private async Task<List<MessageRow>> ClaimAsync(SendMessages message, CancellationToken cancellationToken)
    {
        var rows = await ReadAsync(message, cancellationToken);

        // Time stamps are the storage's, so they are compared with real time whatever clock the application lives by.
        var died = TimeProvider.System.GetUtcNow() - Lease;
        var busy = rows.Where(r => r.Delivery == MessageDelivery.Sending && r.Timestamp > died).Select(r => r.RowKey).ToList();
        if (busy.Count > 0)
        {
            await queue.SendAsync(message with { RowKeys = busy, Attempt = Next(message) }, Lease, cancellationToken);
        }

        var open = rows.Where(r => r.Delivery is MessageDelivery.Pending or MessageDelivery.Sending && !busy.Contains(r.RowKey)).ToList();
        if (open.Count > 0)
        {
            open.ForEach(r => r.Delivery = MessageDelivery.Sending);
            await people.SubmitTransactionAsync(
                open.Select(r => new TableTransactionAction(TableTransactionActionType.UpdateMerge, Outcome(r), r.ETag)), cancellationToken);
        }

        return open;
    }

    /// <exception cref="InvalidOperationException">Sender after sender died of it: it goes to the poison queue, where people see it.</exception>
    private static int Next(SendMessages message) => message.Attempt < MaxAttempts
        ? message.Attempt + 1
        : throw new InvalidOperationException($"{message.RowKeys.Count} messages are never sent to the end.");

    /// <summary>What a sender writes of a row: nothing but how the sending stands.</summary>
    private static TableEntity Outcome(MessageRow row)
    {
        var outcome = new TableEntity(row.PartitionKey, row.RowKey)
        {
            [nameof(MessageRow.Delivery)] = row.Delivery.ToString(),
            [nameof(MessageRow.Open)] = row.Open.ToString(),
        };
        foreach (var (name, value) in new[]
        {
            (nameof(MessageRow.SmsId), row.SmsId), (nameof(MessageRow.SmsState), row.SmsState), (nameof(MessageRow.MailState), row.MailState),
        })
        {
            if (value is not null)
            {
                outcome[name] = value;
            }
        }

        return outcome;
    }

    private async Task SendAsync(MessageRow row, int attempt, CancellationToken cancellationToken)
    {
        var variables = JsonSerializer.Deserialize<Dictionary<string, string>>(row.Variables, CaseJson.Options)!;
        var result = await sender.SendAsync(
            new NoticeMessage(
                row.EffectId, row.Kind, row.Language == "en" ? Language.En : Language.Zh, row.Phone, row.Email, variables, Path(row)),
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

    /// <summary>The page that shows more: the case, or the reader's own first page for what is no case.</summary>
    internal static string Path(MessageRow row) =>
        (Post.IsBox(row.PartitionKey) ? "/review.html" : "/") + (InquiryNumber.Is(row.Number) ? "" : $"#/cases/{row.Number}");

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

    [LoggerMessage(EventId = 3301, Level = LogLevel.Error, Message = "Notice {Kind} given up on {Channels}: somebody must look into it.")]
    private partial void LogGivenUp(NoticeKind kind, NoticeChannels channels);
}
