using System.Text.Json.Serialization;
using NoVisit.Approval.Termination;
using NoVisit.Localization;
using NoVisit.Notifications;
using NoVisit.Protection;

namespace NoVisit.Approval;

/// <summary>Why nothing is left to decide on.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<TerminationGround>))]
internal enum TerminationGround
{
    /// <summary>The natural person who filed has died, or can no longer act.</summary>
    [JsonStringEnumMemberName("applicantDied")]
    ApplicantDied,

    /// <summary>The legal person or organisation that filed has ended.</summary>
    [JsonStringEnumMemberName("applicantEnded")]
    ApplicantEnded,

    /// <summary>What was to be licensed is no longer there.</summary>
    [JsonStringEnumMemberName("objectGone")]
    ObjectGone,

    /// <summary>Force majeure makes the licensed thing impossible.</summary>
    [JsonStringEnumMemberName("forceMajeure")]
    ForceMajeure,
}

/// <summary>终止审查: nothing is left to decide on. Clocks stop, open stages are cancelled, what was paid goes back.</summary>
/// <param name="Ground">Why.</param>
/// <param name="Statement">In words.</param>
/// <param name="Evidence">证据: each document that proves the ground, by name and number.</param>
internal sealed record CaseTerminated(TerminationGround Ground, string Statement, IReadOnlyList<string> Evidence) : CaseEvent
{
    public override Text Title => new("已终止", "Terminated");

    public override NoticeText Notice => new("terminated", new("终止审查决定书", "Decision to terminate"), new(
        $"{TerminationRules.WordOf(Ground).Zh}。{Statement}。证据:{string.Join("、", Evidence)}。救济途径:{Acceptance.AcceptanceRules.Remedies}",
        $"{TerminationRules.WordOf(Ground).En}. {Statement} Evidence: {string.Join(", ", Evidence)}. Remedies: {Acceptance.AcceptanceRules.Remedies}"));

    public override CaseRecord Apply(CaseRecord record, LedgerEntry entry) => record.Ended(CaseState.Terminated, entry.At);

    public override ApplicantMessage Message(CaseRecord record, bool english, QueryCode queryCode) => new(NoticeKind.Terminated, ("reason", Statement));
}
