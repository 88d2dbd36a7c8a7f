using System.Text.Json.Serialization;
using NoVisit.Deadlines;
using NoVisit.Localization;

namespace NoVisit.Catalogue;

/// <summary>
/// One version of a service item (事项, CT-01): all that its guide, form, flow, limits, fees and results need. Names are copied into
/// it, so that a version that cases were filed under stays as it was (CT-05).
/// </summary>
public sealed record ServiceItem
{
    /// <summary>Immutable item code (CT-02).</summary>
    public required string Code { get; init; }

    /// <summary>Counts up from 1.</summary>
    public required int Version { get; init; }

    /// <summary>Draft, published or cancelled.</summary>
    public required ItemStatus Status { get; init; }

    /// <summary>Name.</summary>
    public required Text Name { get; init; }

    /// <summary>Other and former names that people search for.</summary>
    public IReadOnlyList<string> Aliases { get; init; } = [];

    /// <summary>What kind of power is exercised.</summary>
    public required ItemType Type { get; init; }

    /// <summary>How it is handled.</summary>
    public required ItemKind Kind { get; init; }

    /// <summary>Code of a <see cref="Catalogue.Theme"/>.</summary>
    public required string Theme { get; init; }

    /// <summary>Division code (行政区划代码) of the region that offers it.</summary>
    public required string Region { get; init; }

    /// <summary>Levels of government that take part, the receiving one first.</summary>
    public required IReadOnlyList<GovernmentLevel> Levels { get; init; }

    /// <summary>Lead department (牵头部门, WF-04).</summary>
    public required Department Lead { get; init; }

    /// <summary>Authority in whose name it is decided (实施机关); may differ from the professional department (WF-11).</summary>
    public required Department DecidingAuthority { get; init; }

    /// <summary>
    /// 原主管部门: had the power before it moved to the deciding authority, and supervises what is decided under it (WF-11); null when no power moved.
    /// </summary>
    public Department? FormerDepartment { get; init; }

    /// <summary>0 information to 4 no visit at all (CT-08).</summary>
    public required int OnlineDepth { get; init; }

    /// <summary>Identity level that a filing needs.</summary>
    public required IdentityLevel Identity { get; init; }

    /// <summary>Secret (涉密): published nowhere, not fileable on line (CT-09).</summary>
    public bool Secret { get; init; }

    /// <summary>Concerns safety, environment, life or health: no stage may be tacit (TL-07).</summary>
    public bool GuardsLife { get; init; }

    /// <summary>One person may review and decide (WF-11b); only immediate items.</summary>
    public bool SingleHanded { get; init; }

    /// <summary>The eight disclosures (八公开, CT-03), eleven fields in all.</summary>
    public required Disclosures Disclosures { get; init; }

    /// <summary>Limits of the whole case.</summary>
    public required ItemLimits Limits { get; init; }

    /// <summary>网上预审: working days in which a clerk answers it, 1 to 5, usually 2 (IN-05); null when it is not offered.</summary>
    public int? PreReviewDays { get; init; }

    /// <summary>
    /// 预受理: working days for which a filing may wait for a certificate of another case (IN-06); null when it may not. Usually 60: the longest statutory
    /// limit of the cases waited for (40) with its extension (10) and their acceptance (5), and a week to issue.
    /// </summary>
    public int? PreAcceptanceDays { get; init; }

    /// <summary>Material list (申报材料).</summary>
    public required IReadOnlyList<ItemMaterial> Materials { get; init; }

    /// <summary>The form.</summary>
    public required Form Form { get; init; }

    /// <summary>The flow.</summary>
    public required IReadOnlyList<FlowStage> Stages { get; init; }

    /// <summary>Fees; empty when free.</summary>
    public IReadOnlyList<ItemFee> Fees { get; init; } = [];

    /// <summary>What is issued on grant.</summary>
    public required IReadOnlyList<CertificateType> Results { get; init; }

    /// <summary>How results are delivered.</summary>
    public required IReadOnlyList<DeliveryMethod> Delivery { get; init; }

