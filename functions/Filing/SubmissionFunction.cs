using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using NoVisit.Approval;
using NoVisit.Approval.PreAcceptances;
using NoVisit.Approval.PreReviews;
using NoVisit.Approval.Supplements;
using NoVisit.Approval.Views;
using NoVisit.Catalogue;
using NoVisit.Deadlines;
using NoVisit.Filing.Authorisations;
using NoVisit.Filing.Comparisons;
using NoVisit.Filing.Hall;
using NoVisit.Filing.Reuse;
using NoVisit.Filing.Uploads;
using NoVisit.Http;
using NoVisit.Identity;
using NoVisit.Localization;
using NoVisit.Protection;

namespace NoVisit.Filing;

/// <summary>收件凭证: what the applicant gets at once.</summary>
internal sealed record SubmissionReceipt(string Number, string QueryCode, DateTimeOffset SubmittedAt, DateTimeOffset AcceptanceDue, bool Provisional);

/// <param name="Commitment">容缺承诺: what may follow later and is missing will be supplied in time (IN-07).</param>
/// <param name="PreReview">网上预审: a clerk is to look at completeness and form first (IN-05).</param>
/// <param name="Awaits">预受理: number of the applicant's running case that will bring the certificate which is missing (IN-06).</param>
internal sealed record SubmissionCommand(bool Commitment = false, bool PreReview = false, string? Awaits = null);

