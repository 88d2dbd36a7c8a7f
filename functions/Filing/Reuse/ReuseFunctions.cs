using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using NoVisit.Approval;
using NoVisit.Approval.Views;
using NoVisit.Catalogue;
using NoVisit.Deadlines;
using NoVisit.Filing.Authorisations;
using NoVisit.Http;
using NoVisit.Identity;
using NoVisit.Localization;
using NoVisit.Protection;

namespace NoVisit.Filing.Reuse;

/// <param name="Identifier">Of the offer: the certificate's identifier or the earlier file's key.</param>
/// <param name="Consent">The applicant agrees that it is used for this filing.</param>
internal sealed record ReuseCommand(string MaterialCode, string Identifier, bool Consent);

internal sealed record ReuseOffers(IReadOnlyList<ReuseOffer> Items);

/// <summary>避免重复提交材料 (DS-02): a draft takes what is there already, by reference and with consent.</summary>
internal sealed class ReuseFunctions(
    DraftStore drafts, AuthorisationStore authorisations, ReuseStore reuse, CurrentCatalogue catalogue, FieldProtector protector, TimeProvider time)
{
    /// <summary>What the draft's item asks for and is there already.</summary>
    [Function("ListReusableMaterials")]
    [Allow(Role.Applicant, Role.Agent)]
    [Operation("Materials of a draft that need no upload: the applicant's own valid certificates and files accepted before.", Response = typeof(ReuseOffers))]
    public async Task<IResult> List(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "applications/{id}/reusable")] HttpRequest request, string id, CancellationToken cancellationToken)
    {
        var (draft, item, person) = await FindAsync(Caller.Of(request.HttpContext), id, cancellationToken);
        var values = FiledValues.Unprotect(draft.Id, draft.Values, protector);
        return Answer.Ok(new ReuseOffers(await reuse.OffersAsync(person, item, values, OfficeHours.DateOf(time.GetUtcNow()), cancellationToken)));
    }

    /// <summary>Attaches one of them. The case will hold the reference, not a copy.</summary>
    [Function("ReuseMaterial")]
    [Allow(Role.Applicant, Role.Agent)]
    [Operation("Attaches a certificate or an earlier file by reference, with consent.", Request = typeof(ReuseCommand), Response = typeof(MaterialView), Status = 201)]
    public async Task<IResult> Reuse(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "applications/{id}/materials/reuse")] HttpRequest request, string id, CancellationToken cancellationToken)
    {
        var caller = Caller.Of(request.HttpContext);
        var command = await request.ReadJsonAsync<ReuseCommand>(cancellationToken);
        if (!command.Consent)
        {
            throw Refusal.Invalid(
                "consent-missing", new("引用已有证照或材料须经申请人同意。", "The applicant has to agree that it is used."),
                new Dictionary<string, Text> { ["/consent"] = new("须同意", "Agree first") }).ToProblem();
        }

        var (draft, item, person) = await FindAsync(caller, id, cancellationToken);
        DraftFunctions.RequireOpen(draft);
        var now = time.GetUtcNow();
        var values = FiledValues.Unprotect(draft.Id, draft.Values, protector);
        var upload = await reuse.ReferAsync(
            person, item, draft, values, command.MaterialCode, command.Identifier, caller.Id, OfficeHours.DateOf(now), now, cancellationToken)
            ?? throw new Refusal(
                "not-reusable", 409, new("不能引用", "Cannot be used"),
                new("该证照或材料不存在、已失效,或不适用于本事项。", "It does not exist, is no longer valid, or is not what this item asks for.")).ToProblem();
        await drafts.SaveUploadAsync(caller.Id, upload, cancellationToken);
        return new Answer(StatusCodes.Status201Created, MaterialView.Of(upload, upload.UploadId));
    }

    private async Task<(Draft Draft, ServiceItem Item, string Person)> FindAsync(Caller caller, string id, CancellationToken cancellationToken)
    {
        var draft = await drafts.FindAsync(caller.Id, id, cancellationToken) ?? throw new ProblemException(ProblemKind.NotFound);
        var item = await catalogue.FiledUnderAsync(draft.ItemCode, draft.ItemVersion, cancellationToken);
        return (draft, item, draft.OnBehalfOf is { } granted
            ? (await authorisations.RequireAsync(caller, granted, item, OfficeHours.DateOf(time.GetUtcNow()), cancellationToken)).Grantor
            : caller.Id);
    }
}
