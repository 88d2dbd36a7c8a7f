namespace NoVisit.Approval;

/// <summary>整改: one round of what the inspections want put right, all departments in one list (WF-06).</summary>
/// <param name="StageId">The stage in which the applicant rectifies.</param>
/// <param name="SuspensionId">The stop of the clock meanwhile.</param>
/// <param name="Points">Everything, merged.</param>
/// <param name="RequestedAt">When the notice went out.</param>
/// <param name="Statement">What the applicant says was done.</param>
/// <param name="AnsweredAt">Null while the clock stands.</param>
internal sealed record Rectification(
    string StageId, string SuspensionId, IReadOnlyList<RectificationPoint> Points, DateTimeOffset RequestedAt,
    string? Statement = null, DateTimeOffset? AnsweredAt = null);

/// <param name="StageId">The inspection that found it.</param>
/// <param name="Department">Its department.</param>
/// <param name="Point">What to put right.</param>
internal sealed record RectificationPoint(string StageId, string Department, string Point);
