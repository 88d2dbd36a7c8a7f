using System.Globalization;
using Azure;
using Microsoft.Extensions.Configuration;
using NoVisit.Certificates.Life;
using NoVisit.Storage;
using NoVisit.Storage.Tables;

namespace NoVisit.Approval.Supplements;

/// <summary>信用记录: one entry, in the person's own partition of the supervision table (DS-05).</summary>
internal sealed class CreditRow : ITableEntity
{
    public const string CommitmentBroken = "commitmentBroken";
    public const string FalseMaterial = "falseMaterialFound";
    public const string Deceit = "certificateRevoked";

    public string PartitionKey { get; set; } = "";
    public string RowKey { get; set; } = "";
    public DateTimeOffset? Timestamp { get; set; }
    public ETag ETag { get; set; }

    /// <summary>What happened: <c>commitmentBroken</c>, <c>falseMaterialFound</c> or <c>certificateRevoked</c> for deceit.</summary>
    public string Kind { get; set; } = "";

    /// <summary>The case it comes from.</summary>
    public string Number { get; set; } = "";

    /// <summary>The item of that case: what bars a licence bars this one.</summary>
    public string ItemCode { get; set; } = "";

    /// <summary>Codes of the materials that were promised, separated by commas.</summary>
    public string Materials { get; set; } = "";

    /// <summary>From when it has effect.</summary>
    public DateTimeOffset At { get; set; }

    /// <summary>Until when, where the law says it; null for a broken commitment, whose period is a setting.</summary>
    public DateTimeOffset? Until { get; set; }

    /// <summary>信用修复: since when it has no effect any more.</summary>
    public DateTimeOffset? RepairedAt { get; set; }

    public static string Partition(string personId) => $"credit~{personId}";

    /// <summary>The entry that a ledger line brings, with what became of it since; null for most lines. The same line gives the same row.</summary>
    public static CreditRow? Of(CaseRecord record, LedgerEntry entry) => entry.Event switch
    {
        CommitmentBroken broken => Row(record, entry, CommitmentBroken, null, string.Join(',', broken.Materials)),
        FalseMaterialFound => Row(record, entry, FalseMaterial, entry.At.AddYears(CreditRules.FalseMaterialYears)),
        CertificateRevoked { Kind: RevocationKind.Deceit } => Row(record, entry, Deceit, entry.At.AddYears(CreditRules.DeceitYears)),
        _ => null,
    };

    private static CreditRow Row(CaseRecord record, LedgerEntry entry, string kind, DateTimeOffset? until, string materials = "") => new()
    {
        PartitionKey = Partition(record.Applicant.PersonId),
        RowKey = string.Create(CultureInfo.InvariantCulture, $"{record.Number}~{entry.Sequence:D6}"),
        Kind = kind,
        Number = record.Number,
        ItemCode = record.ItemCode,
        Materials = materials,
        At = entry.At,
        Until = until,
        RepairedAt = kind == CommitmentBroken ? record.CreditRepairedAt : null,
    };
}

/// <summary>
/// 诚信记录信息库: what bars an applicant from tolerant acceptance (IN-07) or from a licence (Licence Law art. 78, 79). The period of a broken commitment is
/// <c>Credit:BarMonths</c>, 12 by default.
/// </summary>
internal sealed class CreditLibrary(StorageConnection storage, IConfiguration configuration)
{
    private readonly TableClient supervision = storage.Table(StorageNames.Tables.Supervision);
    private readonly int months = configuration.GetValue("Credit:BarMonths", 12);

    /// <summary>Until when the person's last broken commitment bars him; null when there is none.</summary>
    public async Task<DateTimeOffset?> BarredUntilAsync(string personId, CancellationToken cancellationToken)
    {
        DateTimeOffset? last = null;
        await foreach (var row in EntriesAsync(personId, cancellationToken))
        {
            last = row is { Kind: CreditRow.CommitmentBroken, RepairedAt: null } && (last is null || row.At > last) ? row.At : last;
        }

        return last?.AddMonths(months);
    }

    /// <summary>Until when the person may not file an item; null when he may.</summary>
    public async Task<DateTimeOffset?> BarredFromAsync(string personId, string itemCode, CancellationToken cancellationToken)
    {
        DateTimeOffset? until = null;
        await foreach (var row in EntriesAsync(personId, cancellationToken))
        {
            until = row.ItemCode == itemCode && row.Until is { } end && (until is null || end > until) ? end : until;
        }

        return until;
    }

    private AsyncPageable<CreditRow> EntriesAsync(string personId, CancellationToken cancellationToken) => supervision.QueryAsync<CreditRow>(
        TableFilter.Create($"PartitionKey eq {CreditRow.Partition(personId)}"), cancellationToken: cancellationToken);
}
