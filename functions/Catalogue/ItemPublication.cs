using System.Globalization;
using NoVisit.Localization;

namespace NoVisit.Catalogue;

/// <summary>
/// Checks of an item before it is published (发布检查, CT-03, CT-05, WF-02). Limits add up, form and flow are sound, the eight
/// disclosures are filled; all findings at once. An item with an error is not published.
/// </summary>
public static class ItemPublication
{
    /// <summary>Above this part of the statutory limit a promise is warned about (Bazhong's rule in TL-02).</summary>
    private const decimal WarnedPart = 0.7m;

    /// <summary>A promise below this part of the statutory limit meets the stricter rule (Chengdu's in TL-02).</summary>
    private const decimal StrictPart = 0.5m;

    /// <summary>Half a year: who waits longer for a certificate files again when he has it.</summary>
    private const int MostAwaitedDays = 125;

    /// <summary>May the item be published? There may be warnings.</summary>
    public static bool Allows(ServiceItem item, Registers registers) =>
        Check(item, registers).All(finding => finding.Severity != FindingSeverity.Error);

    /// <summary>All findings, in the order of the item's parts.</summary>
    public static IReadOnlyList<ItemFinding> Check(ServiceItem item, Registers registers)
    {
        var findings = new Findings();
        Identity(item, registers, findings);
        Disclosed(item.Disclosures, findings);
        Limits(item, findings);
        FlowChecks.Run(item, registers, findings);
        OutputChecks.Run(item, findings);
        FormChecks.Run(item.Form, findings);
        Materials(item, registers, findings);
        Fees(item, registers, findings);
        ResultsAndDelivery(item, registers, findings);
        return findings.All;
    }

    private static void Identity(ServiceItem item, Registers registers, Findings findings)
    {
        findings.ErrorIf(item.Secret, "secret", "/secret", "涉密事项不得发布。", "A secret item is not published.");
        findings.ErrorIf(item.Version < 1, "version", "/version", "版本号须从 1 起。", "Versions start at 1.");
        findings.ErrorIf(item.Levels.Count == 0, "levels", "/levels", "须指明办理层级。", "The levels of government are missing.");
        findings.ErrorIf(!registers.Themes.ContainsKey(item.Theme), "theme", "/theme", $"主题 {item.Theme} 不存在。",
            $"There is no theme {item.Theme}.");
        KnownDepartment(item.Lead.Code, "/lead");
        KnownDepartment(item.DecidingAuthority.Code, "/decidingAuthority");
        if (item.FormerDepartment is { } former)
        {
            KnownDepartment(former.Code, "/formerDepartment");
            findings.ErrorIf(
                former.Code == item.DecidingAuthority.Code, "formerDepartment", "/formerDepartment", "原主管部门不能是实施机关本身。",
                "The department that had the power before is not the one that has it now.");
        }

        foreach (var code in item.Push)
        {
            KnownDepartment(code, "/push");
        }

        findings.ErrorIf(
            item.SingleHanded && item.Kind != ItemKind.Immediate, "singleHanded", "/singleHanded",
            "只有即办件可以一人审查并核准。", "Only an immediate item may be reviewed and decided by one person.");

        void KnownDepartment(string code, string at) => findings.ErrorIf(
            !registers.Departments.ContainsKey(code), "department", at, $"部门 {code} 不存在。", $"There is no department {code}.");
    }

    private static void Disclosed(Disclosures disclosures, Findings findings)
    {
        (string Name, Text Text)[] fields =
        [
            ("name", disclosures.Name), ("procedure", disclosures.Procedure), ("basis", disclosures.Basis),
            ("conditions", disclosures.Conditions),
            ("materials", disclosures.Materials), ("promisedLimit", disclosures.PromisedLimit), ("feeStandard", disclosures.FeeStandard),
            ("feeBasis", disclosures.FeeBasis), ("duty", disclosures.Duty), ("windowAuthority", disclosures.WindowAuthority),
            ("contact", disclosures.Contact),
        ];
        foreach (var (name, text) in fields)
        {
            findings.ErrorIf(
                string.IsNullOrWhiteSpace(text.Zh) || string.IsNullOrWhiteSpace(text.En), "disclosure", $"/disclosures/{name}",
                $"公开内容“{name}”未填写完整。", $"The disclosure '{name}' is not filled in in both languages.");
        }
    }

