using System.Text.Json;
using NoVisit.Approval;
using NoVisit.Catalogue;
using NoVisit.Certificates;
using NoVisit.Certificates.Life;
using NoVisit.Deadlines;
using NoVisit.Filing.Forms;
using NoVisit.Filing.Hall;
using NoVisit.Filing.Uploads;
using NoVisit.Http;
using NoVisit.Localization;

namespace NoVisit.Filing.Campaigns;

/// <summary>
/// 集中联合年检 (WF-15): one case for each enterprise of a list, filed by the same rules as any other. What is wrong in the list is refused with it; what an
/// enterprise lacks keeps only its own case from being filed.
/// </summary>
internal static class CampaignRules
{
    /// <summary>Enterprises of one campaign; the county's list had 2,383.</summary>
    public const int MaxEnterprises = 5_000;

    /// <summary>Certificates of one enterprise that are inspected together.</summary>
    public const int MaxCertificates = 20;

    private const int MaxName = 100;

    /// <summary>JSON characters of one enterprise's answers, so that fifty rows fit one transaction.</summary>
    private const int MaxValues = 16_000;

    /// <summary>More faults than these help nobody.</summary>
    private const int MaxFaults = 100;

    private const string HolderName = "holder.name";
    private const string HolderCode = "holder.creditCode";
    private const string Phone = "applicant.phone";
    private const string Email = "applicant.email";

    /// <summary>Everything that is wrong in a list, by JSON pointer; gaps are not.</summary>
    /// <param name="command">The list.</param>
    /// <param name="item">Null when there is no such item.</param>
    /// <param name="today">Today in Asia/Shanghai.</param>
    public static IReadOnlyDictionary<string, Text> Faults(CampaignCommand command, ServiceItem? item, DateOnly today)
    {
        var faults = new Dictionary<string, Text>(StringComparer.Ordinal);
        if (NameFault(command.Name) is { } name)
        {
            faults["/name"] = name;
        }

        if (item?.Form.Field(HolderCode) is null)
        {
            faults["/itemCode"] = new("没有这个事项,或该事项不以企业为申请人。", "There is no such item, or it is not filed by enterprises.");
            return faults;
        }

        if (command.Enterprises.Count is 0 or > MaxEnterprises)
        {
            faults["/enterprises"] = new($"须为 1 至 {MaxEnterprises} 家企业。", $"1 to {MaxEnterprises} enterprises.");
            return faults;
        }

        var first = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var index = 0; index < command.Enterprises.Count && faults.Count < MaxFaults; index++)
        {
            foreach (var (place, fault) in FaultsOf(command, index, item, first, today))
            {
                faults.TryAdd(place, fault);
            }
        }

