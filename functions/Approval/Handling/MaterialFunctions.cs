using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using NoVisit.Filing.Uploads;
using NoVisit.Http;
using NoVisit.Identity;

namespace NoVisit.Approval;

/// <summary>The files of a case, for its applicant and for staff who may read it. Nothing is served before it was scanned.</summary>
internal sealed class MaterialFunctions(CaseDesk desk, MaterialReader reader, IAccessLog accessLog)
{
    /// <summary>A file, for staff; the read is logged.</summary>
    [Function("ReadMaterialAsStaff")]
    [Allow(Role.Clerk, Role.Reviewer, Role.Approver, Role.Coordinator, Role.Supervisor)]
    [Operation("A file of a case; the read is logged.", ResponseMediaType = "application/octet-stream")]
    public async Task<IResult> ReadAsStaff(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "staff/cases/{number}/materials/{key}")] HttpRequest request,
        string number, string key, CancellationToken cancellationToken)
    {
        var caller = Caller.Of(request.HttpContext);
        var record = await desk.FindAsync(number, cancellationToken) ?? throw new ProblemException(ProblemKind.NotFound);
        CaseAccess.RequireReadable(record, caller);
        var material = Find(record, key);
        await accessLog.WriteAsync(caller, number, $"material {material.MaterialCode}", cancellationToken);
        return await StreamAsync(material, cancellationToken);
    }

    /// <summary>One of my own files.</summary>
    [Function("ReadMyMaterial")]
    [Allow(Role.Applicant, Role.Agent)]
    [Operation("One of my own files.", ResponseMediaType = "application/octet-stream")]
    public async Task<IResult> ReadOwn(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "cases/{number}/materials/{key}")] HttpRequest request,
        string number, string key, CancellationToken cancellationToken) =>
        await StreamAsync(Find(await CaseAccess.OwnAsync(desk, Caller.Of(request.HttpContext), number, cancellationToken), key), cancellationToken);

    private static MaterialUpload Find(CaseRecord record, string key) =>
        record.Materials.FirstOrDefault(m => m.Upload.Key == key)?.Upload ?? throw new ProblemException(ProblemKind.NotFound);

    private async Task<IResult> StreamAsync(MaterialUpload material, CancellationToken cancellationToken)
    {
        try
        {
            return new FileAnswer(await reader.OpenAsync(material, cancellationToken), material.ContentType, material.FileName);
        }
        catch (MaterialUnavailableException e)
        {
            throw new ProblemException(ProblemKind.Conflict, e.Reason, inner: e);
        }
    }
}
