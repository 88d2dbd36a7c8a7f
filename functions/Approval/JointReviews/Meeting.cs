namespace NoVisit.Approval;

/// <summary>会审: the meeting of the departments (WF-05).</summary>
/// <param name="At">When it was held.</param>
/// <param name="Minutes">会议纪要.</param>
/// <param name="Votes">One for each department that was called.</param>
internal sealed record Meeting(DateTimeOffset At, string Minutes, IReadOnlyList<MeetingVote> Votes);

/// <param name="Department">Department that was called.</param>
/// <param name="Participant">Who came; null when nobody did.</param>
/// <param name="Outcome">Its vote; <see cref="StageState.DeemedAgreed"/> when it was absent and may be (TL-07).</param>
/// <param name="Reason">Of a disagreement, or its conditions.</param>
internal sealed record MeetingVote(string Department, string? Participant, StageState Outcome, string? Reason);
