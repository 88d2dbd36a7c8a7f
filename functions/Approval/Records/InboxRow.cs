using System.Globalization;
using Azure;
using NoVisit.Approval.TacitAgreement;
using NoVisit.Catalogue;
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

    /// <summary>The way it came in (IN-17); null for the web.</summary>
    public string? Channel { get; set; }

    /// <summary>The tasks a record has open, by where they stand in the inbox.</summary>
    public static IReadOnlyList<InboxRow> Of(CaseRecord? record) => record is null ? [] :
    [
        .. record.Stages.Where(s => s.State.IsActive() && s.Role != StageRole.Applicant).Select(s => new InboxRow
        {
            PartitionKey = s.Department,
            RowKey = string.Create(
                CultureInfo.InvariantCulture, $"{Words.Of(s.Role)}~{(record.Priority is null ? 1 : 0)}~{s.Due?.UtcDateTime:yyyyMMddHHmmss}~{record.Number}~{s.Id}"),
            Number = record.Number,
            StageId = s.Id,
            ItemCode = record.ItemCode,
            ItemZh = record.ItemName.Zh,
            ItemEn = record.ItemName.En,
            Kind = Words.Of(record.Kind),
            StageZh = s.Name.Zh,
            StageEn = s.Name.En,
            StageType = Words.Of(s.Type),
            Role = Words.Of(s.Role),
            Applicant = Masking.Name(record.Applicant.Name),
            Due = s.Due ?? record.AcceptanceDue,
            ClaimedBy = s.ClaimedBy,
            Priority = record.Priority is not null,
            Channel = record.Channel == Filing.Hall.Channel.Web ? null : Words.Of(record.Channel),
        }),
        .. record.PaperOrders.Where(o => PaperRules.IsOwed(record, o)).Select(o => OfPaper(record, o)),
    ];

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
        PartitionKey == other.PartitionKey && RowKey == other.RowKey && ClaimedBy == other.ClaimedBy;
}
