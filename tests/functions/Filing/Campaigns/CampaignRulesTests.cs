using System.Text.Json;
using NoVisit.Approval;
using NoVisit.Catalogue;
using NoVisit.Deadlines;
using NoVisit.Filing.Forms;
using NoVisit.Filing.Hall;
using NoVisit.Filing.Uploads;

namespace NoVisit.Filing.Campaigns;

/// <summary>集中联合年检: what is wrong in a list goes back with it; what an enterprise lacks keeps only its own case from being filed.</summary>
[Rule("WF-15")]
public sealed class CampaignRulesTests
{
    private static readonly ServiceItem Item = CaseWalk.Catalogue.Find(CatalogueCase.AnnualInspection)!;
    private static readonly DateOnly Today = new(2026, 3, 2);
    private static readonly DateTimeOffset Now = CaseWalk.Time("2026-03-02 09:30");
    private static readonly LimitClock Clock = new(WorkingDayCalendar.LoadEmbedded(), OfficeHours.Default);
    private static readonly string Code = UnifiedSocialCreditCode.Create(EntityKind.Company, "320681", 1);

    private static readonly ListedEnterprise Enterprise = new(
        Code, "启东精工机械有限公司", "13800000001", "office@jinggong.example",
        Values(("holder.legalRepresentative", "王五"), ("holder.address", "启东市民胜路12号")),
        new Dictionary<string, string> { ["M005"] = "320681000012345", ["M039"] = "年报〔2025〕77号" });

    private static readonly CampaignCommand Command = new(
        "2026年工业企业集中联合年检", Item.Code, [Enterprise],
        Values(
            ("inspection.year", 2025), ("inspection.revenue", 100_000), ("inspection.employees", 12), ("inspection.changes", false), ("environment.permit", "none"),
            ("hygiene.licence", false), ("delivery.method", "ecert")));

    [Fact]
    public void A_list_may_have_gaps_but_no_errors() => Assert.Empty(Faults(Command with { Values = null }));

    [Fact]
    public void An_enterprise_stands_on_the_list_once() => Assert.Equal(
        "与第 1 家企业重复。", Faults(Command with { Enterprises = [Enterprise, Enterprise with { Uscc = $" {Code.ToLowerInvariant()}" }] })["/enterprises/1/uscc"].Zh);

    [Fact]
    public void A_code_whose_check_character_is_wrong_is_named() => Assert.Equal(
        ["/enterprises/1/uscc"],
        Faults(Command with { Enterprises = [Enterprise, Enterprise with { Uscc = Code[..17] + (Code[17] == '0' ? '1' : '0') }] }).Keys);

    [Fact]
    public void Wrong_answers_are_named_where_they_stand() => Assert.Equal(
        ["/enterprises/0/email", "/enterprises/0/phone", "/enterprises/0/values/holder.address", "/values/inspection.year"],
        Faults(Command with
        {
            Values = Values(("inspection.year", 1999)),
            Enterprises = [Enterprise with { Phone = "1", Email = "x", Values = Values(("holder.address", "无")) }],
        }).Keys.Order(StringComparer.Ordinal));

    [Fact]
    public void A_record_is_of_a_material_that_the_item_asks_for() =>
        Assert.Equal(["/enterprises/0/records/M001"], Faults(Command with { Enterprises = [Enterprise with { Records = new Dictionary<string, string> { ["M001"] = "1" } }] }).Keys);

    [Fact]
    public void A_certificate_is_named_by_its_identifier() =>
        Assert.Equal(["/enterprises/0/certificates/0"], Faults(Command with { Enterprises = [Enterprise with { Certificates = ["32068100001"] }] }).Keys);

