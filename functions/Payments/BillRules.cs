using NoVisit.Approval;
using NoVisit.Catalogue;
using NoVisit.Deadlines;
using NoVisit.Localization;

namespace NoVisit.Payments;

/// <summary>News of the payment platform about one order.</summary>
/// <param name="OrderId">Our id of the order.</param>
/// <param name="TransactionId">The platform's number of what it did.</param>
/// <param name="Status"><c>paid</c>, <c>failed</c> or <c>refunded</c>.</param>
/// <param name="Amount">Fen.</param>
/// <param name="At">When it happened.</param>
internal sealed record PaymentCallback(string OrderId, string TransactionId, string Status, long Amount, DateTimeOffset At);

internal sealed record WaiverCommand(string Reason, string Basis);

/// <summary>
/// 一票制 (FE-01, FE-03): one bill for all departments when the payment stage opens; nothing after it happens until it is paid or waived; what
/// was paid for a case that is refused or ends goes back.
/// </summary>
internal static class BillRules
{
    /// <summary>Working days that the applicant is given to pay, and the supervisor is told after (WF-16).</summary>
    public const int PayWithinDays = 10;

    private const string OrderSuffix = "-F1";
    private const string RefundSuffix = "-R1";

    /// <summary>Order ids name their case and bill.</summary>
    public static string OrderIdOf(string number) => number + OrderSuffix;

    /// <summary>The case of an order; null when the order is none of ours.</summary>
    public static string? NumberOf(string orderId) =>
        orderId.EndsWith(OrderSuffix, StringComparison.Ordinal) ? orderId[..^OrderSuffix.Length] : null;

    /// <summary>What follows by itself for the payment stage that has just opened; nothing when none is open or its bill is out.</summary>
    public static IReadOnlyList<CaseEvent> SettleStage(CaseRecord record, LimitClock clock, DateTimeOffset now)
    {
        if (record.Stages.FirstOrDefault(s => s.Type == StageType.Pay && s.State.IsActive()) is not { } stage)
        {
            return [];
        }

        if (record.Bill is { } bill)
        {
            return bill.State == BillState.Due ? [] : [new PaymentNotDue(stage.Id)];
        }

        return FeeRules.Bill(record) switch
        {
            Charge.Of { Total: 0 } => [new PaymentNotDue(stage.Id)],
            Charge.Of charge => [new BillRaised(
                OrderIdOf(record.Number), stage.Id, stage.StopsClock && record.Clock is not null ? $"pay-{stage.Id}-{stage.Round}" : null,
                charge.Lines, charge.Total, clock.Due(now, PayWithinDays).At, PayWithinDays)],

            // Filing and assessment refuse such amounts; a bill with a wrong one must never go out.
            _ => throw new InvalidOperationException($"{record.Number}: the fees are beyond what can be charged."),
        };
    }

    /// <summary>What was paid goes back when the case was refused or ended without a grant, or when its fee had been waived.</summary>
    public static IReadOnlyList<CaseEvent> SettleRefund(CaseRecord record)
    {
        if (record.Bill is not { Receipt: { } receipt, Refund: null } bill)
        {
            return [];
        }

        var why = bill.State == BillState.Waived ? "费用已减免"
            : record.Decision is { Granted: false } ? "不予许可"
            : record.State is CaseState.Withdrawn ? "申请已撤回"
            : record.State is CaseState.Terminated or CaseState.Returned or CaseState.NotAccepted ? "办件已终止"
            : null;
        return why is null ? [] : [new RefundOrdered(record.Number + RefundSuffix, receipt.Amount, why)];
    }

    /// <summary>A refund that the platform has yet to be told of.</summary>
    public static bool RefundPending(CaseRecord record) => record.Bill?.Refund is { IsPending: true };

    /// <summary>The bill can be paid; null when it can.</summary>
    public static Refusal? RefusePayment(CaseRecord record) => record.Bill switch
    {
        null => NoBill,
        _ when record.State.IsFinal() || record.State.IsDecided() => Refusal.WrongState(record.State),
        { State: BillState.Paid } => Paid,
        { State: BillState.Waived } => Waived,
        _ => null,
    };

