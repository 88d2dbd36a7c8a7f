using NoVisit.Localization;

namespace NoVisit.Payments;

/// <summary>
/// 一票制缴费单: the one bill of a case, over the fees of all departments (FE-01). It carries its lines as they were worked out, so that a later
/// change of a rate does not touch it.
/// </summary>
internal sealed record Bill
{
    /// <summary>Id of the order at the payment platform, derived from the case and the bill: asking again orders nothing again.</summary>
    public required string OrderId { get; init; }

    /// <summary>The stage that waits for the money.</summary>
    public required string StageId { get; init; }

    /// <summary>The stop of the clock that the bill brought (TL-06); null when the stage does not stop it.</summary>
    public string? SuspensionId { get; init; }
    public required IReadOnlyList<BillLine> Lines { get; init; }

    /// <summary>Fen, above 0.</summary>
    public required long Total { get; init; }
    public required DateTimeOffset RaisedAt { get; init; }

    /// <summary>Until when the applicant is asked to pay; the clock stands until it is paid, so nothing lapses at it.</summary>
    public required DateTimeOffset PayBy { get; init; }
    public BillState State { get; init; } = BillState.Due;

    /// <summary>The money that came; also on a bill that was waived before it came.</summary>
    public Receipt? Receipt { get; init; }
    public Waiver? Waiver { get; init; }
    public Refund? Refund { get; init; }

    /// <summary>Payments that were reported and do not count: a wrong amount, or a second payment of the same bill.</summary>
    public IReadOnlyList<RefusedPayment> RefusedPayments { get; init; } = [];
}

/// <summary>One fee on the bill.</summary>
/// <param name="Code">Code of the fee.</param>
/// <param name="Name">Its name.</param>
/// <param name="Department">Code of the department whose fee it is.</param>
/// <param name="Amount">Fen, above 0.</param>
internal sealed record BillLine(string Code, Text Name, string Department, long Amount);

/// <summary>Where a bill stands.</summary>
internal enum BillState
{
    /// <summary>待缴.</summary>
    Due,

    /// <summary>已缴.</summary>
    Paid,

    /// <summary>减免: nothing has to be paid.</summary>
    Waived,
}

/// <param name="TransactionId">The payment platform's number of the payment.</param>
/// <param name="Amount">Fen.</param>
/// <param name="At">When the platform took it.</param>
internal sealed record Receipt(string TransactionId, long Amount, DateTimeOffset At);

/// <summary>减免, with its reason and legal basis.</summary>
internal sealed record Waiver(string Reason, string Basis, string By, DateTimeOffset At);

/// <summary>退费: ordered with the event that makes it due, sent to the platform by an orchestration, done when the platform says so.</summary>
internal sealed record Refund(string RefundId, long Amount, string Reason, DateTimeOffset OrderedAt)
{
    /// <summary>The platform took the order.</summary>
    public DateTimeOffset? SentAt { get; init; }

    /// <summary>The platform paid it back.</summary>
    public DateTimeOffset? DoneAt { get; init; }

    /// <summary>The platform has yet to be told.</summary>
    public bool IsPending => SentAt is null && DoneAt is null;
}

/// <param name="Why"><c>amount</c> or <c>secondPayment</c>.</param>
internal sealed record RefusedPayment(string TransactionId, long Amount, string Why, DateTimeOffset At);
