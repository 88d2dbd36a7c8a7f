using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using NoVisit.Approval.Acceptance;
using NoVisit.Approval.Decisions;
using NoVisit.Approval.Handovers;
using NoVisit.Approval.Records;
using NoVisit.Approval.Review;
using NoVisit.Approval.Supplements;
using NoVisit.Approval.Views;
using NoVisit.Http;
using NoVisit.Identity;

namespace NoVisit.Approval;

/// <summary>What staff do with a case. Every rule stands in its use case's own file; these only read, ask and answer.</summary>
internal sealed class StaffFunctions(
    StaffCommands commands, CaseDesk desk, CaseStore store, CaseViewer viewer, CreditLibrary credits, IAccessLog accessLog,
    AbsentTasks absent)
{
    /// <summary>The whole case; the read is logged (ID-05).</summary>
    [Function("ReadCaseAsStaff")]
    [Allow(Role.Clerk, Role.Reviewer, Role.Approver, Role.Coordinator, Role.Supervisor)]
    [Operation("The whole case with materials, opinions and ledger; the read is logged.", Response = typeof(StaffCaseView))]
    public async Task<IResult> Read(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "staff/cases/{number}")] HttpRequest request, string number, CancellationToken cancellationToken)
    {
        var caller = Caller.Of(request.HttpContext);
        var (stored, ledger) = await store.FindStoredWithLedgerAsync(number, cancellationToken) ?? throw new ProblemException(ProblemKind.NotFound);
        var record = stored.Record;
        CaseAccess.RequireReadable(record, caller);
        await accessLog.WriteAsync(caller, number, "case", cancellationToken);
        if (HandoverRules.Open(record, StaffActor.Of(caller)) is { } opened
            && await desk.NoteAsync(stored, StaffActor.Of(caller), opened, cancellationToken) is var (after, line))
        {
            (record, ledger) = (after, [.. ledger, line]);
        }

        await desk.NudgeAsync(record, cancellationToken);
        return Answer.Ok(viewer.ForStaff(record, ledger, caller), CaseViewer.ETagOf(record));
    }

    /// <summary>受理: accept, accept in advance, ask for corrections once, not accept, return.</summary>
    [Function("DecideAcceptance")]
    [Allow(Role.Clerk, Role.Approver)]
    [Operation("Accepts, accepts in advance, asks for corrections (once, all at once), does not accept, or returns a filing.", Request = typeof(AcceptanceCommand), Response = typeof(StaffCaseView))]
    public async Task<IResult> Accept(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "staff/cases/{number}/acceptance")] HttpRequest request,
        [DurableClient] DurableTaskClient client, string number, CancellationToken cancellationToken)
    {
        var command = await request.ReadJsonAsync<AcceptanceCommand>(cancellationToken);
        var barredUntil = command.Outcome is "accept" or "preAccept" ? await BarredUntilAsync(number, cancellationToken) : null;
        return await commands.HandleAsync(
            request, client, number, (record, context) => AcceptanceRules.Handle(record, command, context, barredUntil),
            record => record.AcceptanceStage.Id, cancellationToken);
    }

    /// <summary>签收: takes a task.</summary>
    [Function("ClaimTask")]
    [Allow(Role.Clerk, Role.Reviewer, Role.Approver)]
    [Operation("Claims a task.", Response = typeof(StaffCaseView))]
    public Task<IResult> Claim(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "staff/tasks/{taskId}/claim")] HttpRequest request,
        [DurableClient] DurableTaskClient client, string taskId, CancellationToken cancellationToken) =>
        HandleTaskAsync(request, client, taskId, (record, stage, context) => TaskRules.Claim(record, stage, context), cancellationToken);

    /// <summary>Gives a task back.</summary>
    [Function("ReleaseTask")]
    [Allow(Role.Clerk, Role.Reviewer, Role.Approver)]
    [Operation("Releases a claimed task.", Response = typeof(StaffCaseView))]
    public Task<IResult> Release(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "staff/tasks/{taskId}/release")] HttpRequest request,
        [DurableClient] DurableTaskClient client, string taskId, CancellationToken cancellationToken) =>
        HandleTaskAsync(request, client, taskId, (record, stage, context) => TaskRules.Release(record, stage, context), cancellationToken);

    /// <summary>转办: gives a task to a colleague.</summary>
    [Function("TransferTask")]
    [Allow(Role.Clerk, Role.Reviewer, Role.Approver)]
    [Operation("Gives a task to a colleague of the department who holds the right for it.", Request = typeof(TransferCommand), Response = typeof(StaffCaseView), Changes = true)]
    public async Task<IResult> Transfer(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "staff/tasks/{taskId}/transfer")] HttpRequest request,
        [DurableClient] DurableTaskClient client, string taskId, CancellationToken cancellationToken)
    {
        var command = await request.ReadJsonAsync<TransferCommand>(cancellationToken);
        var answer = await HandleTaskAsync(
            request, client, taskId, (record, stage, context) => HandoverRules.Transfer(record, stage, command, context), cancellationToken);
        await absent.WatchAsync(TaskId.Parse(taskId)!.Value.Number, cancellationToken);
        return answer;
    }

    /// <summary>意见: agree, agree with conditions, disagree with a reason.</summary>
    [Function("GiveOpinion")]
    [Allow(Role.Reviewer, Role.Approver)]
    [Operation("Gives the department's opinion on a task.", Request = typeof(OpinionCommand), Response = typeof(StaffCaseView))]
    public async Task<IResult> Opine(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "staff/tasks/{taskId}/opinion")] HttpRequest request,
        [DurableClient] DurableTaskClient client, string taskId, CancellationToken cancellationToken)
    {
        var command = await request.ReadJsonAsync<OpinionCommand>(cancellationToken);
        return await HandleTaskAsync(
            request, client, taskId, (record, stage, context) => TaskRules.Opine(record, stage, command, context), cancellationToken);
    }

    /// <summary>现场勘查: the record of an inspection by two or more officers.</summary>
    [Function("RecordSurvey")]
    [Allow(Role.Reviewer, Role.Approver)]
    [Operation("Records an on-site survey by two or more inspectors.", Request = typeof(SurveyCommand), Response = typeof(StaffCaseView))]
    public async Task<IResult> Survey(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "staff/tasks/{taskId}/survey")] HttpRequest request,
        [DurableClient] DurableTaskClient client, string taskId, CancellationToken cancellationToken)
    {
        var command = await request.ReadJsonAsync<SurveyCommand>(cancellationToken);
        return await HandleTaskAsync(
            request, client, taskId, (record, stage, context) => TaskRules.RecordSurvey(record, stage, command, context), cancellationToken);
    }

    /// <summary>决定: grants or refuses, never by who accepted or reviewed.</summary>
    [Function("DecideCase")]
    [Allow(Role.Approver)]
    [Operation("Grants or refuses; a refusal needs reason and basis.", Request = typeof(DecisionCommand), Response = typeof(StaffCaseView))]
    public Task<IResult> Decide(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "staff/cases/{number}/decision")] HttpRequest request,
        [DurableClient] DurableTaskClient client, string number, CancellationToken cancellationToken)
    {
        var department = Caller.Of(request.HttpContext).Department;
        return commands.HandleAsync<DecisionCommand>(
            request, client, number, DecisionRules.Decide, cancellationToken,
            record => record.Stages.FirstOrDefault(s => DecisionRules.Decides(s) && s.Department == department && s.State.IsActive())?.Id);
    }

    private Task<IResult> HandleTaskAsync(
        HttpRequest request, DurableTaskClient client, string taskId, Func<CaseRecord, string, RuleContext, Outcome> rule, CancellationToken cancellationToken)
    {
        var (number, stageId) = TaskId.Parse(taskId) ?? throw new ProblemException(ProblemKind.NotFound);
        return commands.HandleAsync(request, client, number, (record, context) => rule(record, stageId, context), _ => stageId, cancellationToken);
    }

    /// <summary>Asked only when there is something to tolerate: most filings are complete.</summary>
    private async Task<DateTimeOffset?> BarredUntilAsync(string number, CancellationToken cancellationToken) =>
        await desk.FindAsync(number, cancellationToken) is { } record && ToleranceRules.Missing(record).Count > 0
            ? await credits.BarredUntilAsync(record.Applicant.PersonId, cancellationToken)
            : null;
}
