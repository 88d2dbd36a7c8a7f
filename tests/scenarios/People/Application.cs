using System.Globalization;
using System.Text;
using NoVisit.Filing.Forms;

namespace NoVisit.Scenarios;

/// <summary>A file to upload.</summary>
internal sealed record Material(string Code, string FileName, string ContentType, byte[] Content)
{
    /// <summary>A PDF of one page.</summary>
    public static Material Pdf(string code, string fileName) => new(code, fileName, "application/pdf", SmallPdf(fileName));

    private static byte[] SmallPdf(string text)
    {
        // A name in ASCII: the file's content need not show Chinese, only be a sound PDF.
        var said = string.Concat(text.Select(c => char.IsAsciiLetterOrDigit(c) ? c.ToString() : ((int)c).ToString("X4", CultureInfo.InvariantCulture)));
        var content = $"BT /F1 18 Tf 72 760 Td ({said}) Tj ET";
        string[] objects =
        [
            "<< /Type /Catalog /Pages 2 0 R >>",
            "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
            $"<< /Length {content.Length} >>\nstream\n{content}\nendstream",
            "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        ];
        var body = new StringBuilder("%PDF-1.4\n");
        var table = new StringBuilder();
        for (var i = 0; i < objects.Length; i++)
        {
            table.Append(CultureInfo.InvariantCulture, $"{body.Length:D10} 00000 n \n");
            body.Append(CultureInfo.InvariantCulture, $"{i + 1} 0 obj\n{objects[i]}\nendobj\n");
        }

        var start = body.Length;
        body.Append(CultureInfo.InvariantCulture, $"xref\n0 {objects.Length + 1}\n0000000000 65535 f \n{table}");
        body.Append(CultureInfo.InvariantCulture, $"trailer\n<< /Size {objects.Length + 1} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n");
        return Encoding.Latin1.GetBytes(body.ToString());
    }
}

/// <summary>What somebody fills in: complete, unless a test changes it. Phone and mail address are its own, so its messages can be counted.</summary>
internal sealed partial record Application(string ItemCode, IReadOnlyDictionary<string, object> Values, IReadOnlyList<Material> Materials)
{
    public const string Name = "张三";
    public const string IdNumber = "320681198503141211";
    public const string Address = "江苏省启东市汇龙镇人民中路500号3幢201室";

    private static int filed = Random.Shared.Next(10_000, 90_000) * 1000;

    public string Phone => (string)Values["applicant.phone"];

    public string Email => (string)Values["applicant.email"];

    /// <summary>Item 01: sole trader, immediate, two people of one department.</summary>
    public static Application SoleTrader(bool byCourier = true) => new("320681-QR-SCJ-0001-1", With(byCourier, new()
    {
        ["agent.acts"] = false,
        ["business.tradeName"] = "启东市小满面馆",
        ["premises.address"] = Address,
        ["premises.tenure"] = "rented",
        ["premises.area"] = 60,
        ["business.form"] = "personal",
        ["business.scope"] = "餐饮服务。",
        ["business.capital"] = 5_000_000,
        ["business.employees"] = 2,
    }), [Material.Pdf("M002", "身份证.pdf"), Material.Pdf("M004", "租赁合同.pdf")]);

    /// <summary>Item 02: company set-up, joint, four departments at once.</summary>
    public static Application Company(bool byCourier = true) => new("320681-LB-SCJ-0002-1", With(byCourier, new()
    {
        ["company.name"] = "启东市江海风电技术有限公司",
        ["company.type"] = "limited",
        ["company.capital"] = 100_000_000,
        ["company.scope"] = "风力发电技术服务;风电设备销售与维修。",
        ["premises.address"] = Address,
        ["premises.tenure"] = "rented",
        ["legalRepresentative.name"] = Name,
        ["legalRepresentative.idNumber"] = IdNumber,
        ["legalRepresentative.phone"] = "13900000101",
        ["company.shareholders"] = $"{Name} {IdNumber} 1000000",
        ["company.financeContact"] = "陆小兰",
        ["company.financePhone"] = "13900000110",
        ["seal.set"] = "standard",
        ["tax.invoice"] = true,
        ["tax.taxpayer"] = "small",
        ["socialInsurance.employees"] = 6,
        ["housingFund.rate"] = 8,
    }), [Material.Pdf("M002", "身份证.pdf"), Material.Pdf("M004", "租赁合同.pdf"), Material.Pdf("M010", "公司章程.pdf"), Material.Pdf("M011", "股东证明.pdf")]);

