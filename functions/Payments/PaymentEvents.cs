using System.Globalization;
using NoVisit.Approval;
using NoVisit.Catalogue;
using NoVisit.Deadlines;
using NoVisit.Localization;
using NoVisit.Notifications;
using NoVisit.Protection;

namespace NoVisit.Payments;

/// <summary>开具缴费单: one bill for all departments; the clock stands until it is paid or waived where the flow lets it (TL-06).</summary>
internal sealed record BillRaised(
    string OrderId, string StageId, string? SuspensionId, IReadOnlyList<BillLine> Lines, long Total, DateTimeOffset PayBy, int NoticedDays) : CaseEvent
{
    public override Text Title => new("待缴费", "Fee due");

    public override NoticeText Notice => new(
        "feeDue", new("缴费通知书", "Fee notice"), new(
            $"各部门费用合并为一张缴费单,共{NoticeTemplates.Yuan(Total)}元:{Listed(l => l.Name.Zh, "、")}。请在{NoticeTemplates.Day(PayBy)}前缴纳;缴费期间不计入办理时限。",
            $"The fees of all departments are on one bill of CNY {NoticeTemplates.Yuan(Total)}: {Listed(l => l.Name.En, ", ")}. Pay by {NoticeTemplates.Day(PayBy)}; until then no time counts."));

    public override CaseRecord Apply(CaseRecord record, LedgerEntry entry)
    {
        var billed = record.WithStage(StageId, s => s with { Due = null }) with
        {
            Bill = new Bill
            {
                OrderId = OrderId,
                StageId = StageId,
                SuspensionId = SuspensionId,
                Lines = Lines,
                Total = Total,
                RaisedAt = entry.At,
                PayBy = PayBy,
            },
        };
        return SuspensionId is not { } suspension || record.Clock is not { } clock ? billed : billed with
        {
            Clock = clock with { Suspensions = [.. clock.Suspensions, new Suspension(suspension, SuspensionGround.Payment, entry.At, null, NoticedDays)] },

            // Unknown while the clock stands, unless it had passed before: a delay is never forgotten.
            PromisedDue = record.PromisedDue <= entry.At ? record.PromisedDue : null,
            LegalDue = record.LegalDue <= entry.At ? record.LegalDue : null,
        };
    }

    public override ApplicantMessage Message(CaseRecord record, bool english, QueryCode queryCode) =>
        new(NoticeKind.FeeDue, ("amount", NoticeTemplates.Yuan(Total)), ("due", NoticeTemplates.Day(PayBy)));

    private string Listed(Func<BillLine, string> name, string comma) => string.Join(
        comma, Lines.Select(l => string.Create(CultureInfo.InvariantCulture, $"{name(l)} {NoticeTemplates.Yuan(l.Amount)}")));
}

/// <summary>无须缴费: the fees come to nothing, or the bill was settled before; the stage is passed over.</summary>
internal sealed record PaymentNotDue(string StageId) : CaseEvent
{
    public override CaseRecord Apply(CaseRecord record, LedgerEntry entry) =>
        record.WithStage(StageId, s => s with { State = StageState.Cancelled, Due = null, DoneAt = entry.At });
}

/// <summary>已缴费. Money that comes after the end of the case or a waiver is on record as well, and goes back.</summary>
internal sealed record BillPaid(string TransactionId, long Amount, DateTimeOffset PaidAt, Resumption? Resumed) : CaseEvent
{
    public override Text Title => new("已缴费", "Fee paid");

    public override CaseRecord Apply(CaseRecord record, LedgerEntry entry)
    {
        var bill = record.Bill!;
        var paid = record with
        {
            Bill = bill with { State = bill.State == BillState.Due ? BillState.Paid : bill.State, Receipt = new Receipt(TransactionId, Amount, PaidAt) },
        };
        return bill.State == BillState.Due ? OutputRules.ByPayment(paid.GoesOn(Resumed, entry), bill.StageId, TransactionId, entry) : paid;
    }

