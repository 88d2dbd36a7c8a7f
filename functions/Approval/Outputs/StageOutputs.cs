using NoVisit.Catalogue;
using NoVisit.Filing.Uploads;
using NoVisit.Localization;

namespace NoVisit.Approval;

/// <summary>What a stage of the case has to bring, frozen from the item version (WF-13).</summary>
/// <param name="Code">Unique in the item.</param>
/// <param name="Name">Its name.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Material">The material that it stands for; null for none.</param>
internal sealed record OutputPlan(string Code, Text Name, OutputKind Kind, string? Material);

/// <summary>What an officer says of an output of his stage.</summary>
/// <param name="Code">Of the output.</param>
/// <param name="Number">Number of the certificate or receipt, or the number that is the output.</param>
internal sealed record OutputCommand(string Code, string Number);

/// <summary>阶段成果: what one stage brought and later stages build on (WF-13).</summary>
/// <param name="StageId">The stage.</param>
/// <param name="Code">Of the output.</param>
/// <param name="Name">Its name.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Number">Its number; null for amounts.</param>
/// <param name="Amount">Fen; null for all but amounts and receipts.</param>
/// <param name="At">When.</param>
internal sealed record StageOutput(string StageId, string Code, Text Name, OutputKind Kind, string? Number, long? Amount, DateTimeOffset At);

/// <summary>The rule of a stage's outputs, and how they come into the record (WF-13).</summary>
internal static class OutputRules
{
    /// <summary>Longest number, in characters.</summary>
    public const int MostLength = 100;

    /// <summary>Who agrees gives every output that he has to bring; amounts are the assessment that the opinion carries.</summary>
    public static Refusal? Refuse(Stage stage, bool agrees, IReadOnlyList<OutputCommand> given)
    {
        var wanted = agrees ? ByHand(stage).Select(p => p.Code).ToList() : [];
        var errors = new Dictionary<string, Text>(StringComparer.Ordinal);
        foreach (var code in wanted.Where(w => given.All(g => g.Code != w)))
        {
            errors[code] = new("必填", "Required");
        }

        foreach (var output in given)
        {
            if (!wanted.Contains(output.Code))
            {
                errors[output.Code] = new("本环节不产生此成果", "This stage does not bring it");
            }
            else if (string.IsNullOrWhiteSpace(output.Number) || output.Number.Length > MostLength)
            {
                errors[output.Code] = new($"填写编号,最长{MostLength}字", $"Give its number, {MostLength} characters at most");
            }
        }

        return errors.Count == 0 ? null
            : Refusal.Invalid("stage-outputs", new("须填写本环节应产生的成果,且只能填写这些。", "Give what this stage has to bring, and nothing else."), errors);
    }

    /// <summary>What the officer's opinion brings.</summary>
    public static CaseRecord ByOpinion(CaseRecord record, string stageId, IReadOnlyList<OutputCommand> given, long? amount, LedgerEntry entry)
    {
        foreach (var plan in record.Find(stageId)!.Outputs ?? [])
        {
            var number = given.FirstOrDefault(g => g.Code == plan.Code)?.Number.Trim();
            if (number is not null || (plan.Kind == OutputKind.Amount && amount is not null))
            {
                record = With(record, stageId, plan, number, plan.Kind == OutputKind.Amount ? amount : null, entry);
            }
        }

        return record;
    }

    /// <summary>A paid bill is the receipt of what it charged.</summary>
    public static CaseRecord ByPayment(CaseRecord record, string stageId, string transactionId, LedgerEntry entry)
    {
        foreach (var plan in record.Find(stageId)?.Outputs ?? [])
        {
            if (record.Bill!.Lines.FirstOrDefault(l => l.Code == plan.Code) is { } line)
            {
                record = With(record, stageId, plan, transactionId, line.Amount, entry);
            }
        }

        return record;
    }

    /// <summary>The outputs that somebody has to enter: amounts and receipts of a payment come by themselves.</summary>
    public static IEnumerable<OutputPlan> ByHand(Stage stage) =>
        (stage.Outputs ?? []).Where(p => p.Kind != OutputKind.Amount && stage.Type != StageType.Pay);

    private static CaseRecord With(CaseRecord record, string stageId, OutputPlan plan, string? number, long? amount, LedgerEntry entry)
    {
        var brought = record with
        {
            // A stage of a further round brings it anew.
            Outputs = [.. record.Outputs.Where(o => o.StageId != stageId || o.Code != plan.Code), new StageOutput(stageId, plan.Code, plan.Name, plan.Kind, number, amount, entry.At)],
        };
        if (plan.Material is not { } code)
        {
            return brought;
        }

        var material = MaterialUpload.Referring(
            new MaterialReference(ReferenceKind.StageOutput, $"{stageId}-{plan.Code}-{entry.Sequence}", plan.Name) { Number = number, CaseNumber = record.Number },
            record.Number, code, entry.Actor.Id, entry.At);
        return brought with
        {
            Materials = [.. brought.Materials.Select(m => m.Code == code ? m with { Superseded = true } : m), new CaseMaterial(material)],
        };
    }
}
