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
        var rows = entries.SelectMany(entry => entry.Event.StaffMessages(record).DistinctBy(m => m.Post)
            .Select(message => Row(record.Number, record.ItemName, message, entry.At, entry.Sequence)));
        foreach (var box in rows.GroupBy(r => r.PartitionKey, StringComparer.Ordinal).ToList())
        {
            await WriteAsync([.. box], cancellationToken);
        }
    }

    /// <summary>Tells posts of something else than a case; the same number, time and post give the same message.</summary>
    /// <param name="number">What it is about.</param>
    /// <param name="subject">Its name.</param>
    /// <param name="at">Part of the messages' keys.</param>
    /// <param name="messages">One for each post.</param>
    /// <param name="cancellationToken">Ends the writing.</param>
    public async Task TellAsync(string number, Text subject, DateTimeOffset at, IEnumerable<StaffMessage> messages, CancellationToken cancellationToken)
    {
        foreach (var message in messages)
        {
            await WriteAsync([Row(number, subject, message, at, 1)], cancellationToken);
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

    private MessageRow Row(string number, Text subject, StaffMessage message, DateTimeOffset at, long sequence)
    {
        var contact = contacts.Of(message.Post);
        return new MessageRow
        {
            PartitionKey = message.Post.Box,
            RowKey = PersonKeys.StaffMessage(at, number, sequence, message.Post),
            Number = number,
            At = at,
            Kind = message.Kind,
            Variables = Variables(number, subject, message, text => text.Zh),
            VariablesEn = Variables(number, subject, message, text => text.En),
            Phone = contact?.Phone,
            Email = contact?.Email,
            Delivery = contact is null ? MessageDelivery.Sent : MessageDelivery.Sending,
            Open = contact is null ? NoticeChannels.None : NoticeChannels.All,
        };
    }

    private string Variables(string number, Text subject, StaffMessage message, Func<Text, string> language)
    {
        var department = message.Post.Department is { } code && catalogue.Registers.Departments.TryGetValue(code, out var known)
            ? known.Name
            : new Text("行政监察", "Supervision");
        var variables = new SortedDictionary<string, string>(StringComparer.Ordinal)
        {
            ["number"] = number,
            ["item"] = language(subject),
            ["department"] = language(department),
        };
        foreach (var (name, value) in message.Variables)
        {
            variables[name] = language(value);
        }

        return JsonSerializer.Serialize(variables, CaseJson.Options);
    }
}
