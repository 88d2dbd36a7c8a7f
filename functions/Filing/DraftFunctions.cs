using System.Text.Json;
using Azure;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using NoVisit.Approval.Views;
using NoVisit.Catalogue;
using NoVisit.Deadlines;
using NoVisit.Filing.Authorisations;
using NoVisit.Filing.Forms;
using NoVisit.Filing.Hall;
using NoVisit.Filing.Uploads;
using NoVisit.Http;
using NoVisit.Identity;
using NoVisit.Protection;

namespace NoVisit.Filing;

/// <param name="OnBehalfOf">Id of the authorisation under which an agent files (IN-13); none for the caller himself.</param>
/// <param name="Channel">hall or hotline, by a clerk (IN-17); left out by everybody else.</param>
internal sealed record StartDraft(string ItemCode, FormValues? Values = null, string? OnBehalfOf = null, Channel? Channel = null);

internal sealed record SaveDraft(FormValues Values);

internal sealed record DraftView(
    string Id, string ItemCode, int ItemVersion, IReadOnlyDictionary<string, JsonElement> Values, IReadOnlyList<MaterialView> Materials,
    string Etag, string? Number, string? QueryCode, string? OnBehalfOf = null);

/// <summary>Drafts: begun, saved while they are filled in, discarded (IN-01).</summary>
internal sealed class DraftFunctions(
    DraftStore drafts, AuthorisationStore authorisations, CurrentCatalogue catalogue, FieldProtector protector, QueryCode queryCode, TimeProvider time)
{
    /// <summary>Begins a filing. The same idempotency key gives the same draft.</summary>
    [Function("StartDraft")]
    [Allow(Role.Applicant, Role.Agent, Role.Clerk)]
    [Operation("Begins a filing.", Request = typeof(StartDraft), Response = typeof(DraftView), Status = 201, Creates = true)]
    public async Task<IResult> Start(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "applications")] HttpRequest request, CancellationToken cancellationToken)
    {
        var caller = Caller.Of(request.HttpContext);
        var key = request.ReadIdempotencyKey();
        var command = await request.ReadJsonAsync<StartDraft>(cancellationToken);
        var item = catalogue.Find(command.ItemCode) ?? throw ProblemException.At(
            ProblemKind.NotFound, "/itemCode", new("没有这个事项,或该事项目前不能申报。", "There is no such item, or it cannot be filed at present."));
        var channel = HallRules.Of(caller, command.Channel, command.OnBehalfOf is not null)
            ?? throw ProblemException.At(ProblemKind.Forbidden, "/channel", new("您不能以此渠道申报。", "You cannot file that way."));
        IdentityLevels.Require(caller, item, channel);
        if (command.OnBehalfOf is { } authorisation)
        {
            await authorisations.RequireAsync(caller, authorisation, item, OfficeHours.DateOf(time.GetUtcNow()), cancellationToken);
        }

        var values = Check(item, command.Values ?? FormValues.Empty);
        var id = Draft.IdOf(caller.Id, key);
        var draft = new Draft(
            id, caller.Id, item.Code, item.Version, FiledValues.Protect(item.Form, id, values, protector), time.GetUtcNow(), null, default)
        {
            Fingerprint = Draft.FingerprintOf(id, item.Code, FormValues.Of(values), command.OnBehalfOf),
            OnBehalfOf = command.OnBehalfOf,
            Channel = channel,
        };
        if (await drafts.AddAsync(draft, cancellationToken) is { } added)
        {
            return AnswerWith(added, [], StatusCodes.Status201Created);
        }

        var (stored, uploads) = await FindAsync(caller, id, cancellationToken);
        return stored.Fingerprint != draft.Fingerprint
            ? throw new ProblemException(ProblemKind.IdempotencyKeyReused)
            : AnswerWith(stored, uploads, StatusCodes.Status200OK);
    }

    /// <summary>The draft with its uploads.</summary>
    [Function("ReadDraft")]
    [Allow(Role.Applicant, Role.Agent, Role.Clerk)]
    [Operation("A draft with its uploads.", Response = typeof(DraftView))]
    public async Task<IResult> Read(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "applications/{id}")] HttpRequest request, string id, CancellationToken cancellationToken)
    {
        var (draft, uploads) = await FindAsync(Caller.Of(request.HttpContext), id, cancellationToken);
        return AnswerWith(draft, uploads, StatusCodes.Status200OK);
    }

    /// <summary>Saves all values; what is filled in must fit its field, what is not may still be missing.</summary>
    [Function("SaveDraft")]
    [Allow(Role.Applicant, Role.Agent, Role.Clerk)]
    [Operation("Saves a draft.", Request = typeof(SaveDraft), Response = typeof(DraftView), Changes = true)]
    public async Task<IResult> Save(
        [HttpTrigger(AuthorizationLevel.Anonymous, "put", Route = "applications/{id}")] HttpRequest request, string id, CancellationToken cancellationToken)
    {
        var caller = Caller.Of(request.HttpContext);
        var expected = DraftTag.Read(request);
        var command = await request.ReadJsonAsync<SaveDraft>(cancellationToken);
        var (draft, uploads) = await FindAsync(caller, id, cancellationToken);
        RequireOpen(draft);
        var item = await catalogue.FiledUnderAsync(draft.ItemCode, draft.ItemVersion, cancellationToken);
        var values = Check(item, command.Values);
        var saved = await drafts.SaveAsync(
            draft with { Values = FiledValues.Protect(item.Form, id, values, protector) }, expected, cancellationToken);
        return AnswerWith(saved, uploads, StatusCodes.Status200OK);
    }

    /// <summary>Discards a draft.</summary>
    [Function("DiscardDraft")]
    [Allow(Role.Applicant, Role.Agent, Role.Clerk)]
    [Operation("Discards a draft.", Status = 204, Changes = true)]
    public async Task<IResult> Discard(
        [HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = "applications/{id}")] HttpRequest request, string id, CancellationToken cancellationToken)
    {
        var expected = DraftTag.Read(request);
        var (draft, uploads) = await FindAsync(Caller.Of(request.HttpContext), id, cancellationToken);
        RequireOpen(draft);
        await drafts.DeleteAsync(draft, uploads, expected, cancellationToken);
        return new Answer(StatusCodes.Status204NoContent);
    }

    /// <summary>A draft that was submitted lives on as a case and changes only there.</summary>
    internal static void RequireOpen(Draft draft)
    {
        if (draft.Number is not null)
        {
            throw new ProblemException(new ProblemKind(
                "already-submitted", 409, new("已经提交", "Already submitted"),
                new($"该申请已提交,办件编号 {draft.Number}。", $"It was submitted as {draft.Number}.")));
        }
    }

    private async Task<(Draft Draft, IReadOnlyList<MaterialUpload> Uploads)> FindAsync(Caller caller, string id, CancellationToken cancellationToken) =>
        await drafts.FindWithUploadsAsync(caller.Id, id, cancellationToken) ?? throw new ProblemException(ProblemKind.NotFound);

    /// <summary>The values as they are stored, when each fits its field.</summary>
    private IReadOnlyDictionary<string, JsonElement> Check(ServiceItem item, FormValues values)
    {
        var errors = FormValidator.ValidateDraft(item.Form, values, OfficeHours.DateOf(time.GetUtcNow()));
        return errors.Count > 0 ? throw new ProblemException(ProblemKind.Invalid, errors: errors) : values.Normalized(item.Form).ByCode;
    }

    private Answer AnswerWith(Draft draft, IReadOnlyList<MaterialUpload> uploads, int status)
    {
        var view = new DraftView(
            draft.Id, draft.ItemCode, draft.ItemVersion, FiledValues.Unprotect(draft.Id, draft.Values, protector),
            [.. uploads.Select(u => MaterialView.Of(u, u.UploadId))], DraftTag.Of(draft),
            draft.Number, draft.Number is null ? null : queryCode.For(draft.Number), draft.OnBehalfOf);
        return new Answer(status, view, DraftTag.Of(draft), status == StatusCodes.Status201Created ? $"/api/applications/{draft.Id}" : null);
    }
}

