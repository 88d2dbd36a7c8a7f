using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using NoVisit.Approval;
using NoVisit.Approval.Views;
using NoVisit.Catalogue;
using NoVisit.Deadlines;
using NoVisit.Filing;
using NoVisit.Filing.Forms;
using NoVisit.Http;
using NoVisit.Identity;
using NoVisit.Protection;

namespace NoVisit.Certificates.Life;

/// <param name="Status">revoked.</param>
internal sealed record RevocationView(string Identifier, string Status, string CaseNumber);

/// <param name="Replacement">Of the case; the new certificate is in the case's results and in the holder's message box as soon as it is made.</param>
internal sealed record ReplacementView(string Identifier, string Replacement, string CaseNumber);

/// <summary>The draft with which a renewal begins.</summary>
/// <param name="Id">Of the draft.</param>
/// <param name="ValidTo">Last day of the certificate.</param>
/// <param name="FileBy">Filed until this day, it is decided before the expiry or counts as renewed (Licence Law art. 50).</param>
internal sealed record RenewalDraftView(string Id, string ItemCode, int ItemVersion, string Identifier, DateOnly ValidTo, DateOnly FileBy);

/// <summary>What becomes of a certificate after its issue (RS-09).</summary>
internal sealed class CertificateLifeFunctions(
    CertificateRegister register, CaseDesk desk, DraftStore drafts, CurrentCatalogue catalogue, FieldProtector protector, TimeProvider time)
{
    /// <summary>Revokes or cancels a certificate.</summary>
    [Function("RevokeCertificate")]
    [Allow(Role.Approver)]
    [Operation("Revokes or cancels a certificate with reason and basis; verification shows it at once.", Request = typeof(RevocationCommand), Response = typeof(RevocationView))]
    public async Task<IResult> Revoke(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "staff/certificates/{identifier}/revocation")] HttpRequest request,
        [DurableClient] DurableTaskClient client, string identifier, CancellationToken cancellationToken)
    {
        var command = await request.ReadJsonAsync<RevocationCommand>(cancellationToken);
        var certificate = await register.FindAsync(identifier, cancellationToken) ?? throw new ProblemException(ProblemKind.NotFound);
        await desk.ExecuteAsync(
            client, certificate.CaseNumber, StaffActor.Of(Caller.Of(request.HttpContext)),
            (record, context) => RevocationRules.Revoke(record, certificate.Identifier, command, context), cancellationToken: cancellationToken);
        return Answer.Ok(new RevocationView(certificate.Identifier, "revoked", certificate.CaseNumber));
    }

    /// <summary>Makes a certificate again that is lost, damaged or misprinted.</summary>
    [Function("OrderReplacement")]
    [Allow(Role.Approver)]
    [Operation("Has a certificate made again (lost, damaged, corrected); the one before is shown as replaced.", Request = typeof(ReplacementCommand), Response = typeof(ReplacementView), Status = 202)]
    public async Task<IResult> Replace(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "staff/certificates/{identifier}/replacement")] HttpRequest request,
        [DurableClient] DurableTaskClient client, string identifier, CancellationToken cancellationToken)
    {
        var command = await request.ReadJsonAsync<ReplacementCommand>(cancellationToken);
        var certificate = await register.FindAsync(identifier, cancellationToken) ?? throw new ProblemException(ProblemKind.NotFound);
        var record = await desk.ExecuteAsync(
            client, certificate.CaseNumber, StaffActor.Of(Caller.Of(request.HttpContext)),
            (r, context) => ReplacementRules.Replace(r, certificate.Identifier, command, context), cancellationToken: cancellationToken);
        return new Answer(StatusCodes.Status202Accepted, new ReplacementView(certificate.Identifier, record.Replacements.Last(r => r.ResultId == certificate.Code).Id, certificate.CaseNumber));
    }

    /// <summary>Begins the renewal of one of my certificates: a draft that holds what was filed before.</summary>
    [Function("StartRenewal")]
    [Allow(Role.Applicant, Role.Agent)]
    [Operation("Begins the renewal of a certificate of mine; answers the draft to file.", Response = typeof(RenewalDraftView), Status = 201, Creates = true)]
    public async Task<IResult> Renew(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "certificates/{identifier}/renewal")] HttpRequest request,
        string identifier, CancellationToken cancellationToken)
    {
        var caller = Caller.Of(request.HttpContext);
        var key = request.ReadIdempotencyKey();
        var certificate = await register.FindAsync(identifier, cancellationToken) ?? throw new ProblemException(ProblemKind.NotFound);
        var record = await CaseAccess.OwnAsync(desk, caller, certificate.CaseNumber, cancellationToken);
        var now = time.GetUtcNow();
        if (certificate.Status != "valid" || certificate.ValidTo is not { } validTo || OfficeHours.DateOf(now) > validTo)
        {
            throw new ProblemException(new ProblemKind(
                "not-renewable", 409, new("不能延续", "Cannot be renewed"),
                new("只有在有效期内的证照可以延续;已经到期、失效或者长期有效的,请重新申请或者无须延续。",
                    "Only a certificate within its time can be renewed; one that expired or was revoked is applied for anew, one without a last day needs none.")));
        }

        var item = catalogue.Find(record.ItemCode) ?? throw new ProblemException(ProblemKind.NotFound);
        IdentityLevels.Require(caller, item);
        var id = Draft.IdOf(caller.Id, key);
        var values = FiledValues.Unprotect(record.DraftId, record.Values, protector)
            .Where(v => item.Form.Field(v.Key) is not null).ToDictionary(v => v.Key, v => v.Value, StringComparer.Ordinal);
        var renewal = new Renewal(certificate.Identifier, certificate.CaseNumber, certificate.Code, validTo);
        var draft = new Draft(id, caller.Id, item.Code, item.Version, FiledValues.Protect(item.Form, id, values, protector), now, null, default)
        {
            Fingerprint = Draft.FingerprintOf(id, item.Code, FormValues.Of(values)),
            Renews = renewal,
        };
        var added = await drafts.AddAsync(draft, cancellationToken);
        if (added is null && (await drafts.FindAsync(caller.Id, id, cancellationToken))?.Renews != draft.Renews)
        {
            throw new ProblemException(ProblemKind.IdempotencyKeyReused);
        }

        return new Answer(
            added is null ? StatusCodes.Status200OK : StatusCodes.Status201Created,
            new RenewalDraftView(id, item.Code, item.Version, certificate.Identifier, validTo, RenewalRules.FileBy(validTo)),
            Location: $"/api/applications/{id}");
    }
}
