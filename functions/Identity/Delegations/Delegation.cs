namespace NoVisit.Identity.Delegations;

/// <summary>授权事项: what an authorisation document lets a chief representative or his staff do (WF-12).</summary>
public enum Right
{
    /// <summary>受理权.</summary>
    Accept,

    /// <summary>审核权: reviews, inspects, gives opinions.</summary>
    Review,

    /// <summary>审批权: decides, approves extensions, signs for the department.</summary>
    Decide,

    /// <summary>协调处置权: urges, calls surveys, reassigns.</summary>
    Coordinate,

    /// <summary>审核上报权.</summary>
    ReportUp,

    /// <summary>办理结果送达权.</summary>
    Deliver,

    /// <summary>制证权.</summary>
    MakeCertificate,

    /// <summary>电子印章使用权 (RS-03).</summary>
    UseSeal,
}

/// <summary>首席代表授权: one authorisation document for one person, item by item or for all items of a department (WF-12).</summary>
public sealed record Delegation
{
    /// <summary>Chosen by the administrator; never used for another document.</summary>
    public required string Id { get; init; }

    /// <summary>Subject of the account.</summary>
    public required string Person { get; init; }

    /// <summary>Department for which the person acts.</summary>
    public required string Department { get; init; }

    /// <summary>Item code; null for all items of the department.</summary>
    public string? Item { get; init; }

    /// <summary>What is granted.</summary>
    public required IReadOnlyList<Right> Rights { get; init; }

    /// <summary>First day.</summary>
    public required DateOnly From { get; init; }

    /// <summary>Last day; null until revoked.</summary>
    public DateOnly? To { get; init; }

    /// <summary>Number of the authorisation document.</summary>
    public required string Document { get; init; }

    /// <summary>部门负责人: what nobody else may do comes to this person.</summary>
    public bool Head { get; init; }

    /// <summary>Who put it on record.</summary>
    public string? GrantedBy { get; init; }

    /// <summary>When it was put on record.</summary>
    public DateTimeOffset? GrantedAt { get; init; }

    /// <summary>Its end before time; null while it stands.</summary>
    public Revocation? Revoked { get; init; }

    /// <summary>Covers the item on the day.</summary>
    public bool Covers(string item, DateOnly day) =>
        (Item is null || Item == item) && From <= day && (To is null || day <= To) && (Revoked is null || day < Revoked.From);
}

/// <summary>撤销授权. The document stays on record.</summary>
/// <param name="From">First day without the rights.</param>
/// <param name="Reason">Why.</param>
/// <param name="By">Who revoked it.</param>
/// <param name="At">When.</param>
public sealed record Revocation(DateOnly From, string Reason, string By, DateTimeOffset At);
