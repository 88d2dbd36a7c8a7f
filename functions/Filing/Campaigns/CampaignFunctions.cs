using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using NoVisit.Approval;
using NoVisit.Catalogue;
using NoVisit.Deadlines;
using NoVisit.Http;
using NoVisit.Identity;
using NoVisit.Localization;
using NoVisit.Protection;
using NoVisit.Storage;
using NoVisit.Storage.Tables;

namespace NoVisit.Filing.Campaigns;

/// <summary>A campaign in the list of all.</summary>
internal sealed record CampaignSummary(string Id, string Name, string ItemCode, int Total, string CreatedBy, DateTimeOffset CreatedAt)
{
    public static CampaignSummary Of(Campaign campaign) =>
        new(campaign.Id, campaign.Name, campaign.ItemCode, campaign.Total, campaign.By, campaign.CreatedAt);
}

/// <summary>How far a campaign is, in enterprises.</summary>
/// <param name="Total">On the list.</param>
/// <param name="Waiting">Their turn has not come.</param>
/// <param name="NotFiled">They could not be filed.</param>
/// <param name="Filed">They have a case: the sum of the following.</param>
/// <param name="Open">It runs.</param>
/// <param name="Granted">It was granted.</param>
/// <param name="Refused">It was decided against them.</param>
/// <param name="Closed">It ended without a decision.</param>
internal sealed record CampaignProgress(int Total, int Waiting, int NotFiled, int Filed, int Open, int Granted, int Refused, int Closed)
{
    public static CampaignProgress Of(int total, IReadOnlyDictionary<CampaignState, int> counts) => new(
        total, counts[CampaignState.Waiting], counts[CampaignState.NotFiled], total - counts[CampaignState.Waiting] - counts[CampaignState.NotFiled],
        counts[CampaignState.Open], counts[CampaignState.Granted], counts[CampaignState.Refused], counts[CampaignState.Closed]);
}

/// <summary>An enterprise of a campaign.</summary>
/// <param name="Number">Its case; null while there is none.</param>
/// <param name="Reasons">Why it could not be filed, by field or material code; null otherwise.</param>
internal sealed record CampaignEnterpriseView(string Uscc, string Name, CampaignState State, string? Number, IReadOnlyDictionary<string, Text>? Reasons)
{
    public static CampaignEnterpriseView Of(TableEntity row)
    {
        var (enterprise, standing) = (JsonColumns.Read<CampaignEnterprise>(row, CaseJson.Options), CampaignStore.StandingOf(row));
        return new(enterprise.Uscc, enterprise.Name, standing.State, standing.Number, standing.Reasons);
    }
}

/// <summary>A campaign with its progress and a page of its enterprises.</summary>
internal sealed record CampaignView(
    string Id, string Name, string ItemCode, string CreatedBy, DateTimeOffset CreatedAt, CampaignProgress Progress, Page<CampaignEnterpriseView> Enterprises);

/// <summary>
/// 集中联合年检 (WF-15). The coordinator begins a campaign: it concerns all departments and decides nothing. Who sees to the catalogue and who supervises
/// read how far it is.
/// </summary>
internal sealed class CampaignFunctions(CampaignStore store, CurrentCatalogue catalogue, FieldProtector protector, Paging paging, TimeProvider time)
{
    private const int MaxBytes = 8 * 1024 * 1024;

