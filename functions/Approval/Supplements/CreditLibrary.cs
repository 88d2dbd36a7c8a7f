using System.Globalization;
using Azure;
using Microsoft.Extensions.Configuration;
using NoVisit.Storage;
using NoVisit.Storage.Tables;

namespace NoVisit.Approval.Supplements;

/// <summary>信用记录: a broken commitment, in the person's own partition of the supervision table (DS-05).</summary>
internal sealed class CreditRow : ITableEntity
{
    public string PartitionKey { get; set; } = "";
    public string RowKey { get; set; } = "";
    public DateTimeOffset? Timestamp { get; set; }
    public ETag ETag { get; set; }

    /// <summary>What happened; so far only <c>commitmentBroken</c>.</summary>
    public string Kind { get; set; } = "";

    /// <summary>The case it comes from.</summary>
    public string Number { get; set; } = "";

    /// <summary>Codes of the materials that were promised, separated by commas.</summary>
    public string Materials { get; set; } = "";

    /// <summary>From when it has effect.</summary>
    public DateTimeOffset At { get; set; }

    public static string Partition(string personId) => $"credit~{personId}";

    /// <summary>The row of a ledger line; the same line gives the same row.</summary>
    public static CreditRow Of(CaseRecord record, LedgerEntry entry) => new()
    {
        PartitionKey = Partition(record.Applicant.PersonId),
        RowKey = string.Create(CultureInfo.InvariantCulture, $"{record.Number}~{entry.Sequence:D6}"),
        Kind = entry.Event.Name,
        Number = record.Number,
        Materials = string.Join(',', ((CommitmentBroken)entry.Event).Materials),
        At = entry.At,
    };
}

/// <summary>诚信记录信息库: what bars an applicant from tolerant acceptance (IN-07). The period is <c>Credit:BarMonths</c>, 12 by default.</summary>
internal sealed class CreditLibrary(StorageConnection storage, IConfiguration configuration)
{
    private readonly TableClient supervision = storage.Table(StorageNames.Tables.Supervision);
    private readonly int months = configuration.GetValue("Credit:BarMonths", 12);

    /// <summary>Until when the person's last broken commitment bars him; null when there is none.</summary>
    public async Task<DateTimeOffset?> BarredUntilAsync(string personId, CancellationToken cancellationToken)
    {
        DateTimeOffset? last = null;
        await foreach (var row in supervision.QueryAsync<CreditRow>(
            TableFilter.Create($"PartitionKey eq {CreditRow.Partition(personId)}"), cancellationToken: cancellationToken))
        {
            last = last is null || row.At > last ? row.At : last;
        }

        return last?.AddMonths(months);
    }
}
