using FsCheck;
using FsCheck.Fluent;
using NoVisit.Approval;
using static NoVisit.Payments.PayingCase;

namespace NoVisit.Payments;

/// <summary>
/// The platform repeats itself and its news overtake each other (FE-03): a payment that failed, one of a wrong amount, the one that counts, and, after the
/// case was withdrawn, the refund.
/// </summary>
[Rule("FE-03")]
public sealed class PaymentNewsProperties
{
    private const string Paying = "2026-03-05 11:30";
    private const string Later = "2026-03-06 12:00";

    private static readonly PaymentCallback[] News =
        [Paid(transaction: "T0") with { Status = "failed" }, Paid(1, "T1"), Paid(2, "T2"), Paid(transaction: "T3"), Paid(transaction: "T3") with { Status = "failed" }];

    private static readonly PaymentCallback[] Refunds = [Paid(transaction: "R0") with { Status = "failed" }, Paid(5, "R1") with { Status = "refunded" }, Paid(transaction: "R2") with { Status = "refunded" }];

    [Fact]
    public void Repeated_news_gives_the_same_record() => Check.QuickThrowOnFailure(Prop.ForAll(
        Orders(News).ToArbitrary(), order => CaseWalk.Text(Heard(order).Record) == CaseWalk.Text(Heard([.. order.SelectMany(n => new[] { n, n }), .. order]).Record)));

    [Fact]
    public void News_in_another_order_gives_the_same_case() => Check.QuickThrowOnFailure(Prop.ForAll(
        Orders(News).ToArbitrary(), order => Essence(Heard(order).Record) == Essence(Heard(News).Record)));

    [Fact]
    public void News_of_a_refund_in_any_order_and_twice_gives_the_same_case() => Check.QuickThrowOnFailure(Prop.ForAll(
        Orders([.. Refunds, .. News]).ToArbitrary(), order => Essence(Refunded(order).Record) == Essence(Refunded(Refunds).Record)));

    /// <summary>Every order, some of the news more than once.</summary>
    private static Gen<PaymentCallback[]> Orders(PaymentCallback[] news) =>
        from again in Gen.SubListOf(news)
        from order in Gen.Shuffle<PaymentCallback>([.. news, .. again])
        select order;

    private static PayingCase Heard(IEnumerable<PaymentCallback> order) => order.Aggregate(Billed(), (paying, news) => paying.Hears(Paying, news));

    private static PayingCase Refunded(IEnumerable<PaymentCallback> order) => order.Aggregate(
        Heard(News).Does("2026-03-06 09:00", PayingCase.Applicant, (r, _) => Approval.Withdrawal.WithdrawalRules.Withdraw(r, "不建了")), (paying, news) => paying.Hears(Later, news));

    /// <summary>What of the case does not rest on the order in which refused payments stand on record.</summary>
    private static string Essence(CaseRecord record) => CaseWalk.Text(new
    {
        record.State,
        record.PromisedDue,
        record.LegalDue,
        record.Clock,
        Bill = record.Bill! with { RefusedPayments = [.. record.Bill.RefusedPayments.OrderBy(p => p.TransactionId, StringComparer.Ordinal)] },
        Stages = record.Stages.Select(s => new { s.Id, s.State, s.Due }),
        Refused = News.Concat(Refunds).Select(n => BillRules.RefusalOf(record, n.TransactionId)?.Problem),
    });
}
