using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using NoVisit.Approval;
using NoVisit.Approval.Orchestrations;
using NoVisit.Approval.Supplements;
using NoVisit.Catalogue;
using NoVisit.Certificates.Life;
using NoVisit.Deadlines;
using NoVisit.Filing.Authorisations;
using NoVisit.Identity;
using NoVisit.Localization;
using NoVisit.Protection;

namespace NoVisit.Filing.Campaigns;

/// <summary>What a generation begins with.</summary>
/// <param name="Id">The campaign.</param>
/// <param name="After">Code of the enterprise up to which all had their turn; null at the beginning.</param>
internal sealed record CampaignRun(string Id, string? After = null);

/// <summary>
/// Files the cases of a campaign, batch by batch, each batch a generation (WF-15). The case of an enterprise has its number from campaign and code, so a
/// batch that a crash cut short is simply done again. It never gives up: the enterprises were told to wait for their case.
/// </summary>
internal static class CampaignOrchestrator
{
    private static readonly TimeSpan Rest = TimeSpan.FromHours(1);

    /// <summary>Instance id of a campaign's filing.</summary>
    public static string InstanceId(string id) => $"{id}-campaign";

    /// <summary>Runs until every enterprise had its turn.</summary>
    [Function(nameof(CampaignOrchestrator))]
    public static async Task Run([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        var run = context.GetInput<CampaignRun>()!;
        try
        {
            if (await context.CallActivityAsync<string?>(nameof(FileCampaignBatch), run, CaseOrchestrator.Retry) is { } last)
            {
                context.ContinueAsNew(run with { After = last });
            }
        }
        catch (TaskFailedException)
        {
            await context.CreateTimer(context.CurrentUtcDateTime + Rest, CancellationToken.None);
            context.ContinueAsNew(run);
        }
    }
}

/// <summary>Files one batch; filing an enterprise again finds its case.</summary>
internal sealed class FileCampaignBatch(
    CampaignStore store, CaseDesk desk, CurrentCatalogue catalogue, CurrentCalendar calendar, CreditLibrary credits, CertificateRegister certificates,
    UnlinkedPersons persons, FieldProtector protector, TimeProvider time)
{
    private const int Size = 40;

    /// <summary>Few enough to leave room for those who file meanwhile.</summary>
    private const int AtOnce = 8;

    /// <summary>Files the batch after a code.</summary>
    /// <returns>The last code of the batch; null when the list is at its end.</returns>
    [Function(nameof(FileCampaignBatch))]
    public async Task<string?> Run([ActivityTrigger] CampaignRun run, [DurableClient] DurableTaskClient client, CancellationToken cancellationToken)
    {
        if (await store.FindAsync(run.Id, cancellationToken) is not var (campaign, _))
        {
            // Storage was put back to a time before the campaign.
            return null;
        }

        var batch = await store.NextAsync(run.Id, run.After, Size, cancellationToken);
        var item = await catalogue.FiledUnderAsync(campaign.ItemCode, campaign.ItemVersion, cancellationToken);
        await Parallel.ForEachAsync(
            batch.Where(e => e.Waiting).Select(e => e.Enterprise),
            new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken },
            async (enterprise, token) => await FileAsync(client, campaign, enterprise, item, token));
        return batch.Count == 0 ? null : batch[^1].Enterprise.Uscc;
    }

    private async Task FileAsync(
        DurableTaskClient client, Campaign campaign, CampaignEnterprise enterprise, ServiceItem item, CancellationToken cancellationToken)
    {
        var (draftId, person, now) = (Draft.IdOf(campaign.Id, enterprise.Uscc), persons.IdOf(enterprise.Uscc), time.GetUtcNow());
        var place = new CampaignPlace(campaign.Id, enterprise.Uscc);
        var (filing, reasons) = CampaignRules.File(
            campaign, enterprise, FiledValues.Unprotect(draftId, enterprise.Values, protector), item, person, calendar.Clock, now);
        if (filing is not null)
        {
            reasons = await HindrancesAsync(enterprise, item, person, now, cancellationToken);
        }

        if (filing is not null && reasons.Count == 0)
        {
            // The projection puts the enterprise where its case stands, whoever commits it in the end.
            await desk.FileNumberedAsync(client, campaign.CreatedAt, new Actor(campaign.By, Roles.NameOf(Role.Coordinator), null), filing, cancellationToken);
            return;
        }

        // An attempt before may have filed it when nothing stood against it yet.
        if (await desk.FindNumberedAsync(campaign.CreatedAt, item.Code, draftId, cancellationToken) is { } record)
        {
            await store.PlaceAsync(place, CampaignStanding.Of(record), cancellationToken);
            return;
        }

        await store.PlaceAsync(place, new CampaignStanding(CampaignState.NotFiled, null, 0) { Reasons = reasons }, cancellationToken);
    }

    /// <summary>What stands against filing that the list does not show.</summary>
    private async Task<IReadOnlyDictionary<string, Text>> HindrancesAsync(
        CampaignEnterprise enterprise, ServiceItem item, string person, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (catalogue.Now.FindStillOffered(item.Code, item.Version) is null)
        {
            return new Dictionary<string, Text> { ["itemCode"] = new("该事项已取消。", "The item was cancelled.") };
        }

        var found = new Dictionary<string, Text>(StringComparer.Ordinal);
        if (CreditRules.Guards(item) && await credits.BarredFromAsync(person, item.Code, cancellationToken) is { } until && until > now)
        {
            found["uscc"] = CreditRules.Barred(until).Detail;
        }

        foreach (var identifier in enterprise.Certificates)
        {
            if (CampaignRules.Unfit(enterprise, await certificates.FindAsync(identifier, cancellationToken)) is { } unfit)
            {
                found[identifier] = unfit;
            }
        }

        return found;
    }
}
