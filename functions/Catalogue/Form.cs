using System.Text.Json.Serialization;
using NoVisit.Localization;

namespace NoVisit.Catalogue;

/// <summary>The one form of an item (一张表, IN-03).</summary>
/// <param name="Sections">In the order in which they are asked.</param>
public sealed record Form(IReadOnlyList<FormSection> Sections)
{
    /// <summary>All fields in the order in which they are asked.</summary>
    public IEnumerable<FormField> AllFields() => Sections.SelectMany(section => section.Fields);

    /// <summary>The field of a code, if the form has it.</summary>
    public FormField? Field(string code) => AllFields().FirstOrDefault(field => field.Code == code);
}

/// <summary>A page of the form on a phone.</summary>
/// <param name="Id">Unique in the form.</param>
/// <param name="Title">Heading.</param>
/// <param name="Fields">In order.</param>
public sealed record FormSection(string Id, Text Title, IReadOnlyList<FormField> Fields);

/// <summary>One field of a form (表单字段).</summary>
/// <param name="Code">
/// Data element code (数据元编码), also the key in the values: <c>applicant.name</c>. Forms of joint items are merged by it (IN-03).
/// </param>
/// <param name="Label">What is asked for.</param>
/// <param name="Type">What kind of value is taken.</param>
/// <param name="Required">Has to be filled in, if asked.</param>
public sealed record FormField(string Code, Text Label, FieldType Type, bool Required)
{
    /// <summary>Asked only when this holds; null: always.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public Condition? When { get; init; }

    /// <summary>Filling note (填写说明, CT-04).</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public Text? Hint { get; init; }

    /// <summary>Longest text in characters; null: the usual bound of the type.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? MaxLength { get; init; }

    /// <summary>Smallest number, or amount in fen.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public decimal? Min { get; init; }

    /// <summary>Largest number, or amount in fen.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public decimal? Max { get; init; }

    /// <summary>What a <see cref="FieldType.Choice"/> offers.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<FieldOption>? Options { get; init; }
}

/// <summary>One answer that a choice offers.</summary>
/// <param name="Value">What is stored.</param>
/// <param name="Label">What is read.</param>
public sealed record FieldOption(string Value, Text Label);

/// <summary>True when the value of <paramref name="Field"/> equals one of <paramref name="In"/>; a boolean is "true" or "false".</summary>
/// <param name="Field">Code of a choice or boolean field asked earlier.</param>
/// <param name="In">The values for which it holds.</param>
public sealed record Condition(string Field, IReadOnlyList<string> In);

/// <summary>Kinds of form fields.</summary>
public enum FieldType
{
    /// <summary>One line.</summary>
    Text,

    /// <summary>Several lines.</summary>
    Multiline,

    /// <summary>Citizen identity number (公民身份号码, GB 11643).</summary>
    IdNumber,

    /// <summary>Unified social credit code (统一社会信用代码, GB 32100).</summary>
    CreditCode,

    /// <summary>Mainland mobile or landline number.</summary>
    Phone,

    /// <summary>E-mail address.</summary>
    Email,

    /// <summary>Date, yyyy-MM-dd.</summary>
    Date,

    /// <summary>One of the options.</summary>
    Choice,

    /// <summary>Number.</summary>
    Number,

    /// <summary>Amount in fen, whole.</summary>
    Money,

    /// <summary>Postal address on one line.</summary>
    Address,

    /// <summary>Yes or no.</summary>
    Boolean,
}
