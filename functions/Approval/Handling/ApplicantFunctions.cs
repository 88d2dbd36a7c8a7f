using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using NoVisit.Approval.Records;
using NoVisit.Approval.Views;
using NoVisit.Approval.Withdrawal;
using NoVisit.Filing.Authorisations;
using NoVisit.Http;
using NoVisit.Identity;
using NoVisit.Localization;
using NoVisit.Protection;
using NoVisit.Storage;
using NoVisit.Storage.Tables;

namespace NoVisit.Approval;

/// <summary>A case in its applicant's list, or in his agent's.</summary>
/// <param name="OnBehalfOf">For whom the caller acts (IN-13); null for his own.</param>
/// <param name="AgentName">Who acts for the caller (IN-13).</param>
internal sealed record CaseSummary(
    string Number, string ItemCode, Text ItemName, CaseState State, DateTimeOffset SubmittedAt, DateTimeOffset UpdatedAt, DateTimeOffset? PromisedDue,
    string? OnBehalfOf = null, string? AgentName = null);

internal sealed record WithdrawalCommand(string Reason);

/// <summary>What applicants see and do after filing.</summary>
internal sealed class ApplicantFunctions(CaseDesk desk, CaseViewer viewer, StorageConnection storage, Paging paging, QueryCode queryCode)
{
    private readonly TableClient people = storage.Table(StorageNames.Tables.People);

    /// <summary>My cases, newest first; a page costs one request.</summary>
    [Function("ListMyCases")]
    [Allow(Role.Applicant, Role.Agent)]
    [Operation("My cases, newest first.", Response = typeof(Page<CaseSummary>))]
    public async Task<IResult> List(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "cases")] HttpRequest request, CancellationToken cancellationToken)
    {
        var caller = Caller.Of(request.HttpContext);
        var page = await paging.ReadAsync<CaseRow>(people, request, TableFilter.Create(
            $"PartitionKey eq {caller.Id} and RowKey ge {"case~"} and RowKey lt {"case~~"}"), cancellationToken);
        return Answer.Ok(page.Select(row => new CaseSummary(
            row.Number, row.ItemCode, new(row.ItemZh, row.ItemEn), row.State, row.SubmittedAt, row.UpdatedAt, row.PromisedDue, row.OnBehalfOf, row.AgentName)));
    }

    /// <summary>One of my cases.</summary>
    [Function("ReadMyCase")]
    [Allow(Role.Applicant, Role.Agent)]
    [Operation("One of my cases.", Response = typeof(CaseView))]
    public async Task<IResult> Read(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "cases/{number}")] HttpRequest request, string number, CancellationToken cancellationToken)
    {
        var record = await CaseAccess.OwnAsync(desk, Caller.Of(request.HttpContext), number, cancellationToken);
        await desk.NudgeAsync(record, cancellationToken);
        return Answer.Ok(viewer.ForApplicant(record), CaseViewer.ETagOf(record));
    }

    /// <summary>进度查询: anybody with number and query code; a wrong code and an unknown number answer alike (IN-18).</summary>
    [Function("ReadProgress")]
    [AllowPublic]
    [Operation("Public progress by number and query code, without personal data.", Response = typeof(PublicProgress))]
    public async Task<IResult> Progress(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "cases/progress")] HttpRequest request, CancellationToken cancellationToken)
    {
        var number = request.Query["number"].ToString().Trim().ToUpperInvariant();
        if (!queryCode.Matches(number, request.Query["queryCode"].ToString()) || await desk.FindAsync(number, cancellationToken) is not { } record)
        {
            throw new ProblemException(ProblemKind.NotFound, new(
                "没有找到该办件,请核对办件编号和查询码。", "No case found. Check the number and the query code."));
        }

        return Answer.Ok(viewer.ForPublic(record));
    }

    /// <summary>撤回: before the decision.</summary>
    [Function("WithdrawCase")]
    [Allow(Role.Applicant, Role.Agent)]
    [Operation("Withdraws a case before its decision.", Request = typeof(WithdrawalCommand), Response = typeof(CaseView))]
    public async Task<IResult> Withdraw(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "cases/{number}/withdrawal")] HttpRequest request,
        [DurableClient] DurableTaskClient client, string number, CancellationToken cancellationToken)
    {
        var caller = Caller.Of(request.HttpContext);
        var command = await request.ReadJsonAsync<WithdrawalCommand>(cancellationToken);
        var seen = CaseVersion.Of(request);
        await CaseAccess.OwnAsync(desk, caller, number, cancellationToken, AuthorisedAct.Withdraw);
        var record = await desk.ExecuteAsync(
            client, number, StaffActor.Of(caller), (r, _) => WithdrawalRules.Withdraw(r, command.Reason),
            r => CaseAccess.IsOwn(r, caller) ? CaseVersion.Stale(r, null, seen) : throw new ProblemException(ProblemKind.NotFound),
            cancellationToken: cancellationToken);
        return Answer.Ok(viewer.ForApplicant(record), CaseViewer.ETagOf(record));
    }
}
