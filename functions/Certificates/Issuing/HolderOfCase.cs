using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using NoVisit.Approval;
using NoVisit.Filing;
using NoVisit.Filing.Forms;
using NoVisit.Protection;

namespace NoVisit.Certificates.Issuing;

/// <summary>Whose certificate it will be, as printed.</summary>
/// <param name="Name">Person or enterprise.</param>
/// <param name="IdKind">统一社会信用代码 or 公民身份号码.</param>
/// <param name="Id">Its value.</param>
/// <param name="Address">Premises, if the filing names them.</param>
internal sealed record Holder(string Name, string IdKind, string Id, string? Address)
{
    private const string CreditCode = "统一社会信用代码";

    /// <summary>The code, when an enterprise holds it.</summary>
    public string? EnterpriseCode => IdKind == CreditCode ? Id : null;

    /// <summary>
    /// The holder by the filing's data elements. A registration brings a new unified social credit code (RS-10), derived from the case so
    /// that making the certificate again gives the same one.
    /// </summary>
    /// <param name="record">The case.</param>
    /// <param name="values">Its values in plain.</param>
    public static Holder Of(CaseRecord record, IReadOnlyDictionary<string, JsonElement> values)
    {
        var address = values.TextOf("premises.address") ?? values.TextOf("plant.address") ?? values.TextOf("project.address");
        if (values.TextOf("holder.creditCode") is { } code)
        {
            return new Holder(values.TextOf("holder.name") ?? record.Applicant.Name, CreditCode, code, address);
        }

        if (values.TextOf("company.name") is { } company)
        {
            return new Holder(company, CreditCode, NewCode(record, EntityKind.Company), address);
        }

        return values.TextOf("business.tradeName") is { } tradeName
            ? new Holder(tradeName, CreditCode, NewCode(record, EntityKind.SoleTrader), address)
            : new Holder(record.Applicant.Name, "公民身份号码", Masking.IdNumber(values.TextOf("applicant.idNumber") ?? ""), address);
    }

    private static string NewCode(CaseRecord record, EntityKind kind)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(record.Number));
        return UnifiedSocialCreditCode.Create(kind, record.ItemCode[..6], (int)(BinaryPrimitives.ReadUInt32BigEndian(hash) % UnifiedSocialCreditCode.Serials));
    }

    /// <summary>The filing's own words for the lines of the certificate.</summary>
    public static IEnumerable<CertificateLine> Lines(IReadOnlyDictionary<string, JsonElement> values)
    {
        foreach (var (code, label) in new[]
        {
            ("company.type", "类型"), ("legalRepresentative.name", "法定代表人"), ("applicant.name", "经营者"),
            ("premises.address", "住所(经营场所)"), ("company.capital", "注册资本"), ("business.capital", "资金数额"),
            ("company.scope", "经营范围"), ("business.scope", "经营范围"), ("food.businessType", "主体业态"),
        })
        {
            if (values.TryGetValue(code, out var value) && Text(code, value) is { Length: > 0 } text)
            {
                yield return new CertificateLine(label, text);
            }
        }
    }

    private static string? Text(string code, JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Number when code.EndsWith(".capital", StringComparison.Ordinal) =>
            $"{(value.GetDecimal() / 100m / 10_000m).ToString("0.######", System.Globalization.CultureInfo.InvariantCulture)}万元人民币",
        JsonValueKind.String => value.GetString(),
        _ => null,
    };
}