    /// <summary>Department codes to whom the decision is pushed (SV-12).</summary>
    public IReadOnlyList<string> Push { get; init; } = [];

    /// <summary>Grants are published (RS-06).</summary>
    public required bool Publish { get; init; }

    /// <summary>The last phase of the flow.</summary>
    [JsonIgnore]
    public int LastPhase => Stages.Max(stage => stage.Phase);

    /// <summary>The stages of a phase, in the order of the flow; empty when there is no such phase.</summary>
    public IReadOnlyList<FlowStage> StagesOf(int phase) => [.. Stages.Where(stage => stage.Phase == phase)];

    /// <summary>The stage of an id.</summary>
    /// <exception cref="KeyNotFoundException">The flow has no such stage.</exception>
    public FlowStage Stage(string id) =>
        Stages.FirstOrDefault(stage => stage.Id == id) ?? throw new KeyNotFoundException($"{Code} v{Version} has no stage {id}.");

    /// <summary>The phase that a stage belongs to.</summary>
    /// <exception cref="KeyNotFoundException">The flow has no such stage.</exception>
    public int PhaseOf(string stageId) => Stage(stageId).Phase;

    /// <summary>The limits as the clock needs them.</summary>
    public Limits ClockLimits() => new(
        Limits.PromisedDays, Limits.LegalDays, Limits.ExtensionDays, Stages.ToDictionary(stage => stage.Id, stage => stage.LimitDays));
}

/// <summary>The union of the disclosures that the local rules demand (CT-03).</summary>
/// <param name="Name">事项名称.</param>
/// <param name="Procedure">办理程序.</param>
/// <param name="Basis">设立依据.</param>
/// <param name="Conditions">申请条件.</param>
/// <param name="Materials">申报材料.</param>
/// <param name="PromisedLimit">承诺时限.</param>
/// <param name="FeeStandard">收费标准.</param>
/// <param name="FeeBasis">收费依据.</param>
/// <param name="Duty">办理职责.</param>
/// <param name="WindowAuthority">窗口权限.</param>
/// <param name="Contact">联系方式.</param>
public sealed record Disclosures(
    Text Name, Text Procedure, Text Basis, Text Conditions, Text Materials, Text PromisedLimit,
    Text FeeStandard, Text FeeBasis, Text Duty, Text WindowAuthority, Text Contact);

/// <summary>Limits of a case in working days.</summary>
/// <param name="PromisedDays">承诺时限; 0 is the same working day.</param>
/// <param name="LegalDays">法定时限.</param>
/// <param name="ExtensionDays">Most that one extension adds; 0: none.</param>
/// <param name="Basis">Where the statutory limit is laid down.</param>
public sealed record ItemLimits(int PromisedDays, int LegalDays, int ExtensionDays, Text Basis);

/// <summary>A material as an item asks for it.</summary>
/// <param name="Code">Code of the <see cref="MaterialType"/>.</param>
/// <param name="Name">Name.</param>
/// <param name="Need">Whether it can be missing.</param>
/// <param name="Source">Where it comes from.</param>
/// <param name="Hint">Filling note.</param>
/// <param name="ContentTypes">Content types that are accepted.</param>
/// <param name="MaxSize">Bytes.</param>
public sealed record ItemMaterial(
    string Code, Text Name, MaterialNeed Need, MaterialSource Source, Text Hint, IReadOnlyList<string> ContentTypes, long MaxSize)
{
    /// <summary>Of a conditional material: when it is needed.</summary>
    public Condition? When { get; init; }

    /// <summary>Certificate type, register or kind of service, by <see cref="Source"/>.</summary>
    public string? SourceName { get; init; }

    /// <summary>Days for which an upload may be used again.</summary>
    public int ReuseDays { get; init; }

    /// <summary>
    /// Codes of the form's fields whose values its source answers (DS-04). When all of them agree, the material need not be uploaded and counts as
    /// verified (IN-16).
    /// </summary>
    public IReadOnlyList<string> Verifies { get; init; } = [];

    /// <summary>授权委托书: it authorises an agent; an authorisation granted on line stands for it (IN-13).</summary>
    public bool Authorises { get; init; }
}

