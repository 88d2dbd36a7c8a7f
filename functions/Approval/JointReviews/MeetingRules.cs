using NoVisit.Approval.Leading;
using NoVisit.Approval.Review;
using NoVisit.Approval.TacitAgreement;
using NoVisit.Catalogue;
using NoVisit.Deadlines;
using NoVisit.Localization;

namespace NoVisit.Approval.JointReviews;

/// <param name="At">When the meeting was held.</param>
/// <param name="Minutes">会议纪要.</param>
/// <param name="Votes">One for each department called.</param>
/// <param name="Outcome">The lead's conclusion: agree, agreeWithConditions, disagree.</param>
/// <param name="Conclusion">In words.</param>
/// <param name="Conditions">Of agreeWithConditions.</param>
internal sealed record MeetingCommand(
    DateTimeOffset At, string Minutes, IReadOnlyList<VoteCommand> Votes, string Outcome, string Conclusion, string? Conditions = null);

/// <param name="Department">Code.</param>
/// <param name="Vote">agree, agreeWithConditions, disagree or absent.</param>
/// <param name="Participant">Who came.</param>
/// <param name="Reason">Of a disagreement, or the conditions.</param>
internal sealed record VoteCommand(string Department, string Vote, string? Participant = null, string? Reason = null);

/// <summary>
/// 会审 (WF-05): the lead records the meeting with minutes and the vote of every department that was called, and concludes. The votes advise, the
/// lead answers for the conclusion.
/// </summary>
internal static class MeetingRules
{
    public static Outcome Record(CaseRecord record, MeetingCommand command, RuleContext context)
    {
        var meetings = record.Stages.Where(s => s.Type == StageType.JointReview).ToList();
        if ((meetings.FirstOrDefault(s => s.State.IsActive()) ?? meetings.LastOrDefault()) is not { } stage)
        {
            return Refusal.WrongState(record.State);
        }

        if (Guards.MayAct(record, stage, context.Actor) is { } refusal)
        {
            return refusal;
        }

        var errors = Faults(record, stage, command, context.Now);
        if (errors.Count > 0)
        {
            return Refusal.Invalid(
                "meeting-incomplete", new("会审记录须写明时间、纪要、结论和每个参加部门的意见。",
                    "The record of a meeting holds its time, minutes, conclusion and the vote of every department called."), errors);
        }

        var held = new MeetingHeld(
            stage.Id, TaskRules.ParseOutcome(command.Outcome)!.Value, command.Conclusion.Trim(), command.Conditions,
            new Meeting(command.At, command.Minutes.Trim(), [.. command.Votes.Select(v => v.Vote == "absent"
                ? new MeetingVote(v.Department, null, StageState.DeemedAgreed, null)
                : new MeetingVote(v.Department, v.Participant!.Trim(), TaskRules.ParseOutcome(v.Vote)!.Value, v.Reason))]));
        return Outcome.Of([held, .. command.Votes.Where(v => v.Vote == "absent").Select(v => PaperRules.Order(stage, v.Department, context))]);
    }

    private static Dictionary<string, Text> Faults(CaseRecord record, Stage stage, MeetingCommand command, DateTimeOffset now)
    {
        var errors = new Dictionary<string, Text>();
        Check(command.At > now, "/at", new("晚于现在", "In the future"));
        Check(Guards.IsBlank(command.Minutes), "/minutes", new("必填", "Required"));
        Check(Guards.IsBlank(command.Conclusion), "/conclusion", new("必填", "Required"));
        Check(TaskRules.ParseOutcome(command.Outcome) is null, "/outcome", new("不认识的意见", "Unknown opinion"));
        Check(command.Outcome == "agreeWithConditions" && Guards.IsBlank(command.Conditions), "/conditions", new("必填", "Required"));
        var called = stage.Participants ?? [];
        foreach (var department in called.Where(d => command.Votes.All(v => v.Department != d)))
        {
            errors["/votes"] = new($"缺少 {department} 的意见", $"The vote of {department} is missing");
        }

        for (var i = 0; i < command.Votes.Count; i++)
        {
            var vote = command.Votes[i];
            var at = $"/votes/{i}";
            Check(!called.Contains(vote.Department), at, new("该部门未被召集", "Not called to this meeting"));
            Check(command.Votes.Take(i).Any(v => v.Department == vote.Department), at, new("重复", "Twice"));
            if (vote.Vote == "absent")
            {
                Check(!MayBeAbsent(record, vote.Department), at, new("该部门不得缺席默认同意", "This department's absence is never agreement"));
                Check(LeadRules.CallTo(record, stage, vote.Department) is not { } call || !IsHeldAsCalled(call, command.At), at, new("会审未按规定召集到这一天,缺席不能视为同意", "The meeting was not duly called to this day, so absence is no agreement"));
                continue;
            }

            Check(TaskRules.ParseOutcome(vote.Vote) is null, at + "/vote", new("不认识的意见", "Unknown vote"));
            Check(Guards.IsBlank(vote.Participant), at + "/participant", new("必填", "Required"));
            Check(vote.Vote is "disagree" or "agreeWithConditions" && Guards.IsBlank(vote.Reason), at + "/reason", new("必填", "Required"));
        }

        return errors;

        void Check(bool fault, string at, Text message)
        {
            if (fault)
            {
                errors[at] = message;
            }
        }
    }

    /// <summary>On the day to which it was called, and not before the hour.</summary>
    private static bool IsHeldAsCalled(SurveyCall call, DateTimeOffset heldAt) => OfficeHours.DateOf(call.At) == OfficeHours.DateOf(heldAt) && call.At <= heldAt;

    /// <summary>Only where the department's own opinion may be deemed given, and never the lead (TL-07).</summary>
    public static bool MayBeAbsent(CaseRecord record, string department)
    {
        var opinions = record.Stages.Where(s => s.Department == department && s.Type is StageType.Opinion or StageType.Review).ToList();
        return department != record.Lead && opinions.Count > 0 && opinions.All(s => s.Tacit);
    }
}
