using System.Globalization;
using Azure;
using NoVisit.Approval.TacitAgreement;
using NoVisit.Catalogue;
using NoVisit.Localization;
using NoVisit.Protection;
using NoVisit.Storage.Tables;

namespace NoVisit.Approval.Records;

/// <summary>
/// A task in a department's inbox. Partition: the department, so that closing one task and opening the next is one transaction.
/// Row: role, priority, due time, so that a page of a role is one range, in the order it is worked off.
/// </summary>
internal sealed class InboxRow : ITableEntity
{
    public string PartitionKey { get; set; } = "";
    public string RowKey { get; set; } = "";
    public DateTimeOffset? Timestamp { get; set; }
    public ETag ETag { get; set; }
    public string Number { get; set; } = "";
    public string StageId { get; set; } = "";
    public string ItemCode { get; set; } = "";
    public string ItemZh { get; set; } = "";
    public string ItemEn { get; set; } = "";
    public string Kind { get; set; } = "";
    public string StageZh { get; set; } = "";
    public string StageEn { get; set; } = "";
    public string StageType { get; set; } = "";
    public string Role { get; set; } = "";

    /// <summary>Masked: a list shows no full name.</summary>
    public string Applicant { get; set; } = "";
    public DateTimeOffset Due { get; set; }
    public string? ClaimedBy { get; set; }
    public bool Priority { get; set; }

    /// <summary>Partition of what is to be coordinated: coordinators belong to no department.</summary>
    public const string Coordinators = "coordinators";

    /// <summary>The head or leader on duty to whom it came; null for tasks of the whole department.</summary>
    public string? AssignedTo { get; set; }

    /// <summary>Why it came up to the head, or <c>extension</c>; null for ordinary tasks.</summary>
    public string? Escalation { get; set; }

    /// <summary>Of handled tasks: when.</summary>
    public DateTimeOffset? HandledAt { get; set; }

    /// <summary>Of handled tasks: how it ended.</summary>
    public string? Outcome { get; set; }

    /// <summary>The tasks that people are done with (已办).</summary>
    public static IReadOnlyList<InboxRow> HandledOf(CaseRecord? record) => record is null ? [] :
    [
        .. record.Stages.Where(s => s.State.IsDone() && s.DoneBy is not null && s.DoneAt is not null && s.DoneBy != Actor.System.Id).Select(s => OfHandled(record, s)),
    ];

    /// <summary>The way it came in (IN-17); null for the web.</summary>
    public string? Channel { get; set; }

    /// <summary>The tasks a record has open, by where they stand in the inbox; one that came up stands in the approvers' too, before all others.</summary>
    public static IReadOnlyList<InboxRow> Of(CaseRecord? record) => record is null ? [] :
    [
        .. record.Stages.Where(s => s.State.IsActive() && s.Role != StageRole.Applicant).SelectMany(s => OfStage(record, s)),
        .. record.State.IsFinal() ? Array.Empty<InboxRow>() : record.Coordinations.Where(c => c.ConcludedAt is null).Select(c => OfCoordination(record, c)),
        .. record.Extension is { Approved: null } request && !record.State.IsFinal() && !record.State.IsDecided() ? [OfExtension(record, request)] : Array.Empty<InboxRow>(),
        .. record.PaperOrders.Where(o => PaperRules.IsOwed(record, o)).Select(o => OfPaper(record, o)),
    ];

    /// <summary>
    /// Rows of who has handled what stand in the same partition, the last first, so that they cost no request of their own. Open tasks are the ranges
    /// before and after them.
    /// </summary>
    public static IReadOnlyList<(string From, string Below)> OpenRanges { get; } = [("", $"{Handled}~"), ($"{Handled}~~", "~")];

    /// <summary>First part of the keys of <see cref="OfHandled"/>.</summary>
    public const string Handled = "handled";

    /// <summary>The range of what a person has handled.</summary>
    public static (string From, string Below) HandledBy(string person) => ($"{Handled}~{person}~", $"{Handled}~{person}~~");

    /// <summary>Tasks that people are done with: my handled (WF-09).</summary>
    private static InboxRow OfHandled(CaseRecord record, Stage s)
    {
        var row = Task(record, s.Department, s.Role, 1, s.Due, s.Id, s.Name, Words.Of(s.Type), null);
        row.RowKey = $"{HandledBy(s.DoneBy!).From}{PersonKeys.Newest(s.DoneAt!.Value)}~{record.Number}~{s.Id}";
        row.HandledAt = s.DoneAt;
        row.Outcome = Words.Of(s.State);
        return row;
    }

