using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using NoVisit.Approval.Views;
using NoVisit.Http;
using NoVisit.Identity;

namespace NoVisit.Approval.PreReviews;

/// <summary>网上预审, by the intake clerk (IN-05).</summary>
internal sealed class PreReviewFunctions(StaffCommands commands)
{
    /// <summary>Answers a pre-review.</summary>
    [Function("AnswerPreReview")]
    [Allow(Role.Clerk, Role.Approver)]
    [Operation("Answers a pre-review: pass, correct (the one notice, all at once) or outOfScope.", Request = typeof(PreReviewCommand), Response = typeof(StaffCaseView))]
    public Task<IResult> Answer(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "staff/cases/{number}/pre-review")] HttpRequest request,
        [DurableClient] DurableTaskClient client, string number, CancellationToken cancellationToken) =>
        commands.HandleAsync<PreReviewCommand>(request, client, number, PreReviewRules.Answer, cancellationToken, record => record.AcceptanceStage.Id);
}
