using System.Text.Json.Serialization;
using NoVisit.Localization;

namespace NoVisit.Catalogue;

/// <summary>A department as readers see it.</summary>
/// <param name="Code">Code.</param>
/// <param name="Name">Name.</param>
public sealed record DepartmentName(string Code, Text Name)
{
    /// <summary>The public part of a department.</summary>
    public static DepartmentName Of(Department department) => new(department.Code, department.Name);
}

/// <summary>An item in a list (GET /items).</summary>
public record ItemSummary
{
    /// <summary>Item code.</summary>
    public required string Code { get; init; }

    /// <summary>Version that a filing made now would fall under.</summary>
    public required int Version { get; init; }

    /// <summary>Name.</summary>
    public required Text Name { get; init; }

    /// <summary>How it is handled.</summary>
    public required ItemKind Kind { get; init; }

    /// <summary>Theme code.</summary>
    public required string Theme { get; init; }

    /// <summary>Lead department.</summary>
    public required DepartmentName Lead { get; init; }

    /// <summary>Working days; 0 is the same day.</summary>
    public required int PromisedDays { get; init; }

    /// <summary>Working days.</summary>
    public required int LegalDays { get; init; }

    /// <summary>0 to 4 (CT-08).</summary>
    public required int OnlineDepth { get; init; }

    /// <summary>The summary of an item.</summary>
    public static ItemSummary Of(ServiceItem item) => new()
    {
        Code = item.Code,
        Version = item.Version,
        Name = item.Name,
        Kind = item.Kind,
        Theme = item.Theme,
        Lead = DepartmentName.Of(item.Lead),
        PromisedDays = item.Limits.PromisedDays,
        LegalDays = item.Limits.LegalDays,
        OnlineDepth = item.OnlineDepth,
    };
}

/// <summary>The whole guide of an item (办事指南, CT-04; GET /items/{code}). Leaves out what is internal to the authorities.</summary>
public sealed record ItemGuide : ItemSummary
{
    /// <summary>八公开.</summary>
    public required Disclosures Disclosures { get; init; }

    /// <summary>Identity level that a filing needs.</summary>
    public required IdentityLevel Identity { get; init; }

    /// <summary>Working days of the pre-review that can be asked for (IN-05); left out when it is not offered.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? PreReviewDays { get; init; }

    /// <summary>Working days for which a filing may wait for a certificate of another case (IN-06); left out when it may not.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? PreAcceptanceDays { get; init; }

    /// <summary>Material list.</summary>
    public required IReadOnlyList<GuideMaterial> Materials { get; init; }

    /// <summary>The form.</summary>
    public required Form Form { get; init; }

    /// <summary>The flow (CT-07).</summary>
    public required GuideFlow Flow { get; init; }

    /// <summary>Limits.</summary>
    public required ItemLimits Limits { get; init; }

    /// <summary>Fees.</summary>
    public required IReadOnlyList<GuideFee> Fees { get; init; }

    /// <summary>What is issued.</summary>
    public required IReadOnlyList<GuideResult> Results { get; init; }

    /// <summary>Ways of delivery.</summary>
    public required IReadOnlyList<DeliveryMethod> Delivery { get; init; }

    /// <summary>The guide of an item.</summary>
    public static new ItemGuide Of(ServiceItem item) => new()
    {
        Code = item.Code,
        Version = item.Version,
        Name = item.Name,
        Kind = item.Kind,
        Theme = item.Theme,
        Lead = DepartmentName.Of(item.Lead),
        PromisedDays = item.Limits.PromisedDays,
        LegalDays = item.Limits.LegalDays,
        OnlineDepth = item.OnlineDepth,
        Disclosures = item.Disclosures,
        Identity = item.Identity,
        PreReviewDays = item.PreReviewDays,
        PreAcceptanceDays = item.PreAcceptanceDays,
        Materials = [.. item.Materials.Select(m => new GuideMaterial(
            m.Code, m.Name, m.Need, m.Source, m.When, m.Hint, m.ContentTypes, m.MaxSize))],
        Form = item.Form,
        Flow = new([.. item.Stages.Select(s => new GuideStage(
            s.Id, s.Name, DepartmentName.Of(s.Department), s.Type, s.Phase, s.LimitDays, s.Tacit, s.MinInspectors))]),
        Limits = item.Limits,
        Fees = [.. item.Fees.Select(fee => new GuideFee(fee.Code, fee.Name, fee.Department, fee.Rule))],
        Results = [.. item.Results.Select(result => new GuideResult(result.Code, result.Name, result.ValidYears))],
        Delivery = item.Delivery,
    };
}

/// <summary>A material in a guide; see <see cref="ItemMaterial"/>.</summary>
public sealed record GuideMaterial(
    string Code, Text Name, MaterialNeed Need, MaterialSource Source,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] Condition? When,
    Text Hint, IReadOnlyList<string> ContentTypes, long MaxSize);

/// <summary>The flow in a guide.</summary>
public sealed record GuideFlow(IReadOnlyList<GuideStage> Stages);

/// <summary>A stage in a guide; see <see cref="FlowStage"/>.</summary>
public sealed record GuideStage(
    string Id, Text Name, DepartmentName Department, StageType Type, int Phase, int LimitDays, bool Tacit,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] int? MinInspectors);

/// <summary>A fee in a guide.</summary>
public sealed record GuideFee(string Code, Text Name, string Department, Text Rule);

/// <summary>A result in a guide; <paramref name="ValidYears"/> is null when it holds without end.</summary>
public sealed record GuideResult(
    string Code, Text Name, [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] int? ValidYears);
