using NoVisit.Localization;

namespace NoVisit.Catalogue;

[Rule("CT-05")]
public sealed class ItemPublicationTests
{
    private static readonly ItemCatalogue Catalogue = CatalogueLoader.LoadEmbedded();
    private static readonly Text Empty = new("", "");

    public static TheoryData<string> Items => [.. Catalogue.Published.Select(item => item.Code)];

    [Theory]
    [MemberData(nameof(Items))]
    [Rule("CT-03", "TL-02", "TL-05")]
    public void Every_item_of_the_catalogue_can_be_published(string code) => Assert.DoesNotContain(
        ItemPublication.Check(Item(code), Catalogue.Registers), finding => finding.Severity != FindingSeverity.Information);

    [Fact]
    [Rule("TL-02")]
    public void The_promises_that_are_not_below_half_of_the_statutory_limit_are_shown() => Assert.Equal(
        ["320681-LB-SCJ-0002-1", "320681-QT-GKB-0013-1"],
        Catalogue.Published.Where(item => Codes(item).Contains("promisedNotBelowHalf")).Select(item => item.Code));

    public static TheoryData<string, string, Func<ServiceItem, ServiceItem>> Broken => new()
    {
        { "secret", Food, item => item with { Secret = true } },
        { "version", Food, item => item with { Version = 0 } },
        { "levels", Food, item => item with { Levels = [] } },
        { "theme", Food, item => item with { Theme = "nothing" } },
        { "department", Food, item => item with { Lead = new("XXX", Empty) } },
        { "department", Food, item => item with { Push = ["XXX"] } },
        { "singleHanded", Food, item => item with { SingleHanded = true } },
        { "disclosure", Food, item => item with { Disclosures = item.Disclosures with { FeeBasis = new("无", " ") } } },
        { "limitRange", Food, item => item with { Limits = item.Limits with { ExtensionDays = -1 } } },
        { "promisedOverLegal", Food, item => item with { Limits = item.Limits with { PromisedDays = 11 } } },
        { "promisedOverSeventyPercent", Food, item => item with { Limits = item.Limits with { PromisedDays = 8 } } },
        { "promisedNotBelowHalf", Food, item => item with { Limits = item.Limits with { PromisedDays = 5 } } },
        { "immediate", SoleTrader, item => item with { Limits = item.Limits with { PromisedDays = 1 } } },
        { "extension", Food, item => item with { Limits = item.Limits with { ExtensionDays = 11 } } },
        { "extension", Billiards, item => item with { Limits = item.Limits with { ExtensionDays = 16 } } },
        { "preReviewDays", Food, item => item with { PreReviewDays = 0 } },
        { "preReviewDays", Food, item => item with { PreReviewDays = 6 } },
        { "preAcceptanceDays", Food, item => item with { PreAcceptanceDays = 126 } },
        { "preAcceptanceMaterial", Food, item => item with { PreAcceptanceDays = 60, Materials = [.. item.Materials.Where(m => m.Source != MaterialSource.Certificate)] } },
        { "department", Food, item => item with { FormerDepartment = new("XXX", Empty) } },
        { "formerDepartment", Food, item => item with { FormerDepartment = item.DecidingAuthority } },
        { "limitBasis", Food, item => item with { Limits = item.Limits with { Basis = Empty } } },
        { "stagesOverPromised", Food, item => Stage(item, "C", stage => stage with { LimitDays = 3 }) },
        { "stages", Food, item => item with { Stages = [] } },
        { "phases", Food, item => Stage(item, "D", stage => stage with { Phase = 4 }) },
        { "acceptStage", Food, item => Stage(item, "A", stage => stage with { Type = StageType.Review }) },
        { "acceptStage", Food, item => Stage(item, "B", stage => stage with { Phase = 0 }) },
        { "decidingStage", Food, item => Stage(item, "D", stage => stage with { Type = StageType.Review }) },
        { "joint", Food, item => item with { Kind = ItemKind.Joint } },
        { "reportUp", Food, item => item with { Kind = ItemKind.Reported } },
        { "stageTwice", Food, item => Stage(item, "B", stage => stage with { Id = "A" }) },
        { "stageLimit", Food, item => Stage(item, "B", stage => stage with { LimitDays = -1 }) },
        { "acceptLimit", Food, item => Stage(item, "A", stage => stage with { LimitDays = 6 }) },
        { "department", Billiards, item => Stage(item, "C3", stage => stage with { Department = new("XXX", Empty) }) },
        { "participants", Project, item => Stage(item, "C", stage => stage with { Participants = ["ZRJ"] }) },
        { "signers", Project, item => Stage(item, "D", stage => stage with { Signers = [] }) },
        { "waitDepartment", Completion, item => Stage(item, "R", stage => stage with { Department = item.Lead }) },
        { "tacitType", Billiards, item => Stage(item, "B", stage => stage with { Tacit = true }) },
        { "tacitLead", Project, item => Stage(item, "B1", stage => stage with { Tacit = true, Department = item.Lead }) },
        { "tacitForbidden", Billiards, item => Stage(item, "C3", stage => stage with { NoTacit = true }) },
        { "tacitSafety", Project, item => Stage(item, "B4", stage => stage with { NoTacit = false, Tacit = true }) },
        { "tacitSafety", Billiards, item => item with { GuardsLife = true } },
        { "role", Food, item => Stage(item, "D", stage => stage with { AssignedRole = StageRole.Clerk }) },
        { "inspectors", Food, item => Stage(item, "C", stage => stage with { MinInspectors = 1 }) },
        { "inspectors", Completion, item => Stage(item, "C", stage => stage with { MinInspectors = null }) },
        { "fourEyes", SoleTrader, item => Stage(item, "B", stage => stage with { Department = Catalogue.Registers.Departments["SWJ"] }) },
        { "fourEyesAuto", SoleTrader, item => Stage(item, "C", stage => stage with { Auto = true }) },
        { "fourEyesSingleHanded", SoleTrader, item => item with { SingleHanded = true } },
        { "auto", Food, item => Stage(item, "B", stage => stage with { Auto = true }) },
        { "stopsClock", Food, item => Stage(item, "B", stage => stage with { StopsClock = true }) },
        { "formEmpty", Food, item => item with { Form = new([]) } },
        { "sectionTwice", Food, item => item with { Form = new([.. item.Form.Sections, item.Form.Sections[0] with { Fields = [] }]) } },
        { "fieldTwice", Food, item => Field(item, "holder.name", asked => asked with { Code = "applicant.name" }) },
        { "options", Food, item => Field(item, "food.businessType", asked => asked with { Options = [] }) },
        { "options", Food, item => Field(item, "holder.name", asked => asked with { Options = [new("a", Empty)] }) },
        { "bounds", Food, item => Field(item, "food.staff", asked => asked with { Min = 2, Max = 1 }) },
        { "bounds", Food, item => Field(item, "holder.name", asked => asked with { MaxLength = 0 }) },
        { "label", Food, item => Field(item, "holder.name", asked => asked with { Label = Empty }) },
        { "conditionField", Food, item => Field(item, "food.catering", asked => asked with { When = new("food.online", ["true"]) }) },
        { "conditionValue", Food, item => Field(item, "food.catering", asked => asked with { When = new("food.businessType", ["bar"]) }) },
        { "materials", Food, item => item with { Materials = [] } },
        { "materialUnknown", Food, item => Material(item, "M006", material => material with { Code = "M999" }) },
        { "materialTwice", Food, item => Material(item, "M006", material => material with { Code = "M005" }) },
        { "materialCondition", SoleTrader, item => Material(item, "M003", material => material with { When = null }) },
        { "materialCondition", SoleTrader, item => Material(item, "M004", material => material with { When = new("agent.acts", ["true"]) }) },
        { "materialBounds", Food, item => Material(item, "M006", material => material with { ContentTypes = [] }) },
        { "payStage", Permit, item => item with { Fees = [] } },
        { "payStage", Food, item => item with { Fees = Item(Permit).Fees } },
        { "department", Permit, item => item with { Fees = [item.Fees[0] with { Department = "XXX" }] } },
        { "feeFormula", Permit, item => item with { Fees = [item.Fees[0] with { Formula = new() { Quantity = "project.name", Rate = 1 } }] } },
        { "feeFormula", House, item => item with { Fees = [item.Fees[0] with { Formula = new() { Choice = "property.use", Amounts = new Dictionary<string, long>() } }] } },
        { "feeFormula", House, item => item with { Fees = [item.Fees[1] with { Formula = new() { Stage = "D" } }] } },
        { "results", Food, item => item with { Results = [] } },
        { "resultUnknown", Food, item => item with { Results = [item.Results[0] with { Code = "C-NONE" }] } },
        { "delivery", Food, item => item with { Delivery = [] } },
        { "onlineDepth", Food, item => item with { OnlineDepth = 5 } },
        { "depthDelivery", Food, item => item with { Delivery = [DeliveryMethod.Window] } },
        { "depthIdentity", Food, item => item with { Identity = IdentityLevel.Registered } },
        { "deliveryForm", Food, item => item with { Delivery = [.. item.Delivery, DeliveryMethod.Window] } },
        { "courierForm", Food, item => Field(item, "delivery.address", asked => asked with { Required = false }) },
    };

