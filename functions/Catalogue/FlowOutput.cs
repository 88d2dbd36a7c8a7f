using System.Globalization;
using NoVisit.Localization;

namespace NoVisit.Catalogue;

/// <summary>
/// What a stage has to bring for the stages after it (阶段成果, WF-13), such as the tax receipt that the registration needs. A stage of payment
/// brings the receipt of the fee of the same code; an amount is the stage's assessment; everything else is entered with the opinion.
/// </summary>
/// <param name="Code">Unique in the item; at a stage of payment the code of a fee.</param>
/// <param name="Name">Its name.</param>
/// <param name="Kind">What it is.</param>
public sealed record FlowOutput(string Code, Text Name, OutputKind Kind)
{
    /// <summary>The material of the item that it stands for; null for none.</summary>
    public string? Material { get; init; }
}

/// <summary>Kinds of outputs.</summary>
public enum OutputKind
{
    /// <summary>证照, by its number.</summary>
    Certificate,

    /// <summary>凭证, by its number.</summary>
    Receipt,

    /// <summary>核定金额, in fen.</summary>
    Amount,

    /// <summary>编号.</summary>
    Number,
}

/// <summary>Are the outputs of a flow sound (WF-13)?</summary>
internal static class OutputChecks
{
    public static void Run(ServiceItem item, Findings findings)
    {
        var codes = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (index, stage) in item.Stages.Index())
        {
            foreach (var output in stage.Outputs)
            {
                var at = string.Create(CultureInfo.InvariantCulture, $"/stages/{index}/outputs");
                findings.ErrorIf(!codes.Add(output.Code), "outputTwice", at, $"成果 {output.Code} 重复。", $"There are two outputs {output.Code}.");
                findings.ErrorIf(
                    stage.Type is not (StageType.Review or StageType.Opinion or StageType.Certificate or StageType.Pay), "outputStage", at,
                    "该类环节不能产生成果。", "Such a stage brings no outputs.");
                findings.ErrorIf(
                    stage.Phase >= item.LastPhase, "outputLast", at, "成果须供后续阶段使用。", "An output is for later phases.");
                findings.ErrorIf(
                    output.Material is { } material && item.Materials.All(m => m.Code != material), "outputMaterial", at,
                    $"材料清单中没有 {output.Material}。", $"The item has no material {output.Material}.");
                findings.ErrorIf(
                    output.Material is { } required && item.Materials.Any(m => m.Code == required && m.Need == MaterialNeed.Required), "outputRequired", at,
                    "申报时必须提交的材料不能由后续环节产生。", "What the filing has to hold cannot come from a stage.");
                findings.ErrorIf(
                    stage.Type == StageType.Pay && (output.Kind != OutputKind.Receipt || item.Fees.All(f => f.Code != output.Code)), "outputFee", at,
                    "缴费环节的成果须是某项收费的凭证。", "A payment brings the receipt of one of the fees.");
                findings.ErrorIf(
                    output.Kind == OutputKind.Amount && item.Fees.All(f => f.Formula.Stage != stage.Id), "outputAmount", at,
                    "只有核定费用的环节产生金额。", "Only a stage that assesses a fee brings an amount.");
            }
        }
    }
}