    public override ApplicantMessage Message(CaseRecord record, bool english, QueryCode queryCode) =>
        new(NoticeKind.Paid, ("amount", NoticeTemplates.Yuan(Amount)));
}

/// <summary>A payment was reported that cannot count; people look into it.</summary>
internal sealed record PaymentRefused(string TransactionId, long Amount, string Why) : CaseEvent
{
    public const string WrongAmount = "amount";
    public const string SecondPayment = "secondPayment";

    public override CaseRecord Apply(CaseRecord record, LedgerEntry entry) => record with
    {
        Bill = record.Bill! with { RefusedPayments = [.. record.Bill.RefusedPayments, new RefusedPayment(TransactionId, Amount, Why, entry.At)] },
    };
}

/// <summary>减免 by the lead's chief representative.</summary>
internal sealed record BillWaived(string Reason, string Basis, Resumption? Resumed) : CaseEvent
{
    public override Text Title => new("费用已减免", "Fee waived");

    public override NoticeText Notice => new("feeWaived", new("费用减免通知书", "Notice of waiver"), new(
        $"经批准,本办件费用予以减免,无须缴纳。理由:{Reason}。依据:{Basis}。", $"The fee of this case is waived; nothing has to be paid. Reason: {Reason} Basis: {Basis}"));

    public override CaseRecord Apply(CaseRecord record, LedgerEntry entry) => (record with
    {
        Bill = record.Bill! with { State = BillState.Waived, Waiver = new Waiver(Reason, Basis, entry.Actor.Id, entry.At) },
    }).GoesOn(Resumed, entry);
}

/// <summary>退费: the money goes back, because the case was refused or ended, or its fee had been waived.</summary>
internal sealed record RefundOrdered(string RefundId, long Amount, string Reason) : CaseEvent
{
    public override Text Title => new("退费办理中", "Refund ordered");

    public override NoticeText Notice => new("refundOrdered", new("退费通知书", "Refund notice"), new(
        $"您已缴纳的{NoticeTemplates.Yuan(Amount)}元将原路退回。", $"The CNY {NoticeTemplates.Yuan(Amount)} that you paid go back the way they came."));

    public override CaseRecord Apply(CaseRecord record, LedgerEntry entry) =>
        record with { Bill = record.Bill! with { Refund = new Refund(RefundId, Amount, Reason, entry.At) } };
}

/// <summary>The payment platform has the order to pay back.</summary>
internal sealed record RefundSent : CaseEvent
{
    public override CaseRecord Apply(CaseRecord record, LedgerEntry entry) =>
        record with { Bill = record.Bill! with { Refund = record.Bill.Refund! with { SentAt = entry.At } } };
}

/// <summary>已退费: the platform paid back.</summary>
internal sealed record BillRefunded(string TransactionId, long Amount, DateTimeOffset RefundedAt) : CaseEvent
{
    public override Text Title => new("已退费", "Fee refunded");

    public override CaseRecord Apply(CaseRecord record, LedgerEntry entry) =>
        record with { Bill = record.Bill! with { Refund = record.Bill.Refund! with { DoneAt = RefundedAt } } };
}

internal static class PaymentChanges
{
    /// <summary>The payment stage is done and the clock runs on, unless something else stops it.</summary>
    public static CaseRecord GoesOn(this CaseRecord record, Resumption? resumed, LedgerEntry entry)
    {
        if (record.Clock is not { FrozenAt: null } clock)
        {
            return record;
        }

        var after = record with
        {
            Clock = clock with { Suspensions = [.. clock.Suspensions.Select(s => s.Id == record.Bill!.SuspensionId ? s with { End = entry.At } : s)] },
            Stages = [.. record.Stages.Select(s => s.Type == StageType.Pay && s.State.IsStanding() ? s.Done(StageState.Agreed, entry) : s)],
        };
        return resumed is null ? after : after.Resumed(resumed);
    }
}
