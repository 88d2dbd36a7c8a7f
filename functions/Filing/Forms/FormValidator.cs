using System.Globalization;
using System.Text;
using System.Text.Json;
using NoVisit.Catalogue;
using NoVisit.Localization;

namespace NoVisit.Filing.Forms;

/// <summary>Does what was filled in suit the form (IN-01)? All errors at once, in both languages.</summary>
public static class FormValidator
{
    /// <summary>Errors by data element code; empty when all is well.</summary>
    /// <param name="form">Form of the item version that is filed.</param>
    /// <param name="values">What was filled in.</param>
    /// <param name="today">Today in Asia/Shanghai.</param>
    public static IReadOnlyDictionary<string, Text> Validate(Form form, FormValues values, DateOnly today)
    {
        var errors = new SortedDictionary<string, Text>(StringComparer.Ordinal);
        var asked = new HashSet<string>();
        foreach (var field in form.AllFields())
        {
            var isAsked = field.When is null || (asked.Contains(field.When.Field) && field.When.Holds(values));
            var filled = values.ByCode.TryGetValue(field.Code, out var value) && !FormValues.IsEmpty(value);
            if (isAsked)
            {
                asked.Add(field.Code);
            }

            var error = (isAsked, filled) switch
            {
                (true, true) => FieldRules.Check(field, value, today),
                (true, false) => field.Required ? FieldRules.Missing(field) : null,
                (false, true) => new Text(
                    $"按前面的填写,不需要填写“{field.Label.Zh}”,请清空。",
                    $"By what you filled in before, {field.Label.En} is not asked for; leave it empty."),
                (false, false) => null,
            };
            if (error is not null)
            {
                errors[field.Code] = error;
            }
        }

        foreach (var code in values.ByCode.Keys.Where(code => form.Field(code) is null))
        {
            errors[code] = new("表单中没有此字段。", "The form has no such field.");
        }

        return errors;
    }

    /// <summary>
    /// Errors of a draft that may still have gaps: as <see cref="Validate"/>, but an empty field is no error.
    /// </summary>
    /// <param name="form">Form of the item version.</param>
    /// <param name="values">What was filled in so far.</param>
    /// <param name="today">Today in Asia/Shanghai.</param>
    public static IReadOnlyDictionary<string, Text> ValidateDraft(Form form, FormValues values, DateOnly today) =>
        Validate(new([.. form.Sections.Select(WithGaps)]), values, today);

    /// <summary>The condition holds for these values.</summary>
    internal static bool Holds(this Condition condition, FormValues values) =>
        values.TextOf(condition.Field) is { } value && condition.In.Contains(value);

    private static FormSection WithGaps(FormSection section) =>
        section with { Fields = [.. section.Fields.Select(field => field with { Required = false })] };
}

/// <summary>The rule of each field type.</summary>
internal static class FieldRules
{
    private const long MostFen = 9_007_199_254_740_991; // largest whole number that a browser holds exactly

    public static Text Missing(FormField field) => new($"请填写“{field.Label.Zh}”。", $"{field.Label.En} is missing.");

    public static Text? Check(FormField field, JsonElement value, DateOnly today) => field.Type switch
    {
        FieldType.Boolean => value.ValueKind is JsonValueKind.True or JsonValueKind.False ? null : new("请选择是或否。", "Choose yes or no."),
        FieldType.Number => Number(field, value),
        FieldType.Money => Money(field, value),
        _ => value.ValueKind == JsonValueKind.String ? OfText(field, value, today) : new("须填写文字。", "This has to be a text."),
    };

    private static Text? OfText(FormField field, JsonElement value, DateOnly today)
    {
        var text = value.GetString()!.Trim();
        if (text.EnumerateRunes().Any(rune => Forbidden(rune, field.Type == FieldType.Multiline)))
        {
            return new("包含不可见的控制字符。", "This contains invisible control characters.");
        }

        var most = field.MaxLength ?? field.Type switch { FieldType.Multiline => 2000, FieldType.Email => 254, _ => 200 };
        if (text.EnumerateRunes().Count() > most)
        {
            return new(
                string.Create(CultureInfo.InvariantCulture, $"最多 {most} 个字。"),
                string.Create(CultureInfo.InvariantCulture, $"At most {most} characters."));
        }

        return field.Type switch
        {
            FieldType.IdNumber when !IdentityNumber.IsValid(text, today) =>
                new("身份证号码有误,请核对 18 位号码。", "This is not a valid identity number; check all 18 characters."),
            FieldType.CreditCode when !UnifiedSocialCreditCode.IsValid(text) =>
                new("统一社会信用代码有误,请核对 18 位代码。", "This is not a valid unified social credit code; check all 18 characters."),
            FieldType.Phone when !ContactRules.IsPhone(text) =>
                new("请填写 11 位手机号码,或带区号的固定电话(如 0513-83312345)。",
                "Give a mobile number of 11 digits, or a landline with its area code (0513-83312345)."),
            FieldType.Email when !ContactRules.IsEmail(text) => new("电子邮箱格式有误。", "This is not an e-mail address."),
            FieldType.Date when !IsDate(text) => new("请填写真实日期,格式为 2026-03-02。", "Give a real date like 2026-03-02."),
            FieldType.Choice when field.Options?.Any(option => option.Value == text) != true => new("请从选项中选择。",
                "Choose one of the options."),
            FieldType.Address when text.EnumerateRunes().Count() < 5 => new("地址过于简单,请写到门牌号。",
                "The address is too short; include the house number."),
            _ => null,
        };
    }

    // Control characters, and those that turn the reading direction: both can make a clerk read another text than was filed.
    private static bool Forbidden(Rune rune, bool lines) => rune.Value switch
    {
        '\n' or '\r' or '\t' => !lines,
        >= 0x202A and <= 0x202E or >= 0x2066 and <= 0x2069 or 0x200E or 0x200F or 0xFEFF or 0xFFFD => true,
        _ => Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.OtherNotAssigned or UnicodeCategory.PrivateUse,
    };

    private static bool IsDate(string text) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date)
        && date.Year is >= 1900 and <= 2100;

    private static Text? Number(FormField field, JsonElement value) =>
        value.ValueKind != JsonValueKind.Number || !value.TryGetDecimal(out var number)
            ? new("须填写数字。", "This has to be a number.")
            : Bounds(number, field.Min, field.Max, 1);

    private static Text? Money(FormField field, JsonElement value) =>
        value.ValueKind != JsonValueKind.Number || !value.TryGetInt64(out var fen)
            ? new("须填写金额,精确到分。", "This has to be an amount, to the fen.")
            : Bounds(fen, field.Min ?? 0, field.Max ?? MostFen, 100);

    private static Text? Bounds(decimal value, decimal? min, decimal? max, decimal unit)
    {
        if (value < min)
        {
            var least = (min.Value / unit).ToString("0.##", CultureInfo.InvariantCulture);
            return new($"不得小于 {least}。", $"At least {least}.");
        }

        if (value > max)
        {
            var most = (max.Value / unit).ToString("0.##", CultureInfo.InvariantCulture);
            return new($"不得大于 {most}。", $"At most {most}.");
        }

        return null;
    }
}