/// <summary>Whether a material can be missing (IN-04, IN-07).</summary>
public enum MaterialNeed
{
    /// <summary>必要.</summary>
    Required,

    /// <summary>Required when its condition holds.</summary>
    Conditional,

    /// <summary>Secondary: may be promised and supplied later (可容缺).</summary>
    Tolerable,
}

/// <summary>A fee (收费项目, FE-02).</summary>
/// <param name="Code">Immutable.</param>
/// <param name="Name">Name on the bill.</param>
/// <param name="Department">Code of the department whose fee it is.</param>
/// <param name="Rule">How it is worked out, for the reader.</param>
/// <param name="Formula">How it is worked out, for the bill.</param>
public sealed record ItemFee(string Code, Text Name, string Department, Text Rule, FeeFormula Formula);

/// <summary>How the amount of a fee is found. Exactly one of the ways is given.</summary>
public sealed record FeeFormula
{
    /// <summary>Charged only when this holds.</summary>
    public Condition? When { get; init; }

    /// <summary>Form field with a quantity, multiplied by <see cref="Rate"/>.</summary>
    public string? Quantity { get; init; }

    /// <summary>Fen per unit of <see cref="Quantity"/>.</summary>
    public long? Rate { get; init; }

    /// <summary>Choice field by whose value the amount is looked up in <see cref="Amounts"/>.</summary>
    public string? Choice { get; init; }

    /// <summary>Fen by the value of <see cref="Choice"/>.</summary>
    public IReadOnlyDictionary<string, long>? Amounts { get; init; }

    /// <summary>Id of the stage whose outcome carries the amount.</summary>
    public string? Stage { get; init; }
}

/// <summary>Life of an item version (CT-05).</summary>
public enum ItemStatus
{
    /// <summary>Being edited.</summary>
    Draft,

    /// <summary>Can be filed.</summary>
    Published,

    /// <summary>No longer offered.</summary>
    Cancelled,
}

/// <summary>What kind of power is exercised (CT-01); the second part of the item code.</summary>
public enum ItemType
{
    /// <summary>行政许可 (XK).</summary>
    Licence,

    /// <summary>行政确认、登记 (QR).</summary>
    Registration,

    /// <summary>Bundle of several (一件事、联办, LB).</summary>
    Bundle,

    /// <summary>公共服务 (GG): the rules for licences do not apply (CT-10).</summary>
    PublicService,

    /// <summary>其他 (QT).</summary>
    Other,
}

/// <summary>How an item is handled (办件类型, KD-01 to KD-04).</summary>
public enum ItemKind
{
    /// <summary>即办件.</summary>
    Immediate,

    /// <summary>承诺件.</summary>
    Promised,

    /// <summary>联办件.</summary>
    Joint,

    /// <summary>上报件.</summary>
    Reported,
}

/// <summary>Levels of government.</summary>
public enum GovernmentLevel
{
    /// <summary>村.</summary>
    Village,

    /// <summary>乡镇.</summary>
    Township,

    /// <summary>县.</summary>
    County,

    /// <summary>设区市.</summary>
    Prefecture,
}

/// <summary>How surely the applicant is known (ID assurance); each level includes those before it.</summary>
public enum IdentityLevel
{
    /// <summary>Account only.</summary>
    Registered,

    /// <summary>Name and number verified (实名).</summary>
    RealName,

    /// <summary>Verified with a second factor or face (实人).</summary>
    Strong,
}

/// <summary>How a result reaches the applicant (RS-04, RS-07).</summary>
public enum DeliveryMethod
{
    /// <summary>Download of the signed certificate.</summary>
    Ecert,

    /// <summary>Courier (EMS).</summary>
    Courier,

    /// <summary>Pick-up at the window.</summary>
    Window,

    /// <summary>Handed over by the village agent.</summary>
    Village,
}