/// <summary>
/// 一窗受理 (IN-02): turns a draft into a case, one number for the applicant whatever departments stand behind the item. Doing it again, however often,
/// answers the same receipt.
/// </summary>
internal sealed class SubmissionFunction(
    DraftStore drafts, AuthorisationStore authorisations, ReuseStore reuse, SharedRegisters registers,
    UnlinkedPersons persons, CaseDesk desk, CurrentCatalogue catalogue, FieldProtector protector, QueryCode queryCode, CurrentCalendar calendar, TimeProvider time,
    CreditLibrary credits)
{
    /// <summary>Submits a draft.</summary>
    [Function("SubmitDraft")]
    [Allow(Role.Applicant, Role.Agent, Role.Clerk)]
    [Operation("Submits a draft; 422 names everything that is missing at once.", Request = typeof(SubmissionCommand), Response = typeof(SubmissionReceipt), Status = 202, Creates = true)]
    public async Task<IResult> Submit(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "applications/{id}/submission")] HttpRequest request,
        [DurableClient] DurableTaskClient client, string id, CancellationToken cancellationToken)
    {
        _ = request.ReadIdempotencyKey();

        // A filing without a body is one without commitment.
        var command = request.ContentType is null || request.ContentLength == 0 ? new SubmissionCommand() : await request.ReadJsonAsync<SubmissionCommand>(cancellationToken);
        var caller = Caller.Of(request.HttpContext);
        var (draft, uploads) = await drafts.FindWithUploadsAsync(caller.Id, id, cancellationToken) ?? throw new ProblemException(ProblemKind.NotFound);
        if (draft.Number is not null && await desk.FindAsync(draft.Number, cancellationToken) is { } filed)
        {
            return Receipt(filed);
        }

        await catalogue.FiledUnderAsync(draft.ItemCode, draft.ItemVersion, cancellationToken);
        if (catalogue.Now.FindStillOffered(draft.ItemCode, draft.ItemVersion) is not { } item)
        {
            throw new ProblemException(new ProblemKind(
                "item-closed", 409, new("事项已停止办理", "Item no longer offered"), new("该事项已取消,不能再提交。", "The item was cancelled and can no longer be filed.")));
        }

        if (command.PreReview && item.PreReviewDays is null)
        {
            throw PreReviewRules.NotOffered.ToProblem();
        }

        IdentityLevels.Require(caller, item, draft.Channel);
        var (now, today) = (time.GetUtcNow(), OfficeHours.DateOf(time.GetUtcNow()));
        var values = FiledValues.Unprotect(draft.Id, draft.Values, protector);
        var authorisation = draft.OnBehalfOf is { } granted
            ? await authorisations.RequireAsync(caller, granted, item, today, cancellationToken)
            : null;
        IReadOnlyList<Comparison> comparisons = HallRules.IsByStaff(draft.Channel)
            ? [] : await CompareAsync(item, values, caller, authorisation, now, cancellationToken);
        List<MaterialUpload> materials = [.. uploads, .. ComparisonRules.Answered(item, draft, comparisons, uploads, now)];
        if (authorisation is not null)
        {
            materials.AddRange(SubmissionRules.Authorising(authorisation, item, draft, now));
        }

        var faults = new Dictionary<string, Text>(SubmissionRules.Faults(item, values, materials, today), StringComparer.Ordinal);
        if (authorisation is not null)
        {
            foreach (var (place, fault) in AuthorisationRules.Faults(authorisation, AuthorisedNumber.Of(authorisation, protector), item, values, uploads))
            {
                faults[place] = fault;
            }
        }

        if (uploads.Any(u => u.Reference is { HasFile: true }))
        {
            var offers = await reuse.OffersAsync(authorisation?.Grantor ?? caller.Id, item, values, today, cancellationToken);
            foreach (var code in ReuseRules.Lapsed(uploads, offers))
            {
                faults[code] = new("引用的证照或材料已失效,请重新引用或上传", "What it refers to is no longer valid; choose another or upload a file");
            }
        }

        if (HallRules.IsByStaff(draft.Channel) && values.TextOf("applicant.idNumber") is null)
        {
            faults["applicant.idNumber"] = new("窗口申报须填写申请人身份证号码", "A filing at the window names the applicant by his identity number");
        }

        var awaited = command.Awaits is { } number
            ? await AwaitedAsync(number, HallRules.IsByStaff(draft.Channel) ? UnlinkedOf(values) : authorisation?.Grantor ?? caller.Id, item, values, uploads, cancellationToken)
            : null;
        if (awaited is not null)
        {
            faults.Remove(awaited.MaterialCode);
        }

        if (faults.Count > 0)
        {
            throw new ProblemException(ProblemKind.Invalid, new("申请还不完整,请按提示补充后一并提交。", "The filing is not complete yet. All that is missing is named."), faults);
        }

        var language = AcceptLanguage.Of(request) == Language.En ? "en" : "zh";
        var submitted = SubmissionRules.Submit(item, draft, values, materials, language, calendar.Clock, now, command.Commitment, command.PreReview) with { Awaited = awaited };
        submitted = comparisons.Count == 0 ? submitted : submitted with { Comparisons = comparisons };
        if (authorisation is not null)
        {
            submitted = SubmissionRules.OnBehalf(submitted, authorisation, caller, language);
        }

        if (HallRules.IsByStaff(draft.Channel))
        {
            submitted = HallRules.At(submitted, draft.Channel, persons.IdOf(values.TextOf("applicant.idNumber")!));
        }

        // The applicant's record counts, whoever files for him.
        if (CreditRules.Guards(item) && await credits.BarredFromAsync(submitted.Applicant.PersonId, item.Code, cancellationToken) is { } until && until > now)
        {
            throw CreditRules.Barred(until).ToProblem();
        }

        var actor = StaffActor.Of(caller) with { OnBehalfOf = authorisation?.Grantor };
        return Receipt(await desk.FileNumberedAsync(client, draft.CreatedAt, actor, submitted, cancellationToken));
    }

    /// <exception cref="ProblemException">409: the case will not bring what is missing, or is not the applicant's.</exception>
    private async Task<Awaited> AwaitedAsync(
        string number, string? person, ServiceItem item, IReadOnlyDictionary<string, JsonElement> values, IReadOnlyList<MaterialUpload> uploads,
        CancellationToken cancellationToken) =>
        PreAcceptanceRules.Await(item, values, uploads, person, await desk.FindAsync(number.Trim().ToUpperInvariant(), cancellationToken))
            ?? throw PreAcceptanceRules.NotAwaitable.ToProblem();

    private string? UnlinkedOf(IReadOnlyDictionary<string, JsonElement> values) =>
        values.TextOf("applicant.idNumber") is { } idNumber ? persons.IdOf(idNumber) : null;

    /// <summary>
    /// Compares with what is known of the applicant himself. Nobody learns of a stranger's data by declaring his number: the number is the caller's own
    /// verified one, or that of who authorised him.
    /// </summary>
    private async Task<IReadOnlyList<Comparison>> CompareAsync(
        ServiceItem item, IReadOnlyDictionary<string, JsonElement> values, Caller caller, Authorisation? authorisation, DateTimeOffset now,
        CancellationToken cancellationToken)
    {
        if (item.Materials.All(m => m.Verifies.Count == 0))
        {
            return [];
        }

        List<SharedFacts> facts = [];
        var (name, number) = authorisation is null
            ? (caller.Name, caller.IdNumber)
            : (authorisation.Name, AuthorisedNumber.Of(authorisation, protector));
        if (authorisation is not { Basis: AuthorisationBasis.Document } && caller.Assurance >= Assurance.RealName)
        {
            facts.Add(ComparisonRules.OfAccount(name, number, authorisation?.GrantedAt ?? now));
        }

        if (number is not null && ComparisonRules.AsksRegisters(item)
            && string.Equals(values.TextOf("applicant.idNumber"), number, StringComparison.OrdinalIgnoreCase))
        {
            facts.AddRange(await registers.OfPersonAsync(number, cancellationToken));
        }

        return ComparisonRules.Compare(item, values, facts);
    }

    private Answer Receipt(CaseRecord record) => new(
        StatusCodes.Status202Accepted,
        new SubmissionReceipt(record.Number, queryCode.For(record.Number), record.SubmittedAt, record.AcceptanceDue, record.ProvisionalYears.Count > 0),
        Location: $"/api/cases/{record.Number}");
}
