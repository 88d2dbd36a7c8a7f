using System.Text.Json;
using NoVisit.Catalogue;
using NoVisit.Filing.Forms;

namespace NoVisit.Scenarios;

/// <summary>Any item of the catalogue, filled in from its own form: a new field or material needs no change here.</summary>
internal sealed partial record Application
{
    public const string SoleTraderItem = "320681-QR-SCJ-0001-1";
    public const string CompanyItem = "320681-LB-SCJ-0002-1";
    public const string FoodItem = "320681-XK-SCJ-0003-1";
    public const string FoodPlantItem = "320681-LB-SCJ-0004-1";
    public const string HygieneItem = "320681-XK-WJW-0005-1";
    public const string BilliardHallItem = "320681-LB-SPJ-0006-1";
    public const string InvestmentItem = "320681-LB-FGW-0007-1";
    public const string ConstructionItem = "320681-XK-ZJJ-0008-1";
    public const string CompletionItem = "320681-LB-ZJJ-0009-1";
    public const string RealEstateItem = "320681-LB-BDC-0010-1";
    public const string LandItem = "320600-XK-ZRJ-0011-1";
    public const string PensionItem = "320681-GG-RSJ-0012-1";
    public const string DisclosureItem = "320681-QT-GKB-0013-1";
    public const string AnnualInspectionItem = "320681-QT-SCJ-0014-1";

    private static readonly ItemCatalogue Items = CatalogueLoader.LoadEmbedded();

    /// <summary>Everything that the item asks for, with these answers and a sensible one to every other question; result as e-certificate.</summary>
    public static Application Of(string itemCode, params (string Code, object Value)[] answers)
    {
        var item = Items.Find(itemCode)!;
        var values = With(byCourier: false, []);
        foreach (var (code, value) in answers)
        {
            values[code] = value;
        }

        foreach (var field in item.Form.AllFields().Where(f => f.Required && !values.ContainsKey(f.Code)))
        {
            if (field.When?.Holds(Read(values)) is not false)
            {
                values[field.Code] = AnswerTo(field);
            }
        }

        var materials = RequiredMaterials.Of(item, Read(values));
        return new Application(itemCode, values, [.. materials.Required.Concat(materials.Tolerable).Select(code => Material.Pdf(code, $"{code}.pdf"))]);
    }

    /// <summary>The same without some materials.</summary>
    public Application Without(params string[] codes) => this with { Materials = [.. Materials.Where(m => !codes.Contains(m.Code))] };

    private static object AnswerTo(FormField field) => field.Type switch
    {
        FieldType.IdNumber => IdNumber,
        FieldType.CreditCode => UnifiedSocialCreditCode.Create(EntityKind.Company, "320681", 4711),
        FieldType.Phone => "13900000110",
        FieldType.Email => "office@example.test",
        FieldType.Date => "2026-09-01",
        FieldType.Choice => field.Options![0].Value,
        FieldType.Number => field.Min ?? 1,
        FieldType.Money => field.Min ?? 100,
        FieldType.Boolean => false,
        FieldType.Address => Address,
        FieldType.Multiline => $"{field.Label.Zh}:详见附件。",
        _ => field.Label.Zh,
    };

    private static FormValues Read(Dictionary<string, object> values) =>
        FormValues.Of(values.ToDictionary(v => v.Key, v => JsonSerializer.SerializeToElement(v.Value), StringComparer.Ordinal));
}
