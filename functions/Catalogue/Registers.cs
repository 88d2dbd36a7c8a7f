using System.Collections.Frozen;
using NoVisit.Localization;

namespace NoVisit.Catalogue;

/// <summary>An authority or other body that acts in cases (部门).</summary>
/// <param name="Code">Immutable (CT-02).</param>
/// <param name="Name">Present-day name.</param>
public sealed record Department(string Code, Text Name)
{
    /// <summary>Unified social credit code (GB 32100), under which it issues certificates; empty for those that issue none.</summary>
    public string CreditCode { get; init; } = "";

    /// <summary>What it is.</summary>
    public DepartmentKind Kind { get; init; }

    /// <summary>Guards safety, environment, life or health: its silence is never agreement (TL-07).</summary>
    public bool GuardsLife { get; init; }

    /// <summary>Former and short names that people still search for.</summary>
    public IReadOnlyList<string> Aliases { get; init; } = [];
}

/// <summary>Kinds of bodies.</summary>
public enum DepartmentKind
{
    /// <summary>Department of government, or a body that acts like one.</summary>
    Government,

    /// <summary>Public utility or other enterprise (CT-10).</summary>
    Enterprise,

    /// <summary>Stands for the applicant in stages in which the applicant acts.</summary>
    Applicant,
}

/// <summary>A type of material (材料, IN-04).</summary>
/// <param name="Code">Immutable; forms of joint items are merged by it (IN-03).</param>
/// <param name="Name">Name on lists and notices.</param>
/// <param name="Source">Where it comes from.</param>
/// <param name="SourceName">
/// Certificate type (<see cref="MaterialSource.Certificate"/>), register (<see cref="MaterialSource.Shared"/>) or kind of service
/// (<see cref="MaterialSource.Intermediary"/>); null otherwise.
/// </param>
/// <param name="ReuseDays">For how many days after its upload another case may use it; 0: not at all.</param>
/// <param name="Hint">Filling note.</param>
/// <param name="ContentTypes">Content types that are accepted, found out from the content.</param>
/// <param name="MaxSize">Bytes.</param>
public sealed record MaterialType(
    string Code, Text Name, MaterialSource Source, string? SourceName, int ReuseDays, Text Hint,
    IReadOnlyList<string> ContentTypes, long MaxSize)
{
    /// <summary>授权委托书: it authorises an agent (IN-13).</summary>
    public bool Authorises { get; init; }
}

/// <summary>Where a material comes from.</summary>
public enum MaterialSource
{
    /// <summary>The filled form itself; nothing is uploaded.</summary>
    Form,

    /// <summary>Uploaded by the applicant.</summary>
    Upload,

    /// <summary>From the certificate library (证照库); can be uploaded instead.</summary>
    Certificate,

    /// <summary>From a shared register (数据共享); can be uploaded instead.</summary>
    Shared,

    /// <summary>Made by an intermediary (中介服务).</summary>
    Intermediary,
}

/// <summary>A type of certificate or other result (证照类型, RS-01).</summary>
/// <param name="Code">Immutable.</param>
/// <param name="Name">Name printed on it.</param>
/// <param name="ValidYears">Years of validity from the day of issue; null: without end.</param>
/// <param name="Holder">By what number its holder is known.</param>
/// <param name="Issuer">Department that issues and seals it.</param>
public sealed record CertificateType(string Code, Text Name, int? ValidYears, HolderKind Holder, Department Issuer);

/// <summary>By what number the holder of a certificate is known.</summary>
public enum HolderKind
{
    /// <summary>Unified social credit code.</summary>
    CreditCode,

    /// <summary>Citizen identity number.</summary>
    IdNumber,
}

/// <summary>A subject under which citizens look for items (主题).</summary>
/// <param name="Code">Stable.</param>
/// <param name="Name">Heading.</param>
public sealed record Theme(string Code, Text Name);

/// <summary>The code lists that items refer to (CT-02).</summary>
/// <param name="Departments">By code.</param>
/// <param name="Materials">By code.</param>
/// <param name="Certificates">By code.</param>
/// <param name="Themes">By code.</param>
public sealed record Registers(
    FrozenDictionary<string, Department> Departments,
    FrozenDictionary<string, MaterialType> Materials,
    FrozenDictionary<string, CertificateType> Certificates,
    FrozenDictionary<string, Theme> Themes);