    [Theory]
    [InlineData("valid", "启东精工机械有限公司", true)]
    [InlineData("valid", "启东别家机械有限公司", false)]
    [InlineData("revoked", "启东精工机械有限公司", false)]
    public void Only_its_own_valid_certificate_is_stamped(string status, string holder, bool fit)
    {
        var enterprise = new CampaignEnterprise(Code, Enterprise.Name, null, null, new Dictionary<string, JsonElement>(), new Dictionary<string, string>());

        Assert.Equal(fit, CampaignRules.Unfit(enterprise, new("1.2.156", "320681-1", "C-BL", status, null) { Holder = holder }) is null);
        Assert.NotNull(CampaignRules.Unfit(enterprise, null));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(CampaignRules.MaxEnterprises + 1)]
    public void A_list_has_one_to_five_thousand_enterprises(int count) =>
        Assert.Equal(["/enterprises"], Faults(Command with { Enterprises = [.. Enumerable.Repeat(Enterprise, count)] }).Keys);

    [Fact]
    public void An_item_that_is_not_filed_by_enterprises_has_no_campaign() =>
        Assert.Equal(["/itemCode"], CampaignRules.Faults(Command, CaseWalk.Catalogue.Find(CaseWalk.SoleTrader), Today).Keys);

    [Fact]
    public void A_campaign_has_a_name() => Assert.Equal(["/name"], Faults(Command with { Name = " " }).Keys);

    [Fact]
    public void The_enterprise_itself_is_the_applicant()
    {
        var (filing, reasons) = File(Enterprise);

        Assert.Empty(reasons);
        Assert.Equal(new Applicant("unlinked~1", "coordinator", Enterprise.Name, Enterprise.Phone, Enterprise.Email, "zh"), filing!.Applicant);
        Assert.Equal((Channel.Campaign, new CampaignPlace("c1", Code)), (filing.Channel, filing.Campaign));
    }

    [Fact]
    public void What_the_authority_has_on_record_stands_for_the_material() => Assert.Equal(
        [("M005", ReferenceKind.Register, "320681000012345"), ("M039", ReferenceKind.Register, "年报〔2025〕77号")],
        File(Enterprise).Filing!.Materials.Select(m => (m.Code, m.Upload.Reference!.Kind, m.Upload.Reference.Number!)).Order());

    [Fact]
    public void What_is_on_no_record_is_named_and_nothing_is_filed()
    {
        var (filing, reasons) = File(Enterprise with { Records = new Dictionary<string, string> { ["M005"] = "320681000012345" }, Values = null });

        Assert.Null(filing);
        Assert.Equal(["M039", "holder.address", "holder.legalRepresentative"], reasons.Keys.Order(StringComparer.Ordinal));
        Assert.Equal("The list names no record of: Last year's certificates and report.", reasons["M039"].En);
    }

    [Fact]
    public void The_same_enterprise_has_the_same_draft_in_one_campaign_and_another_in_the_next()
    {
        Assert.Equal(File(Enterprise).Filing!.DraftId, File(Enterprise).Filing!.DraftId);
        Assert.NotEqual(File(Enterprise).Filing!.DraftId, File(Enterprise, "c2").Filing!.DraftId);
    }

    [Fact]
    public void A_campaign_is_no_way_for_a_person_to_file() => Assert.Null(HallRules.Of(
        new("zhang.san", "张三", [Identity.Role.Applicant], null, Identity.Assurance.Strong), Channel.Campaign, onBehalf: false));

    private static IReadOnlyDictionary<string, Localization.Text> Faults(CampaignCommand command) => CampaignRules.Faults(command, Item, Today);

    private static (Submitted? Filing, IReadOnlyDictionary<string, Localization.Text> Reasons) File(ListedEnterprise enterprise, string id = "c1")
    {
        var values = CampaignRules.ValuesOf(Command, enterprise, Item).ByCode;
        var campaign = new Campaign(id, Command.Name, Item.Code, Item.Version, "coordinator", Now, 1, "");
        var stored = new CampaignEnterprise(Code, enterprise.Name, enterprise.Phone, enterprise.Email, values, enterprise.Records!);
        return CampaignRules.File(campaign, stored, values, Item, "unlinked~1", Clock, Now);
    }

    private static FormValues Values(params (string Code, object Value)[] values) =>
        FormValues.Of(values.ToDictionary(v => v.Code, v => JsonSerializer.SerializeToElement(v.Value), StringComparer.Ordinal));
}
