using Azure;
using Microsoft.Extensions.Logging;
using NoVisit.Approval.Flow;
using NoVisit.Approval.StaffMessages;
using NoVisit.Approval.Supplements;
using NoVisit.Certificates.Life;
using NoVisit.Deadlines;
using NoVisit.Filing.Campaigns;
using NoVisit.Filing.Reuse;
using NoVisit.Protection;
using NoVisit.Storage;
using NoVisit.Storage.Tables;

namespace NoVisit.Approval.Records;

/// <summary>
/// The read models: inboxes, the applicant's list and message box, the message boxes of staff, accountability records. Written right after the commit from the
/// difference it made; written anew from the record alone when that was cut short.
/// </summary>
internal sealed partial class CaseProjection(
    StorageConnection storage, QueryCode queryCode, StaffBox staff, ProvisionalDueRows provisional, CampaignStore campaigns,
    ILogger<CaseProjection> logger)
{
    private readonly TableClient people = storage.Table(StorageNames.Tables.People);
    private readonly TableClient inbox = storage.Table(StorageNames.Tables.Inbox);
    private readonly TableClient supervision = storage.Table(StorageNames.Tables.Supervision);
    private readonly CertificateRegister certificates = new(storage);
    private readonly QueueSender notifications = storage.Queue(StorageNames.Queues.Notifications);

    public async Task ProjectAsync(Transition transition, CancellationToken cancellationToken)
    {
        var (before, after) = (transition.Before, transition.After);
        await Task.WhenAll(
            ProjectInboxAsync(
                [.. InboxRow.Of(before), .. InboxRow.HandledOf(before)], [.. InboxRow.Of(after), .. InboxRow.HandledOf(after)], cancellationToken),
            ProjectPersonAsync(before, after, transition.Entries, cancellationToken),
            ProjectCreditAsync(after, transition.Entries, cancellationToken),
            campaigns.ProjectAsync(before, after, cancellationToken),
            staff.ProjectAsync(after, transition.Entries, cancellationToken),
            certificates.ProjectAsync(after, transition.Entries, cancellationToken),
            ProjectAccountabilityAsync(after.Accountabilities.Skip(before?.Accountabilities.Count ?? 0), after.Number, cancellationToken),
            ProjectProvisionalAsync(ProvisionalDues.Awaited(before), after, cancellationToken));
    }

    /// <summary>Makes all rows of a case what its record says, whatever they are now.</summary>
    public async Task RebuildAsync(CaseRecord record, IReadOnlyList<LedgerEntry> ledger, CancellationToken cancellationToken)
    {
        List<InboxRow> wanted = [.. InboxRow.Of(record), .. InboxRow.HandledOf(record)];
        List<InboxRow> present = [];
        foreach (var department in record.Stages.Select(s => s.Department).Concat(record.PaperOrders.Select(o => o.Department))
            .Concat(record.Coordinations.Count > 0 ? [InboxRow.Coordinators] : []).Distinct(StringComparer.Ordinal))
        {
            foreach (var (from, below) in InboxRow.OpenRanges)
            {
                var filter = TableFilter.Create($"PartitionKey eq {department} and RowKey ge {from} and RowKey lt {below} and Number eq {record.Number}");
                await foreach (var row in inbox.QueryAsync<InboxRow>(filter, cancellationToken: cancellationToken))
                {
                    present.Add(row);
                }
            }
        }

        await ProjectInboxAsync(present, wanted, cancellationToken);
        await ProjectPersonAsync(null, record, ledger, cancellationToken);
        await ProjectCreditAsync(record, ledger, cancellationToken);
        await campaigns.ProjectAsync(null, record, cancellationToken);
        await staff.ProjectAsync(record, ledger, cancellationToken);
        await certificates.ProjectAsync(record, ledger, cancellationToken);
        await ProjectAccountabilityAsync(record.Accountabilities, record.Number, cancellationToken);

        // Rows too many go when the year is counted anew; a missing one would be missed then.
        await ProjectProvisionalAsync([], record, cancellationToken);
    }

    private async Task ProjectProvisionalAsync(IReadOnlyList<int> before, CaseRecord after, CancellationToken cancellationToken)
    {
        foreach (var year in await provisional.ChangeAsync(after.Number, before, ProvisionalDues.Awaited(after), after.UpdatedAt, cancellationToken))
        {
            LogProvisional(logger, year, after.Number);
        }
    }

    [LoggerMessage(103, LogLevel.Warning, "Dues rest on {Year}, whose holiday notice is not entered: {Number} is the first case.")]
    private static partial void LogProvisional(ILogger logger, int year, string number);

    private async Task ProjectCreditAsync(CaseRecord record, IEnumerable<LedgerEntry> entries, CancellationToken cancellationToken)
    {
        foreach (var row in entries.Select(e => CreditRow.Of(record, e)).OfType<CreditRow>())
        {
            await supervision.UpsertEntityAsync(row, TableUpdateMode.Replace, cancellationToken);
        }
    }

    private async Task ProjectInboxAsync(IReadOnlyList<InboxRow> old, IReadOnlyList<InboxRow> wanted, CancellationToken cancellationToken)
    {
        // What somebody handled stays handled, even when the stage opens once more.
        var actions = old.Where(o => o.HandledAt is null && !wanted.Any(w => w.PartitionKey == o.PartitionKey && w.RowKey == o.RowKey))
            .Select(o => new TableTransactionAction(TableTransactionActionType.Delete, o, ETag.All))
            .Concat(wanted.Where(w => !old.Any(w.IsSame))
                .Select(w => new TableTransactionAction(TableTransactionActionType.UpsertReplace, w)));
        await Task.WhenAll(actions.GroupBy(a => a.Entity.PartitionKey, StringComparer.Ordinal)
            .Select(group => WriteInboxAsync([.. group], cancellationToken)));
    }

    private async Task WriteInboxAsync(List<TableTransactionAction> actions, CancellationToken cancellationToken)
    {
        try
        {
            await inbox.SubmitTransactionAsync(actions, cancellationToken);
        }
        catch (TableTransactionFailedException e) when (e.Status == 404)
        {
            // A row to delete is gone already: a repeated attempt. One by one then, where a missing row is no error.
            foreach (var action in actions)
            {
                await (action.ActionType == TableTransactionActionType.Delete
                    ? inbox.DeleteEntityAsync(action.Entity.PartitionKey, action.Entity.RowKey, cancellationToken: cancellationToken)
                    : inbox.UpsertEntityAsync((InboxRow)action.Entity, TableUpdateMode.Replace, cancellationToken));
            }
        }
    }

    private async Task ProjectPersonAsync(
        CaseRecord? before, CaseRecord after, IReadOnlyList<LedgerEntry> entries, CancellationToken cancellationToken)
    {
        // What was told before the applicant took the case into his account stands in the box from before (IN-17).
        var linked = entries.LastOrDefault(e => e.Event is ApplicantLinked)?.Sequence ?? 0;
        var messages = entries.Where(e => e.Sequence > linked).Select(e => CaseNotices.Of(after, e, queryCode)).OfType<MessageRow>().ToList();
        if (before is not null && before.State == after.State && before.PromisedDue == after.PromisedDue && messages.Count == 0
            && before.Applicant.PersonId == after.Applicant.PersonId)
        {
            return;
        }

        var reusable = ReusableRows.Of(after, entries).ToList();
        var draft = before is null && after.Campaign is null ? new TableEntity(after.Applicant.FiledBy, PersonKeys.Draft(after.DraftId)) { ["Number"] = after.Number } : null;
        if (CaseRow.OfAgent(after) is not { } agents)
        {
            var own = after.Applicant.FiledBy == after.Applicant.PersonId;
            await ProjectBoxAsync(CaseRow.Of(after), messages, reusable, own ? draft : null, cancellationToken);
            if (!own && draft is not null)
            {
                // A clerk's draft (IN-17).
                await WritePersonRowAsync(new TableTransactionAction(TableTransactionActionType.UpdateMerge, draft, ETag.All), cancellationToken);
            }

            return;
        }

        // The agent's list and box are another partition than the applicant's (IN-13); the draft is the agent's.
        await ProjectBoxAsync(CaseRow.Of(after), messages, reusable, null, cancellationToken);
        await ProjectBoxAsync(
            agents, [.. entries.Select(e => CaseNotices.OfAgent(after, e, queryCode)).OfType<MessageRow>()], [], draft, cancellationToken);
    }

    /// <summary>A case in one person's list, with the messages it brings to his box and what later filings can refer to.</summary>
    private async Task ProjectBoxAsync(
        CaseRow row, List<MessageRow> messages, List<TableEntity> reusable, TableEntity? draft, CancellationToken cancellationToken)
    {
        List<TableTransactionAction> actions =
        [
            new(TableTransactionActionType.UpsertReplace, row),
            .. messages.Select(m => new TableTransactionAction(TableTransactionActionType.Add, m)),
            .. reusable.Select(r => new TableTransactionAction(TableTransactionActionType.UpsertReplace, r)),
        ];
        if (draft is not null)
        {
            actions.Add(new TableTransactionAction(TableTransactionActionType.UpdateMerge, draft, ETag.All));
        }

        var added = messages;
        try
        {
            await people.SubmitTransactionAsync(actions, cancellationToken);
        }
        catch (TableTransactionFailedException e) when (e.Status is 404 or 409)
        {
            // Some messages are there already, or the draft is gone: a repeated attempt.
            added = [];
            foreach (var action in actions)
            {
                if (await WritePersonRowAsync(action, cancellationToken) && action.Entity is MessageRow message)
                {
                    added.Add(message);
                }
            }
        }

        if (messages.Count > 0)
        {
            await notifications.SendAsync(
                new Notifications.SendMessages(row.PartitionKey, [.. messages.Select(m => m.RowKey)]) { Own = added }, default, cancellationToken);
        }
    }

    /// <returns>False when a message is there already or a draft is not.</returns>
    private async Task<bool> WritePersonRowAsync(TableTransactionAction action, CancellationToken cancellationToken)
    {
        try
        {
            await (action switch
            {
                { ActionType: TableTransactionActionType.Add, Entity: MessageRow message } => people.AddEntityAsync(message, cancellationToken),
                { ActionType: TableTransactionActionType.UpsertReplace, Entity: TableEntity row } => people.UpsertEntityAsync(row, TableUpdateMode.Replace, cancellationToken),
                { Entity: CaseRow row } => people.UpsertEntityAsync(row, TableUpdateMode.Replace, cancellationToken),
                _ => people.UpdateEntityAsync((TableEntity)action.Entity, ETag.All, TableUpdateMode.Merge, cancellationToken),
            });
            return true;
        }
        catch (RequestFailedException e) when (e.Status is 404 or 409)
        {
            // There already (a message is never written twice) or discarded (a draft).
            return false;
        }
    }

    private async Task ProjectAccountabilityAsync(IEnumerable<Accountability> added, string number, CancellationToken cancellationToken)
    {
        foreach (var a in added)
        {
            var row = new TableEntity(a.Department, $"warning~{a.Id}")
            {
                ["Number"] = number,
                ["Rule"] = a.Rule,
                ["StageId"] = a.StageId,
                ["Person"] = a.Person,
                ["At"] = a.At,
                ["Due"] = a.Due,
            };
            await supervision.UpsertEntityAsync(row, TableUpdateMode.Merge, cancellationToken);
        }
    }
}
