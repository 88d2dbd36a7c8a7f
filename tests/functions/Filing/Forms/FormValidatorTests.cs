using System.Text.Json;
using System.Text.Json.Nodes;
using NoVisit.Catalogue;
using NoVisit.Localization;

namespace NoVisit.Filing.Forms;

[Rule("IN-01")]
public sealed class FormValidatorTests
{
    private static readonly DateOnly Today = new(2026, 3, 2);
    private static readonly ItemCatalogue Catalogue = CatalogueLoader.LoadEmbedded();

    private const string Filled = """
        {
          "applicant.name": "张三", "applicant.idNumber": "11010519491231002X", "applicant.phone": "13812345678",
          "holder.name": "启东市小满面馆", "holder.creditCode": "91350100M000100Y43",
          "premises.address": "江苏省启东市人民中路 683 号", "premises.tenure": "rented", "premises.area": 80.5, "premises.kitchenArea": 20,
          "food.businessType": "catering", "food.catering": "hot", "food.online": false, "food.staff": 6,
          "food.safetyOfficer": "李四", "food.safetyOfficerPhone": "0513-83312345", "delivery.method": "ecert"
        }
        """;

    [Fact]
    public void A_form_that_is_filled_in_well_has_no_errors() => Assert.Empty(Validate([]));

    [Theory]
    [InlineData("applicant.name", "null", "Name is missing.")]
    [InlineData("applicant.name", "\"  \"", "Name is missing.")]
    [InlineData("applicant.name", "1", "This has to be a text.")]
    [InlineData("applicant.name", "\"a\\u0000b\"", "This contains invisible control characters.")]
    [InlineData("applicant.name", "\"a\\nb\"", "This contains invisible control characters.")]
    [InlineData("applicant.name", "\"a\\u202eb\"", "This contains invisible control characters.")]
    [InlineData("applicant.idNumber", "\"110105194912310020\"", "This is not a valid identity number; check all 18 characters.")]
    [InlineData("holder.creditCode", "\"91350100M000100Y44\"", "This is not a valid unified social credit code; check all 18 characters.")]
    [InlineData("applicant.phone", "\"1381234567\"", "Give a mobile number of 11 digits, or a landline with its area code (0513-83312345).")]
    [InlineData("applicant.email", "\"zhang.san\"", "This is not an e-mail address.")]
    [InlineData("premises.tenure", "\"stolen\"", "Choose one of the options.")]
    [InlineData("premises.address", "\"人民路\"", "The address is too short; include the house number.")]
    [InlineData("premises.area", "\"80\"", "This has to be a number.")]
    [InlineData("premises.area", "1e40", "This has to be a number.")]
    [InlineData("premises.area", "0", "At least 1.")]
    [InlineData("premises.area", "1000001", "At most 1000000.")]
    [InlineData("food.online", "\"false\"", "Choose yes or no.")]
    [InlineData("food.staff", "[6]", "This has to be a number.")]
    [InlineData("food.platform", "\"x\"", "By what you filled in before, Platform or address is not asked for; leave it empty.")]
    [InlineData("delivery.address", "\"江苏省启东市人民中路\"", "By what you filled in before, Address is not asked for; leave it empty.")]
    [InlineData("surprise", "1", "The form has no such field.")]
    public void A_field_that_is_filled_in_badly_is_told(string code, string value, string message)
    {
        var (field, error) = Assert.Single(Validate(new() { [code] = value }));
        Assert.Equal(code, field);
        Assert.Equal(message, error.En);
    }

    [Theory]
    [InlineData("food.platform", "null")]
    [InlineData("food.platform", "\" \"")]
    [InlineData("applicant.email", "\"zhang.san@example.com\"")]
    [InlineData("holder.creditCode", "\"91350100m000100y43\"")]
    [InlineData("premises.kitchenArea", "0")]
    public void A_field_that_is_filled_in_well_is_taken(string code, string value) => Assert.Empty(Validate(new() { [code] = value }));

    [Fact]
    public void All_errors_are_told_at_once() => Assert.Equal(
        ["applicant.name", "applicant.phone", "surprise"],
        Validate(new() { ["applicant.name"] = "null", ["applicant.phone"] = "\"1\"", ["surprise"] = "true" }).Keys);

    [Fact]
    public void A_field_is_required_once_its_condition_holds() => Assert.Equal(
        ["delivery.address", "delivery.phone", "delivery.recipient"], Validate(new() { ["delivery.method"] = "\"courier\"" }).Keys);

