namespace NoVisit.Bench.Case;

/// <summary>What is filed, and which departments act on it.</summary>
/// <param name="Key">Short name in the results.</param>
/// <param name="Name">For the table.</param>
/// <param name="Code">Code of the item.</param>
/// <param name="Goal">Most storage transactions a case may need.</param>
/// <param name="Values">The form.</param>
/// <param name="Materials">Codes of the uploads.</param>
/// <param name="First">Acts between acceptance and the last phase, one after the other.</param>
/// <param name="Last">Acts of the last phase, open at the same time.</param>
/// <param name="Certificates">Codes of the certificates it brings.</param>
/// <param name="CourierNews">Callbacks of the courier until the parcel is delivered.</param>
internal sealed record BenchItem(
    string Key, string Name, string Code, int Goal, IReadOnlyDictionary<string, object> Values, IReadOnlyList<string> Materials,
    IReadOnlyList<DepartmentAct> First, IReadOnlyList<DepartmentAct> Last, IReadOnlyList<string> Certificates, int CourierNews);

/// <summary>
/// What a department does with its task. Of several reviewers one claims it and gives an opinion; its one approver decides at once.
/// </summary>
/// <param name="Department">Code of the department.</param>
/// <param name="Decides">A decision by its approver; otherwise an opinion by its reviewer.</param>
internal sealed record DepartmentAct(string Department, bool Decides);

/// <summary>The two items that the goals are about.</summary>
internal static class BenchItems
{
    private const string Name = "张三";
    private const string IdNumber = "320681198503141211";
    private const string Phone = "13900000101";
    private const string Email = "zhang.san@example.test";
    private const string Address = "江苏省启东市汇龙镇人民中路500号3幢201室";

    /// <summary>Item 01: registration of a sole trader on the same day, examined by one officer and approved by another, electronic licence.</summary>
    public static BenchItem SoleTrader { get; } = new(
        "item01", "item 01, sole trader", "320681-QR-SCJ-0001-1", 60,
        new Dictionary<string, object>(StringComparer.Ordinal)
        {
            ["applicant.name"] = Name,
            ["applicant.idNumber"] = IdNumber,
            ["applicant.phone"] = Phone,
            ["applicant.email"] = Email,
            ["agent.acts"] = false,
            ["business.tradeName"] = "启东市江海渔具店",
            ["premises.address"] = Address,
            ["premises.tenure"] = "rented",
            ["premises.area"] = 60,
            ["business.form"] = "personal",
            ["business.scope"] = "渔具销售;日用百货销售。",
            ["business.capital"] = 5_000_000,
            ["business.employees"] = 2,
            ["delivery.method"] = "ecert",
        },
        ["M002", "M004"],
        [new("SCJ", false)], [new("SCJ", true)],
        ["C-BL"], 0);

    /// <summary>Item 02: company set-up in one thing, registration and then four departments at once, licence, seals and parcel.</summary>
    public static BenchItem Company { get; } = new(
        "item02", "item 02, company set-up", "320681-LB-SCJ-0002-1", 120,
        new Dictionary<string, object>(StringComparer.Ordinal)
        {
            ["applicant.name"] = Name,
            ["applicant.idNumber"] = IdNumber,
            ["applicant.phone"] = Phone,
            ["applicant.email"] = Email,
            ["company.name"] = "启东市江海风电技术有限公司",
            ["company.type"] = "limited",
            ["company.capital"] = 100_000_000,
            ["company.scope"] = "风力发电技术服务;风电设备销售与维修。",
            ["premises.address"] = Address,
            ["premises.tenure"] = "rented",
            ["legalRepresentative.name"] = Name,
            ["legalRepresentative.idNumber"] = IdNumber,
            ["legalRepresentative.phone"] = Phone,
            ["company.shareholders"] = $"{Name} {IdNumber} 1000000",
            ["company.financeContact"] = "陆小兰",
            ["company.financePhone"] = "13900000110",
            ["seal.set"] = "standard",
            ["tax.invoice"] = true,
            ["tax.taxpayer"] = "small",
            ["socialInsurance.employees"] = 6,
            ["housingFund.rate"] = 8,
            ["delivery.method"] = "courier",
            ["delivery.recipient"] = Name,
            ["delivery.phone"] = Phone,
            ["delivery.address"] = Address,
        },
        ["M002", "M004", "M010", "M011"],
        [new("SCJ", true)], [new("GAJ", true), new("SWJ", true), new("RSJ", true), new("GJJ", false)],
        ["C-BL", "C-SEAL", "C-SOC"], 3);

    /// <summary>A whole picture of one pixel: the server looks at the content, and its size changes no count below one block.</summary>
    public static byte[] Picture { get; } = Convert.FromBase64String(
        "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==");
}
