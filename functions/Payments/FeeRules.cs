using System.Text.Json;
using NoVisit.Approval;
using NoVisit.Catalogue;
using NoVisit.Filing.Forms;
using NoVisit.Localization;

namespace NoVisit.Payments;

/// <summary>What a case has to pay.</summary>
internal abstract record Charge
{
    private Charge()
    {
    }

    /// <param name="Lines">In the order of the item; none of them is zero.</param>
    /// <param name="Total">Fen; 0 when nothing is due.</param>
    public sealed record Of(IReadOnlyList<BillLine> Lines, long Total) : Charge;

    /// <summary>No amount of money: more than <see cref="FeeRules.MaxFen"/>.</summary>
    /// <param name="Fee">The fee at which it went beyond.</param>
    public sealed record TooLarge(ItemFee Fee) : Charge;
}

/// <summary>
/// 收费: each fee by its published formula (FE-02), all departments' fees together (FE-01). Only what the item version lists is ever charged.
/// </summary>
internal static class FeeRules
{
    /// <summary>The largest amount that every reader of JSON still gets exactly: 2^53 − 1 fen.</summary>
    public const long MaxFen = 9_007_199_254_740_991;

    /// <summary>Works out the bill. A field that was not asked, a stage without an amount and a fee of zero give no line.</summary>
    /// <param name="fees">Of the item version the case was filed under.</param>
    /// <param name="values">The form's values.</param>
    /// <param name="outcomes">Fen by the id of the stage that assessed them.</param>
    public static Charge Bill(
        IReadOnlyList<ItemFee> fees, IReadOnlyDictionary<string, JsonElement> values, IReadOnlyDictionary<string, long> outcomes)
    {
        var filled = FormValues.Of(values);
        var lines = new List<BillLine>();
        decimal total = 0;
        foreach (var fee in fees.Where(f => Applies(f, filled)))
        {
            var amount = Amount(fee.Formula, filled, values, outcomes);
            if (amount is null || (total += amount.Value) > MaxFen)
            {
                return new Charge.TooLarge(fee);
            }

            if (amount > 0)
            {
                lines.Add(new BillLine(fee.Code, fee.Name, fee.Department, (long)amount.Value));
            }
        }

        return new Charge.Of(lines, (long)total);
    }

    /// <summary>The same for a case, with what its stages assessed.</summary>
    public static Charge Bill(CaseRecord record) => Bill(record.Fees, record.Values, Outcomes(record));

    /// <summary>The fees that apply to the case and whose amount the stage assesses.</summary>
    public static IReadOnlyList<ItemFee> AssessedBy(CaseRecord record, Stage stage) =>
        [.. record.Fees.Where(f => f.Formula.Stage == stage.Id && Applies(f, FormValues.Of(record.Values)))];

    /// <summary>May a department put this amount into its opinion? It has to where a fee rests on it, and may not where none does.</summary>
    /// <param name="record">The case.</param>
    /// <param name="stage">The stage that is answered.</param>
    /// <param name="agreed">A department that disagrees has nothing to assess.</param>
    /// <param name="amount">Fen.</param>
    public static Refusal? RefuseAssessment(CaseRecord record, Stage stage, bool agreed, long? amount)
    {
        var rests = AssessedBy(record, stage).Count > 0;
        return (rests, amount) switch
        {
            (true, null) when agreed => OfAmount(
                "amount-missing", new("该环节须核定金额。", "This stage has to assess the amount of a fee."), new("必填", "Required")),
            (_, null) => null,
            (false, _) => OfAmount(
                "amount-not-foreseen", new("目录中没有以该环节核定金额的收费项目,不得收费。", "The catalogue has no fee that this stage assesses; none may be charged."),
                new("不得填写", "Not foreseen")),
            (_, < 0 or > MaxFen) => TooLarge("/amount"),
            _ => Bill(record.Fees, record.Values, new Dictionary<string, long>(Outcomes(record)) { [stage.Id] = amount!.Value }) is Charge.TooLarge
                ? TooLarge("/amount")
                : null,
        };
    }

    /// <summary>The field on which a fee goes beyond what money can be, by its code; null when the fees can be charged.</summary>
    public static string? FieldTooLarge(IReadOnlyList<ItemFee> fees, IReadOnlyDictionary<string, JsonElement> values) =>
        Bill(fees, values, new Dictionary<string, long>()) is Charge.TooLarge { Fee: var fee } ? fee.Formula.Quantity ?? fee.Formula.Choice ?? fee.Code : null;

    private static Dictionary<string, long> Outcomes(CaseRecord record) =>
        record.Stages.Where(s => s.Amount is not null).ToDictionary(s => s.Id, s => s.Amount!.Value, StringComparer.Ordinal);

    private static bool Applies(ItemFee fee, FormValues filled) => fee.Formula.When?.Holds(filled) ?? true;

    /// <summary>Fen, whole; null when it is beyond <see cref="MaxFen"/>.</summary>
    private static decimal? Amount(
        FeeFormula formula, FormValues filled, IReadOnlyDictionary<string, JsonElement> values, IReadOnlyDictionary<string, long> outcomes) => formula switch
        {
            { Quantity: { } quantity, Rate: { } rate } => Product(quantity, rate, values),
            { Choice: { } choice, Amounts: { } amounts } => filled.TextOf(choice) is { } chosen ? Bounded(amounts.GetValueOrDefault(chosen)) : 0,
            { Stage: { } stage } => Bounded(outcomes.GetValueOrDefault(stage)),
            _ => 0,
        };

    private static decimal? Product(string quantity, long rate, IReadOnlyDictionary<string, JsonElement> values)
    {
        if (!values.TryGetValue(quantity, out var value) || value.ValueKind != JsonValueKind.Number)
        {
            return 0;
        }

        // Divided instead of multiplied, so that the test itself cannot overflow.
        return value.TryGetDecimal(out var number) && (rate <= 0 || number <= (decimal)MaxFen / rate)
            ? Bounded(decimal.Round(Math.Max(number, 0) * rate, 0, MidpointRounding.AwayFromZero))
            : null;
    }

    private static decimal? Bounded(decimal fen) => fen > MaxFen ? null : Math.Max(fen, 0);

    private static Refusal TooLarge(string pointer) => Refusal.Invalid(
        "fee-too-large", new("金额超出可收取的范围。", "No fee can be as large as this."), new Dictionary<string, Text> { [pointer] = new("超出范围", "Out of range") });

    private static Refusal OfAmount(string problem, Text detail, Text field) =>
        Refusal.Invalid(problem, detail, new Dictionary<string, Text> { ["/amount"] = field });
}