    private static IEnumerable<InboxRow> OfStage(CaseRecord record, Stage s)
    {
        // A provisional review has no limit; it is of use until the pre-acceptance lapses (IN-06).
        var due = s.Due ?? record.Awaited?.LapsesAt;
        if (s.Escalation is null || s.Role != StageRole.Approver)
        {
            yield return Task(record, s.Department, s.Role, 1, due, s.Id, s.Name, Words.Of(s.Type), s.ClaimedBy);
        }

        if (s.Escalation is { } escalation)
        {
            var row = Task(record, s.Department, StageRole.Approver, 0, due, s.Id, s.Name, Words.Of(s.Type), s.ClaimedBy);
            row.AssignedTo = escalation.To;
            row.Escalation = Words.Of(escalation.Cause);
            row.Priority = true;
            yield return row;
        }
    }

    /// <summary>An extension waits for the head of the lead department (TL-09, WF-17).</summary>
    private static InboxRow OfExtension(CaseRecord record, ExtensionRequest request)
    {
        var row = Task(record, record.Lead, StageRole.Approver, 0, record.PromisedDue, "extension", new("延期审批", "Extension"), "extension", null);
        row.AssignedTo = request.To;
        row.Escalation = "extension";
        row.Priority = true;
        return row;
    }

    /// <summary>What is to be coordinated waits for the coordinators of the centre.</summary>
    private static InboxRow OfCoordination(CaseRecord record, Coordination coordination)
    {
        var row = Task(record, Coordinators, StageRole.Approver, 1, coordination.Due, coordination.Id, new("综合协调", "Coordination"), "coordination", null);
        row.Role = Words.Of(Identity.Role.Coordinator);
        row.RowKey = row.Role + row.RowKey[row.RowKey.IndexOf('~', StringComparison.Ordinal)..];
        return row;
    }

    private static InboxRow Task(
        CaseRecord record, string department, StageRole role, int priority, DateTimeOffset? due, string stageId, Text stage, string type, string? claimedBy) => new()
        {
            PartitionKey = department,
            RowKey = string.Create(
                CultureInfo.InvariantCulture, $"{Words.Of(role)}~{(record.Priority is null ? priority : 0)}~{due?.UtcDateTime:yyyyMMddHHmmss}~{record.Number}~{stageId}"),
            Number = record.Number,
            StageId = stageId,
            ItemCode = record.ItemCode,
            ItemZh = record.ItemName.Zh,
            ItemEn = record.ItemName.En,
            Kind = Words.Of(record.Kind),
            StageZh = stage.Zh,
            StageEn = stage.En,
            StageType = type,
            Role = Words.Of(role),
            Applicant = Masking.Name(record.Applicant.Name),
            Due = due ?? record.AcceptanceDue,
            ClaimedBy = claimedBy,
            Priority = record.Priority is not null,
            Channel = record.Channel == Filing.Hall.Channel.Web ? null : Words.Of(record.Channel),
        };

    /// <summary>A paper that is owed stands in the inbox of who would have given the opinion.</summary>
    private static InboxRow OfPaper(CaseRecord record, PaperOrder order) => new()
    {
        PartitionKey = order.Department,
        RowKey = string.Create(
            CultureInfo.InvariantCulture, $"{Words.Of(StageRole.Reviewer)}~1~{order.Due.UtcDateTime:yyyyMMddHHmmss}~{record.Number}~order-{order.Id}"),
        Number = record.Number,
        StageId = order.StageId,
        ItemCode = record.ItemCode,
        ItemZh = record.ItemName.Zh,
        ItemEn = record.ItemName.En,
        Kind = Words.Of(record.Kind),
        StageZh = "补出意见:" + record.Find(order.StageId)?.Name.Zh,
        StageEn = "Paper owed: " + record.Find(order.StageId)?.Name.En,
        StageType = PaperRules.Breach,
        Role = Words.Of(StageRole.Reviewer),
        Applicant = Masking.Name(record.Applicant.Name),
        Due = order.Due,
    };

    /// <summary>The same task with the same content.</summary>
    public bool IsSame(InboxRow other) =>
        PartitionKey == other.PartitionKey && RowKey == other.RowKey && ClaimedBy == other.ClaimedBy && AssignedTo == other.AssignedTo;
}
