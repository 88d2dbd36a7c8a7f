namespace NoVisit.Approval;

/// <summary>决定草案: what the signers sign (会签, WF-05).</summary>
internal sealed record DecisionDraft(string StageId, bool Granted, string? Reason, string? Basis, string? Remedies, string By, DateTimeOffset At);