    [Theory]
    [MemberData(nameof(Broken))]
    [Rule("CT-03", "CT-09", "WF-02", "TL-01", "TL-02", "TL-05")]
    public void A_broken_rule_is_found_by_its_name(string rule, string code, Func<ServiceItem, ServiceItem> breaks)
    {
        Assert.DoesNotContain(rule, Codes(Item(code)));
        Assert.Contains(rule, Codes(breaks(Item(code))));
    }

    [Fact]
    [Rule("TL-02")]
    public void Warnings_do_not_forbid_publication()
    {
        var item = Item(Food) with { Limits = Item(Food).Limits with { PromisedDays = 8 } };
        Assert.True(ItemPublication.Allows(item, Catalogue.Registers));
    }

    [Fact]
    [Rule("TL-02")]
    public void Seventy_percent_of_the_statutory_limit_is_not_warned_about()
    {
        var item = Item(Food) with { Limits = Item(Food).Limits with { PromisedDays = 7 } };
        Assert.DoesNotContain("promisedOverSeventyPercent", Codes(item));
    }

    [Fact]
    [Rule("CT-03")]
    public void An_error_forbids_publication() =>
        Assert.False(ItemPublication.Allows(Item(Food) with { Secret = true }, Catalogue.Registers));

    [Fact]
    [Rule("CT-03")]
    public void All_findings_are_told_at_once() => Assert.Equal(
        ["secret", "theme", "results", "depthIdentity"],
        Codes(Item(Food) with { Secret = true, Theme = "", Results = [], Identity = IdentityLevel.Registered }));

