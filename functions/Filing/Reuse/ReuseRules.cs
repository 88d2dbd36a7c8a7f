using System.Text.Json;
using NoVisit.Catalogue;
using NoVisit.Filing.Uploads;
using NoVisit.Localization;

namespace NoVisit.Filing.Reuse;

/// <summary>What is there already and need not be uploaded.</summary>
/// <param name="Kind">certificate or earlierUpload.</param>
/// <param name="Identifier">Of the certificate, or the key of the earlier file.</param>
/// <param name="Holder">Name on the certificate; null for files.</param>
/// <param name="CaseNumber">The case it comes from.</param>
/// <param name="ValidTo">Last day on which it can be used; null without end.</param>
internal sealed record ReuseOffer(
    string MaterialCode, ReferenceKind Kind, string Identifier, Text Name, string? Number, string? Holder, string CaseNumber, DateTimeOffset At, DateOnly? ValidTo);

/// <summary>避免重复提交材料 (DS-02): what the library holds, or was handed in and accepted, is not asked for again.</summary>
internal static class ReuseRules
{
    /// <summary>The form's field with the code of the enterprise that files.</summary>
    internal const string CreditCodeField = "holder.creditCode";

    /// <summary>The certificates that fit a material of the item: of its type, valid today, held by the enterprise that files.</summary>
    public static IEnumerable<(ReuseOffer Offer, ReusableCertificate Certificate)> Certificates(
        ServiceItem item, IReadOnlyDictionary<string, JsonElement> values, IEnumerable<ReusableCertificate> certificates, DateOnly today) =>
        from material in item.Materials
        where material.Source == MaterialSource.Certificate
        from certificate in certificates
        where certificate.Code == material.SourceName && !(certificate.ValidTo < today) && Holds(certificate, values)
        select (new ReuseOffer(
            material.Code, ReferenceKind.Certificate, certificate.Identifier, certificate.Name, certificate.Number, certificate.Holder, certificate.CaseNumber,
            certificate.IssuedAt, certificate.ValidTo), certificate);

    /// <summary>The accepted files that the item takes again.</summary>
    public static IEnumerable<(ReuseOffer Offer, ReusableMaterial Material)> Materials(
        ServiceItem item, IEnumerable<ReusableMaterial> earlier, DateOnly today) =>
        from material in item.Materials
        where material.ReuseDays > 0 && material.Source != MaterialSource.Form && !material.Authorises
        from file in earlier
        where file.Upload.MaterialCode == material.Code && file.Until >= today
        select (new ReuseOffer(
            material.Code, ReferenceKind.EarlierUpload, file.Upload.Key, material.Name, null, null, file.CaseNumber, file.Upload.UploadedAt, file.Until), file);

    /// <summary>Whether the item can take anything from the library or from earlier filings.</summary>
    public static bool MayOffer(ServiceItem item) => item.Materials.Any(m => m.Source == MaterialSource.Certificate || m.ReuseDays > 0);

    /// <summary>References of a draft that no longer hold: revoked, expired, or of another enterprise than the one that files.</summary>
    public static IEnumerable<string> Lapsed(IEnumerable<MaterialUpload> uploads, IReadOnlyList<ReuseOffer> offers) =>
        uploads.GroupBy(u => u.MaterialCode, StringComparer.Ordinal).Select(g => g.MaxBy(u => u.UploadedAt)!)
            .Where(u => u.Reference is { HasFile: true } reference && !offers.Any(o => o.MaterialCode == u.MaterialCode && o.Identifier == reference.Identifier))
            .Select(u => u.MaterialCode);

    private static bool Holds(ReusableCertificate certificate, IReadOnlyDictionary<string, JsonElement> values) =>
        certificate.CreditCode is null || values.TextOf(CreditCodeField) is not { } code || code == certificate.CreditCode;
}