/// <summary>The version of a draft is its row's; the service's tag holds quotes and a date, so it is passed in a form that fits a header.</summary>
internal static class DraftTag
{
    public static string Of(Draft draft) => Convert.ToHexStringLower(System.Text.Encoding.UTF8.GetBytes(draft.ETag.ToString()));

    public static ETag Read(HttpRequest request)
    {
        var given = request.ReadIfMatch();
        try
        {
            return given == ETag.All ? given : new ETag(System.Text.Encoding.UTF8.GetString(Convert.FromHexString(given.ToString().Trim('"'))));
        }
        catch (FormatException)
        {
            throw new ProblemException(ProblemKind.Stale);
        }
    }
}

internal static class IdentityLevels
{
    /// <summary>Each item states how surely its applicant must be known (ID-02); at the window the clerk has his card in hand.</summary>
    public static void Require(Caller caller, ServiceItem item, Channel channel = Channel.Web)
    {
        if (!HallRules.IsByStaff(channel) && (int)caller.Assurance < (int)item.Identity)
        {
            throw new ProblemException(new ProblemKind(
                "identity-level", 403, new("实名等级不足", "Identity level too low"),
                new("该事项需要更高的实名认证等级,请先在统一身份认证平台完成认证。", "This item needs a higher identity level. Raise it with the identity provider first.")));
        }
    }
}
