using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using NoVisit.Approval;
using NoVisit.Approval.Views;
using NoVisit.Catalogue;
using NoVisit.Deadlines;
using NoVisit.Http;
using NoVisit.Identity;
using NoVisit.Protection;

namespace NoVisit.Filing;

/// <summary>收件凭证: what the applicant gets at once.</summary>
internal sealed record SubmissionReceipt(string Number, string QueryCode, DateTimeOffset SubmittedAt, DateTimeOffset AcceptanceDue, bool Provisional);

/// <param name="Commitment">容缺承诺: what may follow later and is missing will be supplied in time (IN-07).</param>
internal sealed record SubmissionCommand(bool Commitment = false);

/// <summary>Turns a draft into a case. Doing it again, however often, answers the same receipt.</summary>
internal sealed class SubmissionFunction(
    DraftStore drafts, CaseDesk desk, CurrentCatalogue catalogue, FieldProtector protector, QueryCode queryCode, CurrentCalendar calendar, TimeProvider time)
{
    /// <summary>Submits a draft.</summary>
    [Function("SubmitDraft")]
    [Allow(Role.Applicant, Role.Agent)]
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

        IdentityLevels.Require(caller, item);
        var values = FiledValues.Unprotect(draft.Id, draft.Values, protector);
        var faults = SubmissionRules.Faults(item, values, uploads, OfficeHours.DateOf(time.GetUtcNow()));
        if (faults.Count > 0)
        {
            throw new ProblemException(ProblemKind.Invalid, new("申请还不完整,请按提示补充后一并提交。", "The filing is not complete yet. All that is missing is named."), faults);
        }

        var language = AcceptLanguage.Of(request) == Language.En ? "en" : "zh";
        var submitted = SubmissionRules.Submit(item, draft, values, uploads, language, calendar.Clock, time.GetUtcNow(), command.Commitment);
        for (var attempt = 0; attempt < NumberAttempts; attempt++)
        {
            var number = CaseNumber.Derive(Region(draft.ItemCode), draft.CreatedAt, draft.Id, attempt).ToString();
            if (await desk.FileAsync(client, number, StaffActor.Of(caller), submitted, cancellationToken) is { } record)
            {
                return Receipt(record);
            }
        }

        throw new InvalidOperationException("Every number tried belongs to another draft.");
    }

    /// <summary>Two drafts of a day share a number about once in ten weeks; the second takes the next one.</summary>
    private const int NumberAttempts = 4;

    private Answer Receipt(CaseRecord record) => new(
        StatusCodes.Status202Accepted,
        new SubmissionReceipt(record.Number, queryCode.For(record.Number), record.SubmittedAt, record.AcceptanceDue, record.ProvisionalYears.Count > 0),
        Location: $"/api/cases/{record.Number}");

    /// <summary>Item codes begin with the division code of their region.</summary>
    private static string Region(string itemCode) => itemCode[..6];
}
