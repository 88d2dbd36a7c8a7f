using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using NoVisit.Approval.Views;
using NoVisit.Catalogue;
using NoVisit.Http;
using NoVisit.Identity;

namespace NoVisit.Approval.JointReviews;

/// <summary>会审.</summary>
internal sealed class MeetingFunctions(StaffCommands commands)
{
    /// <summary>The lead records the meeting and concludes.</summary>
    [Function("RecordMeeting")]
    [Allow(Role.Reviewer, Role.Approver)]
    [Operation("Records a joint review: time, minutes, the vote of each department called, and the lead's conclusion.", Request = typeof(MeetingCommand), Response = typeof(StaffCaseView), Changes = true)]
    public Task<IResult> Record(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "staff/cases/{number}/meetings")] HttpRequest request,
        [DurableClient] DurableTaskClient client, string number, CancellationToken cancellationToken) =>
        commands.HandleAsync<MeetingCommand>(request, client, number, MeetingRules.Record, cancellationToken,
            record => record.Stages.FirstOrDefault(s => s.Type == StageType.JointReview && s.State.IsActive())?.Id);
}