    /// <summary>Doubled and late news changes nothing and is answered like the first; a wrong amount goes on record and never counts.</summary>
    public static Outcome Take(CaseRecord record, PaymentCallback news, RuleContext context)
    {
        if (record.Bill is not { } bill || bill.OrderId != news.OrderId)
        {
            return NoBill;
        }

        // Its refusal is on record; the platform gets the same answer as before.
        if (bill.RefusedPayments.Any(p => p.TransactionId == news.TransactionId))
        {
            return Outcome.Of();
        }

        return news.Status switch
        {
            "failed" => Outcome.Of(),
            "paid" when bill.Receipt?.TransactionId == news.TransactionId => Outcome.Of(),

            // The amount first: so it is the same refusal whether the news comes before or after the payment that counts.
            "paid" when news.Amount != bill.Total => Outcome.Of(new PaymentRefused(news.TransactionId, news.Amount, PaymentRefused.WrongAmount)),
            "paid" when bill.Receipt is not null => Outcome.Of(new PaymentRefused(news.TransactionId, news.Amount, PaymentRefused.SecondPayment)),
            "paid" => Outcome.Of(new BillPaid(
                news.TransactionId, news.Amount, news.At, bill.State == BillState.Due ? Resume(record, bill, context) : null)),
            "refunded" when bill.Refund is not { } refund => NoRefund,
            "refunded" when news.Amount != bill.Refund!.Amount => Outcome.Of(new PaymentRefused(news.TransactionId, news.Amount, PaymentRefused.WrongAmount)),
            "refunded" when bill.Refund!.DoneAt is not null => Outcome.Of(),
            "refunded" => Outcome.Of(new BillRefunded(news.TransactionId, news.Amount, news.At)),
            _ => Refusal.Invalid(
                "unknown-payment-status", new("支付状态只能是 paid、failed 或 refunded。", "A payment is paid, failed or refunded."),
                new Dictionary<string, Text> { ["/status"] = new("不认识的状态", "Unknown status") }),
        };
    }

    /// <summary>Why the platform's news was refused, now or when it came first; null when it was taken.</summary>
    public static Refusal? RefusalOf(CaseRecord record, string transactionId) =>
        record.Bill?.RefusedPayments.FirstOrDefault(p => p.TransactionId == transactionId) is not { } refused ? null
        : refused.Why == PaymentRefused.WrongAmount ? new Refusal(
            "wrong-amount", 422, new("金额不符", "Wrong amount"), new("支付金额与缴费单不符,未计入,已记录。", "The amount is not that of the bill; it does not count and is on record."))
        : new Refusal(
            "paid-twice", 422, new("重复支付", "Paid twice"), new("该缴费单已由另一笔交易支付,此笔未计入,已记录。", "Another payment settled this bill; this one does not count and is on record."));

    /// <summary>减免: the chief representative of the lead, with reason and basis.</summary>
    public static Outcome Waive(CaseRecord record, WaiverCommand command, RuleContext context) =>
        context.Actor.Department != record.Lead ? Refusal.OtherDepartment(record.Lead)
        : !context.Actor.Has(StageRole.Approver) ? Refusal.WrongRole(StageRole.Approver)
        : RefusePayment(record) is { } refusal ? refusal
        : Guards.IsBlank(command.Reason) ? WaiverIncomplete("reason")
        : Guards.IsBlank(command.Basis) ? WaiverIncomplete("basis")
        : Outcome.Of(new BillWaived(command.Reason.Trim(), command.Basis.Trim(), Resume(record, record.Bill!, context)));

    /// <summary>The dues as they are when the clock runs on now; null when something else still stops it or the case is over.</summary>
    private static Resumption? Resume(CaseRecord record, Bill bill, RuleContext context) =>
        bill.SuspensionId is { } stop && record.Clock is { FrozenAt: null } clock ? Resumption.After(record, clock, stop, context) : null;

    private static readonly Refusal NoBill = new(
        "no-bill", 404, new("没有缴费单", "No bill"), new("该办件没有缴费单。", "This case has no bill."));

    private static readonly Refusal NoRefund = new(
        "no-refund", 409, new("没有退费", "No refund"), new("该缴费单没有退费。", "No refund of this bill was ordered."));

    private static readonly Refusal Paid = new(
        "bill-paid", 409, new("已缴费", "Already paid"), new("该缴费单已缴清,无须再缴。", "The bill is paid; nothing is left to pay."));

    private static readonly Refusal Waived = new(
        "bill-waived", 409, new("费用已减免", "Waived"), new("该缴费单已减免,无须缴纳。", "The fee was waived; nothing is left to pay."));

    private static Refusal WaiverIncomplete(string field) => Refusal.Invalid(
        "waiver-incomplete", new("减免必须写明理由和依据。", "A waiver needs its reason and basis."),
        new Dictionary<string, Text> { ["/" + field] = new("必填", "Required") });
}
