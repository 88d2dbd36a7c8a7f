using NoVisit.Catalogue;
using NoVisit.Identity;
using NoVisit.Localization;
using NoVisit.Notifications;

namespace NoVisit.Approval;

/// <summary>工作消息: what an event tells staff (NT-05, TL-04, TL-10).</summary>
/// <param name="Post">Whom: everybody of a department and role.</param>
/// <param name="Kind">Its wording.</param>
/// <param name="Variables">Variables of the wording beyond number, item and department, in both languages.</param>
internal sealed record StaffMessage(Post Post, NoticeKind Kind, IReadOnlyList<(string Name, Text Value)> Variables)
{
    public static StaffMessage To(string department, StageRole role, NoticeKind kind, params IReadOnlyList<(string Name, Text Value)> variables) =>
        new(new Post(department, Words.Of(role)), kind, variables);

    public static StaffMessage ToSupervisors(NoticeKind kind, params IReadOnlyList<(string Name, Text Value)> variables) =>
        new(Post.Supervisors, kind, variables);

    public static (string Name, Text Value) Stage(CaseRecord record, string stageId) => ("stage", record.Find(stageId)?.Name ?? new(stageId, stageId));

    public static (string Name, Text Value) Due(DateTimeOffset due) => ("due", new(NoticeTemplates.Day(due), NoticeTemplates.Day(due)));
}

/// <summary>岗位: a role in a department, as the owner of a message box.</summary>
/// <param name="Department">Code; null for those who stand above the departments.</param>
/// <param name="Role">As in tokens.</param>
internal sealed record Post(string? Department, string Role)
{
    public static readonly Post Supervisors = new(null, Roles.NameOf(Identity.Role.Supervisor));

    /// <summary>Partition of the box in the table of people, and the name under which contact data is configured.</summary>
    public string Box => Department is null ? $"post~{Role}" : $"post~{Department}~{Role}";

    /// <summary>The partition is the box of a post, not of a person.</summary>
    public static bool IsBox(string partition) => partition.StartsWith("post~", StringComparison.Ordinal);

    public string Name => Department is null ? Role : $"{Department}/{Role}";
}