    private static void Limits(ServiceItem item, Findings findings)
    {
        var (promised, legal, extension, _) = item.Limits;
        const string at = "/limits/promisedDays";
        findings.ErrorIf(
            promised < 0 || legal < 1 || extension < 0, "limitRange", "/limits", "时限不得为负,法定时限至少一个工作日。",
            "Limits are not negative, and the statutory limit is at least one working day.");
        findings.ErrorIf(
            promised > legal, "promisedOverLegal", at, "承诺时限超过法定时限。", "The promised limit is longer than the statutory one.");
        if (promised <= legal && promised > legal * WarnedPart)
        {
            findings.Add(FindingSeverity.Warning, "promisedOverSeventyPercent", at, "承诺时限超过法定时限的 70%。",
                "The promised limit is more than 70% of the statutory one.");
        }

        if (promised >= legal * StrictPart)
        {
            findings.Add(FindingSeverity.Information, "promisedNotBelowHalf", at, "承诺时限未压缩到法定时限的一半以下。",
                "The promised limit is not below half of the statutory one.");
        }

        findings.ErrorIf(
            item.Kind == ItemKind.Immediate && promised != 0, "immediate", at, "即办件须当日办结。",
            "An immediate item is decided on the same day.");
        int? most = item.Type switch { ItemType.Licence => 10, ItemType.Bundle => 15, _ => null };
        findings.ErrorIf(
            extension > most, "extension", "/limits/extensionDays", $"延期最长 {most} 个工作日(行政许可法第四十二条)。",
            $"An extension adds {most} working days at most (Licensing Law art. 42).");
        findings.ErrorIf(
            string.IsNullOrWhiteSpace(item.Limits.Basis.Zh) || string.IsNullOrWhiteSpace(item.Limits.Basis.En), "limitBasis", "/limits/basis",
            "须注明法定时限的依据。", "The basis of the statutory limit is missing.");
        findings.ErrorIf(
            item.PreReviewDays is < 1 or > Deadlines.LimitClock.AcceptanceDays, "preReviewDays", "/preReviewDays", "预审期限须为 1 至 5 个工作日(行政许可法第三十二条)。",
            "A pre-review takes 1 to 5 working days (Licensing Law art. 32).");
        findings.ErrorIf(
            item.PreAcceptanceDays is < 1 or > MostAwaitedDays, "preAcceptanceDays", "/preAcceptanceDays",
            string.Create(CultureInfo.InvariantCulture, $"预受理期限须为 1 至 {MostAwaitedDays} 个工作日。"),
            string.Create(CultureInfo.InvariantCulture, $"A pre-acceptance lasts 1 to {MostAwaitedDays} working days."));
        findings.ErrorIf(
            item.PreAcceptanceDays is not null && item.Materials.All(m => m.Source != MaterialSource.Certificate), "preAcceptanceMaterial", "/preAcceptanceDays",
            "预受理事项须有以证照为来源的材料。", "An item with pre-acceptance needs a material that a certificate answers.");
        if (item.Stages.Count > 0)
        {
            // The promise counts from acceptance, so phase 0 is not part of it; while the clock stands a stage takes no running time.
            var sum = item.Stages
                .Where(stage => stage.Phase > 0 && !stage.StopsClock)
                .GroupBy(stage => stage.Phase)
                .Sum(phase => phase.Max(stage => stage.LimitDays));
            findings.ErrorIf(
                sum > promised, "stagesOverPromised", "/stages",
                string.Create(CultureInfo.InvariantCulture, $"各阶段最长环节时限之和({sum})超过承诺时限({promised})。"),
                string.Create(CultureInfo.InvariantCulture,
                $"The longest stages of the phases add up to {sum}, more than the promised {promised}."));
        }
    }

