using System.Text.Json;
using Azure;
using NoVisit.Approval.Records;
using NoVisit.Catalogue;
using NoVisit.Localization;
using NoVisit.Notifications;
using NoVisit.Storage;
using NoVisit.Storage.Tables;

namespace NoVisit.Approval.StaffMessages;

/// <summary>
/// The boxes of posts, written from the same ledger lines as everything else. They are the record; SMS and mail go out besides where a post has
/// contact data. A case that stays within its limits writes nothing here.
/// </summary>
internal sealed class StaffBox(StorageConnection storage, CurrentCatalogue catalogue, PostContacts contacts)
{
    private readonly TableClient people = storage.Table(StorageNames.Tables.People);
    private readonly QueueSender notifications = storage.Queue(StorageNames.Queues.Notifications);

    /// <summary>Writes the messages of the lines that are not there yet; what is there, with its read mark, stays.</summary>
    public async Task ProjectAsync(CaseRecord record, IEnumerable<LedgerEntry> entries, CancellationToken cancellationToken)
    {
        var boxes = entries.SelectMany(e => Rows(record, e)).GroupBy(r => r.PartitionKey, StringComparer.Ordinal).ToList();
        foreach (var box in boxes)
        {
            await WriteAsync([.. box], cancellationToken);
        }
    }

    private async Task WriteAsync(List<MessageRow> rows, CancellationToken cancellationToken)
    {
        var added = rows;
        try
        {
            await people.SubmitTransactionAsync(rows.Select(r => new TableTransactionAction(TableTransactionActionType.Add, r)), cancellationToken);
        }
        catch (TableTransactionFailedException e) when (e.Status == 409)
        {
            // A repeated attempt: some are there already.
            added = [];
            foreach (var row in rows)
            {
                if (await AddAsync(row, cancellationToken))
                {
                    added.Add(row);
                }
            }
        }

        var outgoing = rows.Where(r => r.Delivery == MessageDelivery.Sending).ToList();
        if (outgoing.Count > 0)
        {
            await notifications.SendAsync(
                new SendMessages(rows[0].PartitionKey, [.. outgoing.Select(r => r.RowKey)]) { Own = [.. added.Where(outgoing.Contains)] }, default, cancellationToken);
        }
    }

    private async Task<bool> AddAsync(MessageRow row, CancellationToken cancellationToken)
    {
        try
        {
            await people.AddEntityAsync(row, cancellationToken);
            return true;
        }
        catch (RequestFailedException e) when (e.Status == 409)
        {
            // There already: a message is never written twice.
            return false;
        }
    }

    private IEnumerable<MessageRow> Rows(CaseRecord record, LedgerEntry entry) =>
        entry.Event.StaffMessages(record).DistinctBy(m => m.Post).Select(message =>
        {
            var contact = contacts.Of(message.Post);
            return new MessageRow
            {
                PartitionKey = message.Post.Box,
                RowKey = PersonKeys.StaffMessage(entry.At, record.Number, entry.Sequence, message.Post),
                Number = record.Number,
                At = entry.At,
                Kind = message.Kind,
                Variables = Variables(record, message, text => text.Zh),
                VariablesEn = Variables(record, message, text => text.En),
                Phone = contact?.Phone,
                Email = contact?.Email,
                Delivery = contact is null ? MessageDelivery.Sent : MessageDelivery.Sending,
                Open = contact is null ? NoticeChannels.None : NoticeChannels.All,
            };
        });

    private string Variables(CaseRecord record, StaffMessage message, Func<Text, string> language)
    {
        var department = message.Post.Department is { } code && catalogue.Registers.Departments.TryGetValue(code, out var known)
            ? known.Name
            : new Text("行政监察", "Supervision");
        var variables = new SortedDictionary<string, string>(StringComparer.Ordinal)
        {
            ["number"] = record.Number,
            ["item"] = language(record.ItemName),
            ["department"] = language(department),
        };
        foreach (var (name, value) in message.Variables)
        {
            variables[name] = language(value);
        }

        return JsonSerializer.Serialize(variables, CaseJson.Options);
    }
}