    /// <summary>Item 03: food business licence, promised, with an inspection by two.</summary>
    public static Application Food(bool byCourier = false) => new("320681-XK-SCJ-0003-1", With(byCourier, new()
    {
        ["holder.name"] = "启东市小满面馆",
        ["holder.creditCode"] = UnifiedSocialCreditCode.Create(EntityKind.SoleTrader, "320681", 4711),
        ["premises.address"] = Address,
        ["premises.tenure"] = "rented",
        ["premises.area"] = 60,
        ["premises.kitchenArea"] = 20,
        ["food.businessType"] = "catering",
        ["food.catering"] = "hot",
        ["food.online"] = false,
        ["food.staff"] = 3,
        ["food.safetyOfficer"] = "陆小兰",
        ["food.safetyOfficerPhone"] = "13900000110",
    }), [Material.Pdf("M005", "营业执照.pdf"), Material.Pdf("M006", "平面图.pdf"), Material.Pdf("M008", "制度.pdf"), Material.Pdf("M007", "健康证.pdf")]);

    /// <summary>Item 08: construction permit of 8,000 m² with 120 m² of civil defence built elsewhere; two departments charge.</summary>
    public static Application Construction(bool byCourier = false) => new("320681-XK-ZJJ-0008-1", With(byCourier, new()
    {
        ["holder.name"] = "启东市江海置业有限公司",
        ["holder.creditCode"] = UnifiedSocialCreditCode.Create(EntityKind.SoleTrader, "320681", 4712),
        ["project.name"] = "江海花园一期",
        ["project.address"] = Address,
        ["project.floorArea"] = 8000,
        ["project.contractPrice"] = 3_000_000_000,
        ["project.use"] = "residential",
        ["project.start"] = "2026-10-01",
        ["project.end"] = "2028-09-30",
        ["contractor.name"] = "启东建筑集团有限公司",
        ["contractor.creditCode"] = UnifiedSocialCreditCode.Create(EntityKind.SoleTrader, "320681", 4713),
        ["contractor.manager"] = "王建国",
        ["supervisor.name"] = "南通工程监理有限公司",
        ["civilDefence.elsewhere"] = true,
        ["civilDefence.areaNotBuilt"] = 120,
    }), [.. new[] { "M005", "M019", "M020", "M021", "M022", "M024" }.Select(code => Material.Pdf(code, $"{code}.pdf"))]);

    /// <summary>The same with other values; null leaves one out.</summary>
    public Application But(params (string Code, object? Value)[] changes)
    {
        var values = new Dictionary<string, object>(Values, StringComparer.Ordinal);
        foreach (var (code, value) in changes)
        {
            if (value is null)
            {
                values.Remove(code);
            }
            else
            {
                values[code] = value;
            }
        }

        return this with { Values = values };
    }

    private static Dictionary<string, object> With(bool byCourier, Dictionary<string, object> values)
    {
        // Numbers ending in 0000 cannot be reached at the gateway.
        var serial = Interlocked.Increment(ref filed);
        if (serial % 10_000 == 0)
        {
            serial = Interlocked.Increment(ref filed);
        }

        var phone = "139" + serial.ToString("D8", CultureInfo.InvariantCulture);
        values["applicant.name"] = Name;
        values["applicant.idNumber"] = IdNumber;
        values["applicant.phone"] = phone;
        values["applicant.email"] = $"{phone}@example.test";
        values["delivery.method"] = byCourier ? "courier" : "ecert";
        if (byCourier)
        {
            values["delivery.recipient"] = Name;
            values["delivery.phone"] = phone;
            values["delivery.address"] = Address;
        }

        return values;
    }
}