    private static void Materials(ServiceItem item, Registers registers, Findings findings)
    {
        findings.ErrorIf(item.Materials.Count == 0, "materials", "/materials", "须列明申报材料。", "The material list is empty.");
        var seen = new HashSet<string>();
        foreach (var (index, material) in item.Materials.Index())
        {
            var at = string.Create(CultureInfo.InvariantCulture, $"/materials/{index}");
            findings.ErrorIf(
                !registers.Materials.ContainsKey(material.Code), "materialUnknown", at, $"材料 {material.Code} 不存在。",
                $"There is no material {material.Code}.");
            findings.ErrorIf(
                !seen.Add(material.Code), "materialTwice", at, $"材料 {material.Code} 重复。", $"The material {material.Code} is listed twice.");
            findings.ErrorIf(
                material.Need == MaterialNeed.Conditional == material.When is null, "materialCondition", at,
                "条件材料须有且只有条件材料可有提交条件。", "A conditional material needs a condition, and only such a material has one.");
            if (material.When is { } when)
            {
                FormChecks.Condition(when, item.Form.AllFields(), at + "/when", findings);
            }

            findings.ErrorIf(
                material.Verifies.Any(field => item.Form.Field(field) is null), "verifiedField", at, "比对的字段不在表单中。",
                "A field that is to be compared is not in the form.");
            findings.ErrorIf(
                material.Verifies.Count > 0 && material.Source is not (MaterialSource.Certificate or MaterialSource.Shared), "verifiedSource", at,
                "只有证照和共享数据可以比对。", "Only certificates and shared registers can be compared with.");
            findings.ErrorIf(
                material.Need != MaterialNeed.Tolerable && material.Source != MaterialSource.Form && material.Source != MaterialSource.Certificate
                && material.Verifies.Count == 0 && !material.Authorises && item.Stages.Any(stage => stage.Auto), "autoUnverified", at,
                "自动办理事项的材料须能由共享数据核验。", "The system decides only what shared data can verify.");
            findings.ErrorIf(
                material.Source != MaterialSource.Form && (material.ContentTypes.Count == 0 || material.MaxSize < 1), "materialBounds", at,
                "上传材料须限定格式和大小。", "A material that can be uploaded needs content types and a size.");
        }
    }

    private static void Fees(ServiceItem item, Registers registers, Findings findings)
    {
        findings.ErrorIf(
            (item.Fees.Count > 0) != item.Stages.Any(stage => stage.Type == StageType.Pay), "payStage", "/fees",
            "收费事项须有缴费环节,不收费事项不得有。", "An item with fees has a payment stage, one without has none.");
        foreach (var (index, fee) in item.Fees.Index())
        {
            var at = string.Create(CultureInfo.InvariantCulture, $"/fees/{index}");
            findings.ErrorIf(
                !registers.Departments.ContainsKey(fee.Department), "department", at, $"部门 {fee.Department} 不存在。",
                $"There is no department {fee.Department}.");
            findings.ErrorIf(!Sound(fee.Formula), "feeFormula", at + "/formula", "收费公式有误。", "The fee cannot be worked out.");
            if (fee.Formula.When is { } when)
            {
                FormChecks.Condition(when, item.Form.AllFields(), at + "/formula/when", findings);
            }
        }

        bool Sound(FeeFormula formula) => formula switch
        {
            { Quantity: { } quantity, Rate: > 0, Choice: null, Stage: null } => item.Form.Field(quantity)?.Type == FieldType.Number,
            { Choice: { } choice, Amounts: { } amounts, Quantity: null, Stage: null } =>
                item.Form.Field(choice)?.Options is { } options
                && options.All(option => amounts.TryGetValue(option.Value, out var fen) && fen >= 0),
            { Stage: { } stage, Quantity: null, Choice: null } =>
                item.Stages.Any(s => s.Id == stage && item.Stages.Any(pay => pay.Type == StageType.Pay && pay.Phase > s.Phase)),
            _ => false,
        };
    }