    [Fact]
    public void A_field_whose_condition_rests_on_a_field_that_is_not_asked_is_not_asked()
    {
        var form = new Form([new("s", T, [
            new("a", T, FieldType.Boolean, true),
            new("b", T, FieldType.Boolean, true) { When = new("a", ["true"]) },
            new("c", T, FieldType.Text, true) { When = new("b", ["true"]) }])]);
        Assert.Equal(["b", "c"], FormValidator.Validate(form, Values("""{"a":false,"b":true,"c":"x"}"""), Today).Keys);
        Assert.Empty(FormValidator.Validate(form, Values("""{"a":false}"""), Today));
        Assert.Equal(["c"], FormValidator.Validate(form, Values("""{"a":true,"b":true}"""), Today).Keys);
    }

    [Fact]
    public void A_draft_may_have_gaps_but_no_errors()
    {
        var form = Catalogue.Find("320681-XK-SCJ-0003-1")!.Form;
        Assert.Empty(FormValidator.ValidateDraft(form, FormValues.Empty, Today));
        Assert.Equal(["applicant.phone"], FormValidator.ValidateDraft(form, Values("""{"applicant.phone":"1"}"""), Today).Keys);
    }

    [Theory]
    [InlineData(FieldType.Money, "100", null)]
    [InlineData(FieldType.Money, "0", null)]
    [InlineData(FieldType.Money, "-1", "At least 0.")]
    [InlineData(FieldType.Money, "1.5", "This has to be an amount, to the fen.")]
    [InlineData(FieldType.Money, "\"100\"", "This has to be an amount, to the fen.")]
    [InlineData(FieldType.Money, "9007199254740992", "At most 90071992547409.91.")]
    [InlineData(FieldType.Date, "\"2026-02-28\"", null)]
    [InlineData(FieldType.Date, "\"2026-02-29\"", "Give a real date like 2026-03-02.")]
    [InlineData(FieldType.Date, "\"2026/02/28\"", "Give a real date like 2026-03-02.")]
    [InlineData(FieldType.Multiline, "\"a\\nb\"", null)]
    [InlineData(FieldType.Number, "-3", null)]
    [InlineData(FieldType.Boolean, "true", null)]
    [InlineData(FieldType.Boolean, "1", "Choose yes or no.")]
    [InlineData(FieldType.Email, "\"a@b\"", "This is not an e-mail address.")]
    [InlineData(FieldType.Email, "\"a@b.c d.com\"", "This is not an e-mail address.")]
    [InlineData(FieldType.Email, "\"a..b@example.com\"", "This is not an e-mail address.")]
    [InlineData(FieldType.Phone, "\"13812345678\"", null)]
    [InlineData(FieldType.Phone, "\"12812345678\"", "Give a mobile number of 11 digits, or a landline with its area code (0513-83312345).")]
    [InlineData(FieldType.Phone, "\"010-62345678-123\"", null)]
    [InlineData(FieldType.Phone, "\"83312345\"", "Give a mobile number of 11 digits, or a landline with its area code (0513-83312345).")]
    public void Each_type_of_field_has_its_rule(FieldType type, string value, string? message)
    {
        var form = new Form([new("s", T, [new("f", T, type, true)])]);
        var errors = FormValidator.Validate(form, Values($$"""{"f":{{value}}}"""), Today);
        Assert.Equal(message, errors.GetValueOrDefault("f")?.En);
    }

    [Fact]
    public void Length_is_counted_in_characters_as_people_write_them()
    {
        var form = new Form([new("s", T, [new("f", T, FieldType.Text, true) { MaxLength = 2 }])]);
        Assert.Empty(FormValidator.Validate(form, Values("""{"f":"𠮷𠮷"}"""), Today));
        Assert.Equal("At most 2 characters.", FormValidator.Validate(form, Values("""{"f":"𠮷𠮷𠮷"}"""), Today)["f"].En);
    }

    [Fact]
    public void Money_bounds_are_told_in_yuan()
    {
        var form = new Form([new("s", T, [new("f", T, FieldType.Money, true) { Min = 100 }])]);
        Assert.Equal("At least 1.", FormValidator.Validate(form, Values("""{"f":99}"""), Today)["f"].En);
    }

    private static Text T { get; } = new("字段", "Field");

    private static FormValues Values(string json) => FormValues.Read(JsonElement.Parse(json)).Values!;

    private static IReadOnlyDictionary<string, Text> Validate(Dictionary<string, string> changes)
    {
        var values = JsonNode.Parse(Filled)!.AsObject();
        foreach (var (code, value) in changes)
        {
            values[code] = JsonNode.Parse(value);
        }

        return FormValidator.Validate(Catalogue.Find("320681-XK-SCJ-0003-1")!.Form, Values(values.ToJsonString()), Today);
    }
}
