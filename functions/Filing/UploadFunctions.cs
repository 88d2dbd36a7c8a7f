using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using NoVisit.Approval.Views;
using NoVisit.Catalogue;
using NoVisit.Filing.Uploads;
using NoVisit.Http;
using NoVisit.Identity;
using NoVisit.Storage;

namespace NoVisit.Filing;

internal sealed record StartUpload(string MaterialCode, string FileName, string ContentType, long Size);

internal sealed record CompleteUpload(string Sha256);

/// <summary>Materials of a draft: a ticket, the upload straight to blob storage, its completion (IN-04).</summary>
internal sealed class UploadFunctions(DraftStore drafts, CurrentCatalogue catalogue, UploadTickets tickets, UploadDesk desk)
{
    /// <summary>Where to put a file. Nothing is written for it.</summary>
    [Function("StartUpload")]
    [Allow(Role.Applicant, Role.Agent, Role.Clerk)]
    [Operation("Answers where to upload a file of a draft.", Request = typeof(StartUpload), Response = typeof(UploadTicket), Status = 201)]
    public async Task<IResult> Start(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "applications/{id}/materials")] HttpRequest request, string id, CancellationToken cancellationToken)
    {
        var caller = Caller.Of(request.HttpContext);
        var command = await request.ReadJsonAsync<StartUpload>(cancellationToken);
        var draft = await drafts.FindAsync(caller.Id, id, cancellationToken) ?? throw new ProblemException(ProblemKind.NotFound);
        DraftFunctions.RequireOpen(draft);
        return await UploadDesk.TicketAsync(tickets, await catalogue.FiledUnderAsync(draft.ItemCode, draft.ItemVersion, cancellationToken), caller, id, command, cancellationToken);
    }

    /// <summary>The file is there: size, digest, content and malware are checked in one pass.</summary>
    [Function("CompleteUpload")]
    [Allow(Role.Applicant, Role.Agent, Role.Clerk)]
    [Operation("Completes an upload of a draft.", Request = typeof(CompleteUpload), Response = typeof(MaterialView))]
    public async Task<IResult> Complete(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "applications/{id}/materials/{uploadId}/completion")] HttpRequest request,
        string id, string uploadId, CancellationToken cancellationToken)
    {
        var caller = Caller.Of(request.HttpContext);
        var command = await request.ReadJsonAsync<CompleteUpload>(cancellationToken);
        return await desk.CompleteAsync(caller, id, uploadId, command.Sha256, cancellationToken);
    }
}

/// <summary>What drafts and corrections have in common about uploads.</summary>
internal sealed class UploadDesk(DraftStore drafts, UploadCompletion completion, StorageConnection storage)
{
    private readonly QueueSender scans = storage.Queue(StorageNames.Queues.Scans);

    /// <summary>A file whose scan is still open.</summary>
    public sealed record Scan(string PersonId, string OwnerId, string Key);

    public static async Task<IResult> TicketAsync(
        UploadTickets tickets, ServiceItem item, Caller caller, string ownerId, StartUpload command, CancellationToken cancellationToken)
    {
        var material = item.Materials.FirstOrDefault(m => m.Code == command.MaterialCode && m.Source != MaterialSource.Form) ?? throw ProblemException.At(
            ProblemKind.Invalid, "/materialCode", new("该事项不需要上传此材料。", "This item takes no such upload."));
        var request = new UploadRequest(caller.Id, ownerId, material.Code, command.FileName, command.ContentType, command.Size) { MaxSize = material.MaxSize };
        return await tickets.IssueAsync(request, cancellationToken) switch
        {
            TicketOutcome.Issued issued => new Answer(StatusCodes.Status201Created, issued.Ticket),
            TicketOutcome.Refused refused => throw Problem(refused.Refusal),
            _ => throw new InvalidOperationException("A ticket is issued or refused."),
        };
    }

    public async Task<IResult> CompleteAsync(Caller caller, string ownerId, string uploadId, string sha256, CancellationToken cancellationToken)
    {
        switch (await completion.CompleteAsync(uploadId, caller.Id, ownerId, sha256, cancellationToken))
        {
            case CompletionOutcome.Examined examined:
                await drafts.SaveUploadAsync(caller.Id, examined.Upload, cancellationToken);
                await ScanLaterAsync(examined.Upload, cancellationToken);
                return Answer.Ok(MaterialView.Of(examined.Upload, examined.Upload.UploadId));
            case CompletionOutcome.Refused refused:
                throw Problem(refused.Refusal);
            default:
                throw new InvalidOperationException("A completion is examined or refused.");
        }
    }

    /// <summary>Files that met no scanner are scanned as soon as one answers; nobody opens them before.</summary>
    [Function("RescanUpload")]
    public async Task Rescan([QueueTrigger(StorageNames.Queues.Scans)] Scan scan, CancellationToken cancellationToken)
    {
        if (await drafts.FindUploadAsync(scan.PersonId, scan.OwnerId, scan.Key, cancellationToken) is not { State: MaterialState.Scanning } upload)
        {
            return;
        }

        var examined = await completion.RescanAsync(upload, cancellationToken);
        await drafts.SaveUploadAsync(scan.PersonId, examined, cancellationToken);
        await ScanLaterAsync(examined, cancellationToken);
    }

    private async Task ScanLaterAsync(MaterialUpload upload, CancellationToken cancellationToken)
    {
        if (upload.NeedsRescan)
        {
            var delay = TimeSpan.FromSeconds(Math.Min(300, 5 * Math.Pow(2, upload.ScanAttempts)));
            await scans.SendAsync(new Scan(upload.Person, upload.OwnerId, upload.Key), delay, cancellationToken);
        }
    }

    private static ProblemException Problem(UploadRefusal refusal) => refusal.Problem switch
    {
        UploadProblem.Size => ProblemException.At(ProblemKind.TooLarge, "/size", refusal.Reason),
        UploadProblem.OtherPerson or UploadProblem.OtherOwner => new ProblemException(new ProblemKind(
            "foreign-upload", 403, new("不是本申请的文件", "Not a file of this filing"), refusal.Reason)),
        UploadProblem.ExpiredTicket or UploadProblem.NotUploaded => new ProblemException(new ProblemKind(
            "upload-missing", 409, new("文件尚未上传", "File not uploaded"), refusal.Reason)),
        UploadProblem.InvalidTicket => new ProblemException(ProblemKind.NotFound, refusal.Reason),
        _ => ProblemException.At(ProblemKind.Invalid, "/" + refusal.Field, refusal.Reason),
    };
}
