using System.Text.Json;
using NoVisit.Catalogue;

namespace NoVisit.Filing.Forms;

[Rule("IN-01")]
public sealed class CatalogueFormsTests
{
    private static readonly DateOnly Today = new(2026, 3, 2);
    private static readonly ItemCatalogue Catalogue = CatalogueLoader.LoadEmbedded();

    public static TheoryData<string> Items => [.. Catalogue.Published.Select(item => item.Code)];

    [Theory]
    [MemberData(nameof(Items))]
    public void Every_form_can_be_filled_in_whatever_is_chosen(string code)
    {
        var form = Catalogue.Find(code)!.Form;
        var choices = form.AllFields().Max(field => field.Options?.Count ?? 2);
        for (var choice = 0; choice < choices; choice++)
        {
            Assert.Empty(FormValidator.Validate(form, Fill(form, choice), Today));
        }
    }

    [Theory]
    [MemberData(nameof(Items))]
    public void Every_form_asks_who_applies_and_how_to_deliver_in_few_fields(string code)
    {
        var form = Catalogue.Find(code)!.Form;
        string[] common = ["applicant.name", "applicant.idNumber", "applicant.phone", "applicant.email", "delivery.method"];
        Assert.All(common, element => Assert.NotNull(form.Field(element)));
        Assert.InRange(form.AllFields().Count(field => field.Required && field.When is null), 8, 24);
    }

    [Fact]
    public void One_data_element_is_asked_alike_on_every_form() // so that the forms of a bundle can be merged by it (IN-03)
    {
        var kinds = Catalogue.Published.SelectMany(item => item.Form.AllFields()).GroupBy(field => field.Code, field => field.Type);
        Assert.All(kinds, kind => Assert.Single(kind.Distinct()));
    }

    private static FormValues Fill(Form form, int choice)
    {
        var filled = FormValues.Empty;
        foreach (var field in form.AllFields().Where(field => field.When is null || field.When.Holds(Current())))
        {
            var values = Current().ByCode.ToDictionary();
            values[field.Code] = JsonSerializer.SerializeToElement(Sample(field, choice));
            filled = FormValues.Read(JsonSerializer.SerializeToElement(values)).Values!;
        }

        return filled;

        FormValues Current() => filled;
    }

    private static object Sample(FormField field, int choice) => field.Type switch
    {
        FieldType.IdNumber => "11010519491231002X",
        FieldType.CreditCode => "91350100M000100Y43",
        FieldType.Phone => "13812345678",
        FieldType.Email => "zhang.san@example.com",
        FieldType.Date => "2026-03-02",
        FieldType.Choice => field.Options![choice % field.Options.Count].Value,
        FieldType.Boolean => choice % 2 == 0,
        FieldType.Number => field.Min ?? 1,
        FieldType.Money => (long)(field.Max ?? 100),
        FieldType.Address => "江苏省启东市人民中路 683 号",
        _ => "字",
    };
}
