namespace NoVisit.Infrastructure;

public sealed class BicepParserTests
{
    [Fact]
    public void A_string_keeps_what_it_interpolates()
    {
        var file = Parse("var a = 'x-${take('b${c}', 3)}-y'");

        var value = Assert.IsType<BicepLiteral>(file.Declarations[0].Value);
        Assert.Equal("x-${}-y", value.Text);
        Assert.Equal("take", Assert.IsType<BicepCall>(Assert.Single(value.Interpolated)).Name);
    }

    [Fact]
    public void A_string_of_several_lines_is_taken_as_it_is()
    {
        var file = Parse("var a = '''\nit's ${not} one\n'''\nvar b = 1");

        Assert.Equal("\nit's ${not} one\n", Assert.IsType<BicepLiteral>(file.Declarations[0].Value).Text);
        Assert.Equal(4, file.Declarations[1].Line);
    }

    [Fact]
    public void Comments_are_no_part_of_the_file() =>
        Assert.Equal("b", Assert.Single(Parse("// var a = {\n/* var c =\n */ var b = 'http://x' // no").Declarations).Name);

    [Fact]
    public void A_parameter_has_type_default_and_decorators()
    {
        var parameter = Assert.Single(Parse("@description('how many')\n@minValue(1)\nparam count int = 2").Declarations);

        Assert.Equal("int", parameter.Type);
        Assert.Equal(["description", "minValue"], parameter.Decorators.Select(d => d.Name));
        Assert.Equal("2", Assert.IsType<BicepLiteral>(parameter.Value).Text);
    }

    [Fact]
    public void A_loop_and_a_condition_still_show_the_body_of_a_resource()
    {
        var file = Parse("resource r 'Microsoft.A/b@2024-01-01' = [for (x, i) in list: if (i > 0) {\n name: x\n}]");

        Assert.NotNull(file.Declarations[0].Body!.Find("name"));
    }

    [Theory]
    [InlineData("var a = 'x")]
    [InlineData("var a = '${b'")]
    [InlineData("var a = '''x''")]
    [InlineData("var a = {\n b: 1")]
    [InlineData("var a = [\n 1\n")]
    [InlineData("var a = (1")]
    [InlineData("var a = { b: 1 c: 2 }")]
    [InlineData("var a = {\n b: 1\n b: 2\n}")]
    [InlineData("var a = 1 2")]
    [InlineData("var a 1")]
    [InlineData("resource r = {}")]
    [InlineData("resource r 'Microsoft.A/b@2024-01-01' = x")]
    [InlineData("vra a = 1")]
    [InlineData("var a = 'x\\q'")]
    [InlineData("/* var a = 1")]
    [InlineData("var a = b ? c")]
    [InlineData("var a = #")]
    public void What_is_not_Bicep_is_refused(string text) => Assert.Throws<BicepException>(() => Parse(text));

    private static BicepFile Parse(string text) => BicepParser.Parse("x.bicep", text);
}