        return faults;
    }

    /// <summary>The answers of an enterprise: the common ones, its own, and what the list says of it.</summary>
    public static FormValues ValuesOf(CampaignCommand command, ListedEnterprise enterprise, ServiceItem item)
    {
        var values = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        foreach (var (code, value) in (command.Values?.ByCode ?? FormValues.Empty.ByCode).Concat(enterprise.Values?.ByCode ?? FormValues.Empty.ByCode))
        {
            values[code] = value;
        }

        foreach (var (code, text) in new[] { (HolderName, enterprise.Name), (HolderCode, enterprise.Uscc), (Phone, enterprise.Phone), (Email, enterprise.Email) })
        {
            if (text is not null && item.Form.Field(code) is not null)
            {
                values[code] = JsonSerializer.SerializeToElement(text);
            }
        }

        return FormValues.Of(values).Normalized(item.Form);
    }

    /// <summary>The code as it is stored and compared.</summary>
    public static string Code(string uscc) => uscc.Trim().ToUpperInvariant();

    /// <summary>
    /// The filing of one enterprise, or everything that keeps it from being filed. The enterprise itself is the applicant: nobody's name and identity number
    /// is asked. What the authority has on record need not be handed in.
    /// </summary>
    /// <param name="campaign">The campaign.</param>
    /// <param name="enterprise">With its values as stored.</param>
    /// <param name="values">The same in plain.</param>
    /// <param name="item">The version that the campaign was begun under.</param>
    /// <param name="person">Id that stands for the enterprise.</param>
    /// <param name="clock">Counts the dues.</param>
    /// <param name="now">Time of filing.</param>
    public static (Submitted? Filing, IReadOnlyDictionary<string, Text> Reasons) File(
        Campaign campaign, CampaignEnterprise enterprise, IReadOnlyDictionary<string, JsonElement> values, ServiceItem item, string person, LimitClock clock,
        DateTimeOffset now)
    {
        var draft = new Draft(
            Draft.IdOf(campaign.Id, enterprise.Uscc), campaign.By, item.Code, item.Version, enterprise.Values, campaign.CreatedAt, null, default);
        List<MaterialUpload> materials = [.. item.Materials.Where(m => enterprise.Records.ContainsKey(m.Code)).Select(m => MaterialUpload.Referring(
            new MaterialReference(ReferenceKind.Register, m.SourceName ?? item.Lead.Code, m.Name) { Number = enterprise.Records[m.Code] },
            draft.Id, m.Code, campaign.By, now))];
        var reasons = SubmissionRules.Faults(item, values, materials, OfficeHours.DateOf(now))
            .Where(f => !f.Key.StartsWith("applicant.", StringComparison.Ordinal) || values.ContainsKey(f.Key))
            .ToDictionary(
                f => f.Key,
                f => item.Materials.FirstOrDefault(m => m.Code == f.Key) is { } material
                    ? new Text($"名单未列明{material.Name.Zh}的登记信息。", $"The list names no record of: {material.Name.En}.") : f.Value,
                StringComparer.Ordinal);
        if (reasons.Count > 0)
        {
            return (null, reasons);
        }

        var submitted = SubmissionRules.Submit(item, draft, values, materials, "zh", clock, now);
        return (
            submitted with
            {
                Channel = Channel.Campaign,
                Campaign = new CampaignPlace(campaign.Id, enterprise.Uscc)
                {
                    Certificates = enterprise.Certificates.Count == 0 ? null : enterprise.Certificates,
                },
                Applicant = submitted.Applicant with { PersonId = person, Name = enterprise.Name, Phone = enterprise.Phone, Email = enterprise.Email },
            },
            reasons);
    }

    /// <summary>Why a certificate of the list cannot be stamped: it is another's, not valid, or none; null when it can.</summary>
    public static Text? Unfit(CampaignEnterprise enterprise, RegisteredCertificate? certificate) =>
        certificate is { Status: "valid" } && certificate.Holder == enterprise.Name
            ? null
            : new("证照登记中没有该企业名下的这一有效证照。", "The register has no such valid certificate of this enterprise.");

    private static IEnumerable<(string Place, Text Fault)> FaultsOf(
        CampaignCommand command, int index, ServiceItem item, Dictionary<string, int> first, DateOnly today)
    {
        var (enterprise, at) = (command.Enterprises[index], $"/enterprises/{index}");
        var code = Code(enterprise.Uscc);
        if (!first.TryAdd(code, index))
        {
            yield return ($"{at}/uscc", new($"与第 {first[code] + 1} 家企业重复。", $"The same as enterprise {first[code] + 1} of the list."));
        }

        foreach (var (field, fault) in FormValidator.ValidateDraft(item.Form, ValuesOf(command, enterprise, item), today))
        {
            yield return (field switch
            {
                HolderName => $"{at}/name",
                HolderCode => $"{at}/uscc",
                Phone when enterprise.Phone is not null => $"{at}/phone",
                Email when enterprise.Email is not null => $"{at}/email",
                _ => JsonPointer.Append(enterprise.Values?.ByCode.ContainsKey(field) == true ? $"{at}/values" : "/values", field),
            }, fault);
        }

        if (NameFault(enterprise.Name) is { } name)
        {
            yield return ($"{at}/name", name);
        }

        if (code.Length == 0)
        {
            yield return ($"{at}/uscc", new("必填", "Required"));
        }

        if (JsonSerializer.Serialize(enterprise.Values, CaseJson.Options).Length > MaxValues)
        {
            yield return ($"{at}/values", new($"最多 {MaxValues} 个字符。", $"At most {MaxValues} characters."));
        }

        foreach (var fault in CertificateFaults(enterprise, $"{at}/certificates"))
        {
            yield return fault;
        }

        foreach (var (material, number) in enterprise.Records ?? new Dictionary<string, string>())
        {
            if (!item.Materials.Any(m => m.Code == material && m.Source != MaterialSource.Form))
            {
                yield return (JsonPointer.Append($"{at}/records", material), new("该事项没有这份材料。", "The item has no such material."));
            }
            else if (NameFault(number) is { } fault)
            {
                yield return (JsonPointer.Append($"{at}/records", material), fault);
            }
        }
    }

    private static IEnumerable<(string Place, Text Fault)> CertificateFaults(ListedEnterprise enterprise, string at)
    {
        var certificates = enterprise.Certificates ?? [];
        if (certificates.Count > MaxCertificates)
        {
            yield return (at, new($"最多 {MaxCertificates} 份证照。", $"At most {MaxCertificates} certificates."));
        }

        for (var index = 0; index < certificates.Count; index++)
        {
            if (!CertificateIdentifier.TryParse(certificates[index], out _))
            {
                yield return ($"{at}/{index}", new("不是电子证照标识。", "This is no certificate identifier."));
            }
        }
    }

    private static Text? NameFault(string text) => string.IsNullOrWhiteSpace(text) ? new("必填", "Required")
        : text.Length > MaxName || text.Any(char.IsControl) ? new($"最多 {MaxName} 个字,不含控制字符。", $"At most {MaxName} characters, no control characters.")
        : null;
}
