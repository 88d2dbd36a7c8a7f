using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using NoVisit.Approval.Decisions;
using NoVisit.Approval.Review;
using NoVisit.Approval.Views;
using NoVisit.Catalogue;
using NoVisit.Http;
using NoVisit.Identity;

namespace NoVisit.Approval.Inbox;

/// <param name="Type">claim, release, agree or grant.</param>
/// <param name="Text">Opinion or reason of agree and grant.</param>
internal sealed record BatchAct(string Type, string? Text = null);

/// <param name="TaskIds">1 to 50, each once.</param>
/// <param name="Command">The same act for all.</param>
internal sealed record BatchCommand(IReadOnlyList<string> TaskIds, BatchAct Command);

/// <param name="TaskId">The task.</param>
/// <param name="Status">HTTP status that the act alone would have had.</param>
/// <param name="Problem">Why it was refused; null when it was done.</param>
internal sealed record BatchResult(string TaskId, int Status, ProblemDocument? Problem);

internal sealed record BatchAnswer(IReadOnlyList<BatchResult> Items);

/// <summary>批量审批 (WF-09): one simple act on many tasks, each with an answer of its own. Deciding and agreeing only for immediate items (即办件).</summary>
internal sealed class BatchFunctions(CaseDesk desk)
{
    /// <summary>Tasks of one batch at most.</summary>
    public const int MaxTasks = 50;

    /// <summary>Does the act on each task.</summary>
    [Function("HandleBatch")]
    [Allow(Role.Clerk, Role.Reviewer, Role.Approver)]
    [Operation("Claims, releases, agrees to or grants many tasks; each is answered on its own. Agree and grant only for immediate items.", Request = typeof(BatchCommand), Response = typeof(BatchAnswer))]
    public async Task<IResult> Handle(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "staff/inbox/batch")] HttpRequest request,
        [DurableClient] DurableTaskClient client, CancellationToken cancellationToken)
    {
        var command = await request.ReadJsonAsync<BatchCommand>(cancellationToken);
        if (command.TaskIds.Count is 0 or > MaxTasks || command.TaskIds.Distinct(StringComparer.Ordinal).Count() != command.TaskIds.Count)
        {
            throw ProblemException.At(ProblemKind.Invalid, "/taskIds", new($"1 至 {MaxTasks} 个,不得重复", $"1 to {MaxTasks}, each once"));
        }

        if (command.Command.Type is not ("claim" or "release" or "agree" or "grant"))
        {
            throw ProblemException.At(ProblemKind.Invalid, "/command/type", new("只能是 claim、release、agree 或 grant", "claim, release, agree or grant"));
        }

        var actor = StaffActor.Of(Caller.Of(request.HttpContext));
        List<BatchResult> results = [];
        foreach (var taskId in command.TaskIds)
        {
            results.Add(await DoAsync(request.HttpContext, client, taskId, command.Command, actor, cancellationToken));
        }

        return Answer.Ok(new BatchAnswer(results));
    }

    /// <summary>The rule of the act on one task.</summary>
    internal static Outcome Rule(CaseRecord record, string stageId, BatchAct act, RuleContext context) => act.Type switch
    {
        "claim" => TaskRules.Claim(record, stageId, context),
        "release" => TaskRules.Release(record, stageId, context),
        _ when record.Kind != ItemKind.Immediate => new Refusal(
            "not-immediate", 409, new("不能批量办理", "Not in a batch"),
            new("只有即办件可以批量同意或批准,其他办件须逐件审查。", "Only immediate items are agreed to or granted in a batch; all others are examined one by one.")),
        "agree" => TaskRules.Opine(record, stageId, new OpinionCommand("agree", act.Text ?? ""), context),
        _ => DecisionRules.Decide(record, new DecisionCommand("grant", act.Text, StageId: stageId), context),
    };

    private async Task<BatchResult> DoAsync(
        HttpContext context, DurableTaskClient client, string taskId, BatchAct act, Actor actor, CancellationToken cancellationToken)
    {
        try
        {
            var (number, stageId) = TaskId.Parse(taskId) ?? throw new ProblemException(ProblemKind.NotFound);
            await desk.ExecuteAsync(client, number, actor, (record, rules) => Rule(record, stageId, act, rules), cancellationToken: cancellationToken);
            return new BatchResult(taskId, StatusCodes.Status200OK, null);
        }
        catch (ProblemException refusal)
        {
            return new BatchResult(taskId, refusal.Kind.Status, Problems.Describe(refusal, AcceptLanguage.Of(context.Request), Trace.IdOf(context)));
        }
    }
}