    /// <summary>Begins a campaign. The same idempotency key gives the same campaign, and files nothing twice.</summary>
    [Function("BeginCampaign")]
    [Allow(Role.Coordinator)]
    [Operation(
        "Begins a campaign: one case for each enterprise of a list of 5,000 at most. 422 names every wrong or doubled enterprise.",
        Request = typeof(CampaignCommand), Response = typeof(CampaignSummary), Status = 202, Creates = true)]
    public async Task<IResult> Begin(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "admin/campaigns")] HttpRequest request,
        [DurableClient] DurableTaskClient client, CancellationToken cancellationToken)
    {
        var (caller, key, now) = (Caller.Of(request.HttpContext), request.ReadIdempotencyKey(), time.GetUtcNow());
        var command = await request.ReadJsonAsync<CampaignCommand>(cancellationToken, MaxBytes);
        var id = Draft.IdOf(caller.Id, key);
        var campaign = (await store.FindAsync(id, cancellationToken))?.Campaign;
        if (campaign is { Listed: true })
        {
            RequireSame(campaign, command);
        }
        else
        {
            var item = campaign is null ? catalogue.Find(command.ItemCode) : await catalogue.FiledUnderAsync(campaign.ItemCode, campaign.ItemVersion, cancellationToken);
            var faults = CampaignRules.Faults(command, item, OfficeHours.DateOf(now));
            if (faults.Count > 0)
            {
                throw new ProblemException(ProblemKind.Invalid, errors: faults);
            }

            campaign ??= await store.AddAsync(
                new Campaign(id, command.Name.Trim(), item!.Code, item.Version, caller.Id, now, command.Enterprises.Count, Campaign.FingerprintOf(command)),
                cancellationToken);
            RequireSame(campaign, command);
            await store.AddAsync(id, command.Enterprises.Select(e => Stored(id, command, e, item!)), cancellationToken);
            campaign = await store.ListedAsync(campaign, cancellationToken);
        }

        if (await store.FindAsync(id, cancellationToken) is var (_, counts) && counts[CampaignState.Waiting] > 0)
        {
            await CaseDesk.StartAsync(client, new(nameof(CampaignOrchestrator), CampaignOrchestrator.InstanceId(id), new CampaignRun(id)));
        }

        return new Answer(StatusCodes.Status202Accepted, CampaignSummary.Of(campaign), Location: $"/api/admin/campaigns/{id}");
    }

    /// <summary>All campaigns, the newest first.</summary>
    [Function("ListCampaigns")]
    [Allow(Role.Coordinator, Role.Administrator, Role.Supervisor)]
    [Operation("Campaigns, the newest first.", Response = typeof(Page<CampaignSummary>), Paged = true)]
    public async Task<IResult> List(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "admin/campaigns")] HttpRequest request, CancellationToken cancellationToken)
    {
        var page = await paging.ReadAsync<TableEntity>(store.Table, request, TableFilter.Create($"PartitionKey eq {CampaignStore.Index}"), cancellationToken);
        return Answer.Ok(page.Select(row => CampaignSummary.Of(CampaignStore.Read(row))));
    }

    /// <summary>How far a campaign is.</summary>
    [Function("ReadCampaign")]
    [Allow(Role.Coordinator, Role.Administrator, Role.Supervisor)]
    [Operation("A campaign: its progress, and a page of its enterprises by their code.", Response = typeof(CampaignView), Paged = true)]
    [QueryParameter("state", "Only enterprises that stand there: waiting, notFiled, open, granted, refused or closed.")]
    public async Task<IResult> Read(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "admin/campaigns/{id}")] HttpRequest request, string id, CancellationToken cancellationToken)
    {
        CampaignState? state = request.Query["state"].ToString() is not { Length: > 0 } asked ? null
            : Enum.TryParse<CampaignState>(asked, ignoreCase: true, out var only) && Enum.IsDefined(only) ? only
            : throw ProblemException.At(ProblemKind.Malformed, "state", new(
                "须为 waiting、notFiled、open、granted、refused 或 closed。", "One of waiting, notFiled, open, granted, refused, closed."));
        var (campaign, counts) = await store.FindAsync(id, cancellationToken) ?? throw new ProblemException(ProblemKind.NotFound);
        var page = await paging.ReadAsync<TableEntity>(store.Table, request, CampaignStore.EnterprisesOf(id, state), cancellationToken);
        return Answer.Ok(new CampaignView(
            id, campaign.Name, campaign.ItemCode, campaign.By, campaign.CreatedAt, CampaignProgress.Of(campaign.Total, counts),
            page.Select(CampaignEnterpriseView.Of)));
    }

    private static void RequireSame(Campaign campaign, CampaignCommand command)
    {
        if (campaign.Fingerprint != Campaign.FingerprintOf(command))
        {
            throw new ProblemException(ProblemKind.IdempotencyKeyReused);
        }
    }

    private CampaignEnterprise Stored(string id, CampaignCommand command, ListedEnterprise enterprise, ServiceItem item)
    {
        var code = CampaignRules.Code(enterprise.Uscc);
        var values = CampaignRules.ValuesOf(command, enterprise, item).ByCode;
        return new CampaignEnterprise(
            code, enterprise.Name.Trim(), enterprise.Phone?.Trim(), enterprise.Email?.Trim(),
            FiledValues.Protect(item.Form, Draft.IdOf(id, code), values, protector), enterprise.Records ?? new Dictionary<string, string>())
        {
            Certificates = [.. (enterprise.Certificates ?? []).Distinct(StringComparer.Ordinal)],
        };
    }
}