    private static void ResultsAndDelivery(ServiceItem item, Registers registers, Findings findings)
    {
        findings.ErrorIf(item.Results.Count == 0, "results", "/results", "须指明办理结果。", "The result is missing.");
        foreach (var result in item.Results)
        {
            findings.ErrorIf(
                !registers.Certificates.ContainsKey(result.Code), "resultUnknown", "/results", $"证照类型 {result.Code} 不存在。",
                $"There is no certificate type {result.Code}.");
        }

        findings.ErrorIf(item.Delivery.Count == 0, "delivery", "/delivery", "须指明送达方式。", "The ways of delivery are missing.");
        findings.ErrorIf(item.OnlineDepth is < 0 or > 4, "onlineDepth", "/onlineDepth", "网办深度为 0 至 4。", "The online depth is 0 to 4.");
        var remote = item.Delivery.Contains(DeliveryMethod.Ecert) || item.Delivery.Contains(DeliveryMethod.Courier);
        findings.ErrorIf(
            item.OnlineDepth == 4 && !remote, "depthDelivery", "/onlineDepth", "不见面事项须可电子送达或快递送达。",
            "An item without any visit is delivered as an e-certificate or by courier.");
        findings.ErrorIf(
            item.OnlineDepth == 4 && item.Identity < IdentityLevel.RealName, "depthIdentity", "/identity", "不见面事项须实名认证。",
            "An item without any visit needs a verified identity.");
        DeliveryForm(item, findings);
    }

    private static void DeliveryForm(ServiceItem item, Findings findings)
    {
        var asked = item.Form.Field(DeliveryFields.Method)?.Options?.Select(option => option.Value).ToHashSet() ?? [];
        findings.ErrorIf(
            !asked.SetEquals(item.Delivery.Select(DeliveryFields.Value)), "deliveryForm", "/form", "表单中的领取方式与送达方式不一致。",
            "The form offers other ways of delivery than the item.");
        var courier = new[] { DeliveryFields.Recipient, DeliveryFields.Phone, DeliveryFields.Address };
        findings.ErrorIf(
            item.Delivery.Contains(DeliveryMethod.Courier) && !courier.All(code => item.Form.Field(code) is { Required: true }), "courierForm", "/form",
            "快递送达须填写收件人、电话和地址。", "Delivery by courier needs a recipient, a phone number and an address.");
    }
}

/// <summary>Data elements that every form uses alike for delivery.</summary>
public static class DeliveryFields
{
    /// <summary>Choice of a <see cref="DeliveryMethod"/> in camelCase.</summary>
    public const string Method = "delivery.method";

    /// <summary>Name of the recipient, for the courier.</summary>
    public const string Recipient = "delivery.recipient";

    /// <summary>Phone of the recipient.</summary>
    public const string Phone = "delivery.phone";

    /// <summary>Address of the recipient.</summary>
    public const string Address = "delivery.address";

    /// <summary>How a way of delivery is written in forms.</summary>
    public static string Value(DeliveryMethod method) => method switch
    {
        DeliveryMethod.Ecert => "ecert",
        DeliveryMethod.Courier => "courier",
        DeliveryMethod.Window => "window",
        DeliveryMethod.Village => "village",
        _ => throw new ArgumentOutOfRangeException(nameof(method), method, "Unknown way of delivery."),
    };
}

/// <summary>Findings as they are gathered.</summary>
internal sealed class Findings
{
    private readonly List<ItemFinding> all = [];

    public IReadOnlyList<ItemFinding> All => all;

    public void Add(FindingSeverity severity, string code, string location, string zh, string en) =>
        all.Add(new(severity, code, location, new(zh, en)));

    public void ErrorIf(bool broken, string code, string location, string zh, string en)
    {
        if (broken)
        {
            Add(FindingSeverity.Error, code, location, zh, en);
        }
    }
}