    [Theory]
    [InlineData("""{"lead":"XXX","materials":[{"code":"M999","need":"required"}],"results":["C-NONE"]}""", "/lead /results/0 /materials/0")]
    [InlineData("[]", "$")]
    [InlineData("{", "$")]
    [InlineData("""{"surprise":1}""", "$.surprise")]
    public void An_item_that_cannot_be_read_is_refused_with_the_places(string json, string places)
    {
        var (item, findings) = CatalogueLoader.ReadItem(json, Catalogue.Registers);
        Assert.Null(item);
        Assert.Equal(places, string.Join(' ', findings.Select(finding => finding.Location)));
    }

    private const string SoleTrader = "320681-QR-SCJ-0001-1";
    private const string Food = "320681-XK-SCJ-0003-1";
    private const string Billiards = "320681-LB-SPJ-0006-1";
    private const string Project = "320681-LB-FGW-0007-1";
    private const string Permit = "320681-XK-ZJJ-0008-1";
    private const string Completion = "320681-LB-ZJJ-0009-1";
    private const string House = "320681-LB-BDC-0010-1";

    private static ServiceItem Item(string code) => Catalogue.Find(code)!;

    private static IEnumerable<string> Codes(ServiceItem item) => ItemPublication.Check(item, Catalogue.Registers).Select(finding => finding.Code);

    private static ServiceItem Stage(ServiceItem item, string id, Func<FlowStage, FlowStage> change) =>
        item with { Stages = [.. item.Stages.Select(stage => stage.Id == id ? change(stage) : stage)] };

    private static ServiceItem Material(ServiceItem item, string code, Func<ItemMaterial, ItemMaterial> change) =>
        item with { Materials = [.. item.Materials.Select(material => material.Code == code ? change(material) : material)] };

    private static ServiceItem Field(ServiceItem item, string code, Func<FormField, FormField> change) => item with
    {
        Form = new([.. item.Form.Sections.Select(section => section with
        {
            Fields = [.. section.Fields.Select(field => field.Code == code ? change(field) : field)],
        })]),
    };
}
