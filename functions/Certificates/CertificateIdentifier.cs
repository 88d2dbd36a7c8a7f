using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace NoVisit.Certificates;

/// <summary>
/// Electronic certificate identifier (电子证照标识) by GB/T 36904-2018:
/// <c>1.2.156.3005.2.{type}.{issuer}.{serial}.{version}.{check}</c>. The check character is computed by ISO 7064, MOD 37,36
/// over type, issuer, serial and version without the dots; the root takes no part in it.
/// </summary>
public sealed record CertificateIdentifier
{
    /// <summary>Object identifier under which all electronic certificates of the country hang (电子证照根代码).</summary>
    public const string Root = "1.2.156.3005.2";

    /// <summary>Longest serial that is read. The standard leaves the serial to the issuer; identifiers with 32 characters are in use.</summary>
    public const int MaxSerialLength = 32;

    private CertificateIdentifier(string typeCode, string issuerCode, string serial, int version)
    {
        TypeCode = typeCode;
        IssuerCode = issuerCode;
        Serial = serial;
        Version = version;
    }

    /// <summary>Certificate type (证照类型代码): the defining body's unified social credit code and three more digits, 21 characters.</summary>
    public string TypeCode { get; }

    /// <summary>Issuing body (证照颁发机构代码): its unified social credit code, 18 characters.</summary>
    public string IssuerCode { get; }

    /// <summary>Serial (流水号), unique for type and issuer: 1 to 32 digits and capital letters.</summary>
    public string Serial { get; }

    /// <summary>Version (版本号), 1 to 999; counts changes of the same certificate.</summary>
    public int Version { get; }

    /// <summary>Check character (校验位).</summary>
    public char Check => Iso7064.Mod37Hybrid36(Body);

    private string Body => string.Create(CultureInfo.InvariantCulture, $"{TypeCode}{IssuerCode}{Serial}{Version:D3}");

    /// <summary>Composes an identifier.</summary>
    /// <exception cref="ArgumentException">A part has the wrong length or characters.</exception>
    public static CertificateIdentifier Create(string typeCode, string issuerCode, string serial, int version = 1) =>
        IsSound(typeCode, issuerCode, serial, version)
            ? new CertificateIdentifier(typeCode, issuerCode, serial, version)
            : throw new ArgumentException($"“{typeCode}.{issuerCode}.{serial}.{version}” is no electronic certificate identifier by GB/T 36904.", nameof(serial));

    /// <summary>Reads an identifier and checks its check character. Small letters are taken for capitals, blanks around it are ignored.</summary>
    public static bool TryParse(string? text, [NotNullWhen(true)] out CertificateIdentifier? identifier)
    {
        identifier = null;
        var parts = text is { Length: <= 128 } ? text.Trim().ToUpperInvariant().Split('.') : [];
        if (parts.Length != 10
            || string.Join('.', parts[..5]) != Root
            || parts[8].Length != 3 || !int.TryParse(parts[8], NumberStyles.None, CultureInfo.InvariantCulture, out var version)
            || parts[9].Length != 1
            || !IsSound(parts[5], parts[6], parts[7], version))
        {
            return false;
        }

        var candidate = new CertificateIdentifier(parts[5], parts[6], parts[7], version);
        identifier = candidate.Check == parts[9][0] ? candidate : null;
        return identifier is not null;
    }

    /// <summary>Reads an identifier.</summary>
    /// <exception cref="FormatException">The text has another structure or its check character is wrong.</exception>
    public static CertificateIdentifier Parse(string text) =>
        TryParse(text, out var identifier) ? identifier : throw new FormatException("The text is no electronic certificate identifier by GB/T 36904.");

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Root}.{TypeCode}.{IssuerCode}.{Serial}.{Version:D3}.{Check}");

    private static bool IsSound(string typeCode, string issuerCode, string serial, int version) =>
        typeCode.Length == 21 && issuerCode.Length == 18 && serial.Length is > 0 and <= MaxSerialLength && version is > 0 and <= 999
        && typeCode[18..].All(char.IsAsciiDigit)
        && (typeCode + issuerCode + serial).All(c => char.IsAsciiDigit(c) || char.IsAsciiLetterUpper(c));
}
