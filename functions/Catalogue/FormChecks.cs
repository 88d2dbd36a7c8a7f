using System.Globalization;

namespace NoVisit.Catalogue;

/// <summary>Is a form sound (WF-02)?</summary>
internal static class FormChecks
{
    public static void Run(Form form, Findings findings)
    {
        findings.ErrorIf(!form.AllFields().Any(), "formEmpty", "/form", "表单没有字段。", "The form has no fields.");
        var sections = new HashSet<string>();
        var earlier = new List<FormField>();
        foreach (var (number, section) in form.Sections.Index())
        {
            findings.ErrorIf(
                !sections.Add(section.Id), "sectionTwice", At($"/form/sections/{number}"), $"分组 {section.Id} 重复。",
                $"There are two sections {section.Id}.");
            foreach (var (index, field) in section.Fields.Index())
            {
                var at = At($"/form/sections/{number}/fields/{index}");
                findings.ErrorIf(
                    earlier.Exists(other => other.Code == field.Code), "fieldTwice", at, $"字段 {field.Code} 重复。",
                    $"There are two fields {field.Code}.");
                Field(field, at, findings);
                if (field.When is { } when)
                {
                    Condition(when, earlier, at + "/when", findings);
                }

                earlier.Add(field);
            }
        }
    }

    /// <summary>A condition asks for a value that one of the fields can have.</summary>
    public static void Condition(Condition condition, IEnumerable<FormField> fields, string at, Findings findings)
    {
        var field = fields.FirstOrDefault(field => field.Code == condition.Field);
        if (field is null)
        {
            findings.Add(
                FindingSeverity.Error, "conditionField", at, $"条件引用的字段 {condition.Field} 不在其前。",
                $"The condition refers to {condition.Field}, which is not asked before.");
            return;
        }

        IEnumerable<string> possible = field.Type switch
        {
            FieldType.Choice => field.Options?.Select(option => option.Value) ?? [],
            FieldType.Boolean => ["true", "false"],
            _ => [],
        };
        findings.ErrorIf(
            condition.In.Count == 0 || condition.In.Except(possible).Any(), "conditionValue", at, $"条件中的取值不是 {condition.Field} 的选项。",
            $"The condition asks for a value that {condition.Field} cannot have.");
    }

    private static void Field(FormField field, string at, Findings findings)
    {
        var choice = field.Type == FieldType.Choice;
        var values = field.Options?.Select(option => option.Value).ToList() ?? [];
        findings.ErrorIf(
            choice ? values.Count == 0 || values.Distinct().Count() != values.Count : field.Options is not null, "options", at,
            "选择字段须有互不相同的选项,其他字段不得有。", "A choice has different options, other fields have none.");
        findings.ErrorIf(field.Min > field.Max, "bounds", at, "最小值大于最大值。", "The smallest value is greater than the largest.");
        findings.ErrorIf(field.MaxLength < 1, "bounds", at, "最大长度须大于零。", "The longest text has at least one character.");
        findings.ErrorIf(
            string.IsNullOrWhiteSpace(field.Label.Zh) || string.IsNullOrWhiteSpace(field.Label.En), "label", at, "字段名称未填写。",
            "The label is missing.");
    }

    private static string At(FormattableString pointer) => pointer.ToString(CultureInfo.InvariantCulture);
}
