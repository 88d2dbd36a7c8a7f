using System.Text.Encodings.Web;
using System.Text.Json;
using NoVisit.Catalogue;

namespace NoVisit.Filing.Forms;

public sealed class FormValuesTests
{
    private static readonly JsonSerializerOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private static readonly ServiceItem House = CatalogueLoader.LoadEmbedded().Find("320681-LB-BDC-0010-1")!;

    [Theory]
    [InlineData("[]", "The values have to be an object.")]
    [InlineData("""{"a":1,"a":2}""", "The field a is given twice.")]
    [InlineData("""{"a":"\ud800"}""", "The values contain invalid characters.")]
    [InlineData("""{"\ud800":"a"}""", "The values contain invalid characters.")]
    public void What_cannot_be_filled_in_is_refused(string json, string refusal) => Assert.Equal(refusal, Read(json).Refusal!.En);

    [Fact]
    public void More_than_two_hundred_fields_are_refused()
    {
        Assert.NotNull(Read(Fields(200)).Values);
        Assert.Equal("There are more than 200 fields.", Read(Fields(201)).Refusal!.En);
    }

    [Fact]
    public void More_than_64_KB_are_refused()
    {
        Assert.NotNull(Read(Sized(64 * 1024)).Values);
        Assert.Equal("The values are larger than 64 KB.", Read(Sized((64 * 1024) + 1)).Refusal!.En);
    }

    [Fact]
    public void Values_are_stored_trimmed_in_capitals_and_without_gaps()
    {
        var values = Read("""
            {"applicant.name":" 张三 ","applicant.idNumber":"11010519491231002x","applicant.email":"  ","tax.paid":false,"property.area":89.5,"seller.name":null}
            """).Values!.Normalized(House.Form);
        Assert.Equal(
            """{"applicant.idNumber":"11010519491231002X","applicant.name":"张三","property.area":89.5,"tax.paid":false}""",
            JsonSerializer.Serialize(values, Readable));
    }

    [Fact]
    public void Values_survive_being_stored()
    {
        const string json = """{"a":"x","b":1.50,"c":true}""";
        Assert.Equal(json, JsonSerializer.Serialize(JsonSerializer.Deserialize<FormValues>(json)));
    }

    [Fact]
    public void Values_beyond_the_bounds_are_not_even_bound() =>
        Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<FormValues>("[]"));

    [Theory]
    [InlineData("""{"f":true}""", "true")]
    [InlineData("""{"f":1.50}""", "1.50")]
    [InlineData("""{"f":"x"}""", "x")]
    [InlineData("""{"f":" "}""", null)]
    [InlineData("""{"f":null}""", null)]
    [InlineData("{}", null)]
    public void A_value_can_be_read_as_text(string json, string? text) => Assert.Equal(text, Read(json).Values!.TextOf("f"));

    [Theory]
    [InlineData("single", false, "M002 M028 M029")]
    [InlineData("married", false, "M002 M028 M029 M030")]
    [InlineData("divorced", true, "M002 M028 M029 M030 M031")]
    public void Conditional_materials_depend_on_what_was_filled_in(string status, bool paid, string required)
    {
        var values = Read(JsonSerializer.Serialize(new Dictionary<string, object> { ["buyer.maritalStatus"] = status, ["tax.paid"] = paid })).Values!;
        Assert.Equal(required, string.Join(' ', RequiredMaterials.Of(House, values).Required));
    }

    [Fact]
    public void Secondary_materials_may_be_missing()
    {
        var food = CatalogueLoader.LoadEmbedded().Find("320681-XK-SCJ-0003-1")!;
        var materials = RequiredMaterials.Of(food, FormValues.Empty);
        Assert.Equal(["M005", "M006", "M008"], materials.Required);
        Assert.Equal(["M007"], materials.Tolerable);
    }

    private static FormValuesReading Read(string json) => FormValues.Read(JsonElement.Parse(json));

    private static string Fields(int count) => JsonSerializer.Serialize(Enumerable.Range(0, count).ToDictionary(n => $"f{n}", n => n));

    private static string Sized(int bytes) => $$"""{"f":"{{new string('x', bytes - 8)}}"}""";
}
