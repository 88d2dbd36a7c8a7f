using Azure;
using NoVisit.Approval;
using NoVisit.Approval.Records;
using NoVisit.Catalogue;
using NoVisit.Http;
using NoVisit.Identity;
using NoVisit.Storage;
using NoVisit.Storage.Tables;

namespace NoVisit.Filing.Authorisations;

/// <summary>
/// Authorisations by agent, where they are asked for at each of his acts, with a copy for who granted them. The agent's row decides: it is
/// written last when an authorisation begins and first when it ends.
/// </summary>
internal sealed class AuthorisationStore(StorageConnection storage)
{
    private readonly TableClient people = storage.Table(StorageNames.Tables.People);

    /// <summary>The authorisation under which the agent acts; null when there is none.</summary>
    public async Task<Authorisation?> FindAsync(string agent, string id, CancellationToken cancellationToken) =>
        await ReadAsync(agent, PersonKeys.Mandate(id), cancellationToken);

    /// <summary>The authorisation under which the agent files the item.</summary>
    /// <exception cref="ProblemException">403: the caller is no agent, or the authorisation does not hold or not for this item.</exception>
    public async Task<Authorisation> RequireAsync(Caller caller, string id, ServiceItem item, DateOnly today, CancellationToken cancellationToken)
    {
        if (!caller.Is(Role.Agent))
        {
            throw new ProblemException(ProblemKind.Forbidden, new("只有代办员可以为他人申报。", "Only agents file for others."));
        }

        var authorisation = await FindAsync(caller.Id, id, cancellationToken);
        return (AuthorisationRules.RefuseUse(authorisation, caller.Id, AuthorisedAct.File, today)
            ?? AuthorisationRules.RefuseItem(authorisation!, item)) is { } refusal ? throw refusal.ToProblem() : authorisation!;
    }

    /// <summary>One that the person granted; null when there is none.</summary>
    public async Task<Authorisation?> FindGrantedAsync(string grantor, string id, CancellationToken cancellationToken) =>
        await ReadAsync(grantor, PersonKeys.Authorisation(id), cancellationToken);

    /// <summary>Stores a new one; false when the id is taken.</summary>
    public async Task<bool> AddAsync(Authorisation authorisation, CancellationToken cancellationToken)
    {
        // The copy of a grant that broke off here is overwritten when it is asked for again.
        await people.UpsertEntityAsync(GrantedRow(authorisation), TableUpdateMode.Replace, cancellationToken);
        try
        {
            await people.AddEntityAsync(AgentRow(authorisation), cancellationToken);
            return true;
        }
        catch (RequestFailedException e) when (e.Status == 409)
        {
            return false;
        }
    }

    /// <summary>Stores what became of one.</summary>
    public async Task SaveAsync(Authorisation authorisation, CancellationToken cancellationToken)
    {
        await people.UpsertEntityAsync(AgentRow(authorisation), TableUpdateMode.Replace, cancellationToken);
        await people.UpsertEntityAsync(GrantedRow(authorisation), TableUpdateMode.Replace, cancellationToken);
    }

    /// <summary>What the person granted and what was granted to him, one request.</summary>
    public async Task<IReadOnlyList<Authorisation>> OfPersonAsync(string person, CancellationToken cancellationToken)
    {
        var (granted, endGranted, mandate, endMandate) = (PersonKeys.Authorisation(""), PersonKeys.Authorisation("~"), PersonKeys.Mandate(""), PersonKeys.Mandate("~"));
        var filter = TableFilter.Create(
            $"PartitionKey eq {person} and ((RowKey ge {granted} and RowKey lt {endGranted}) or (RowKey ge {mandate} and RowKey lt {endMandate}))");
        List<Authorisation> found = [];
        await foreach (var row in people.QueryAsync<TableEntity>(filter, cancellationToken: cancellationToken))
        {
            found.Add(JsonColumns.Read<Authorisation>(row, CaseJson.Options));
        }

        return found;
    }

    /// <summary>Numbers of the cases that the agent filed under it and that have not ended.</summary>
    public async Task<IReadOnlyList<string>> OpenCasesAsync(Authorisation authorisation, CancellationToken cancellationToken)
    {
        var filter = TableFilter.Create(
            $"PartitionKey eq {authorisation.Agent} and RowKey ge {"case~"} and RowKey lt {"case~~"} and Authorisation eq {authorisation.Id}");
        List<string> numbers = [];
        await foreach (var row in people.QueryAsync<CaseRow>(filter, cancellationToken: cancellationToken))
        {
            if (!row.State.IsFinal())
            {
                numbers.Add(row.Number);
            }
        }

        return numbers;
    }

    private async Task<Authorisation?> ReadAsync(string partition, string rowKey, CancellationToken cancellationToken)
    {
        var found = await people.GetEntityIfExistsAsync<TableEntity>(partition, rowKey, cancellationToken: cancellationToken);
        return found.HasValue ? JsonColumns.Read<Authorisation>(found.Value!, CaseJson.Options) : null;
    }

    private static TableEntity AgentRow(Authorisation authorisation) => Row(authorisation.Agent, PersonKeys.Mandate(authorisation.Id), authorisation);

    private static TableEntity GrantedRow(Authorisation authorisation) => Row(authorisation.Grantor, PersonKeys.Authorisation(authorisation.Id), authorisation);

    private static TableEntity Row(string partition, string rowKey, Authorisation authorisation)
    {
        var row = new TableEntity(partition, rowKey);
        JsonColumns.Write(row, authorisation, CaseJson.Options);
        return row;
    }
}
