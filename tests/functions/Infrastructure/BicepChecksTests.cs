namespace NoVisit.Infrastructure;

/// <summary>The checks find what they are for: each broken sample gives its finding and no other.</summary>
public sealed class BicepChecksTests
{
    private const string Module = "param a string\nparam b string = ''\noutput c string = '${a}${b}'\n";
    private const string Main = "param a string\nmodule m 'm.bicep' = {\n name: 'm'\n params: {\n a: a\n }\n}\noutput c string = m.outputs.c\n";
    private const string Values = "using 'main.bicep'\nparam a = 'x'\n";

    [Fact]
    public void A_sound_sample_gives_no_finding() => Assert.Empty(Find(Main, Module, Values));

    [Theory]
    [InlineData("param unused string = ''", "unused is not used.")]
    [InlineData("var unused = 1", "unused is not used.")]
    [InlineData("output d string = nowhere", "nowhere is not declared.")]
    [InlineData("output d string = 'x${nowhere}'", "nowhere is not declared.")]
    [InlineData("output d array = [for x in [1]: y]", "y is not declared.")]
    [InlineData("output d string = unqiueString(a)", "there is no function unqiueString.")]
    [InlineData("output d string = m.outputs.d", "module m has no output d.")]
    [InlineData("var m = 1", "m is declared twice.")]
    [InlineData("resource r 'Microsoft.A/b' = {\n name: a\n}", "is no resource type")]
    [InlineData("module n 'n.bicep' = {\n name: 'n'\n}", "there is no file n.bicep.")]
    [InlineData("module n 'm.bicep' = {\n name: 'n'\n}", "module n does not give a.")]
    [InlineData("module n 'm.bicep' = {\n name: 'n'\n params: {\n a: a\n z: a\n }\n}", "module n gives z")]
    [InlineData("output d string = 'AccountName=x;AccountKey=y'", "looks like a secret")]
    [InlineData("output d string = 'DefaultEndpointsProtocol=https;SharedAccessSignature=y'", "looks like a secret")]
    [InlineData("output d string = listKeys(a, '2023-01-01').keys[0].value", "a key is read from a resource.")]
    [InlineData("param gatewaySecret string = ''\noutput d string = gatewaySecret", "sounds like a secret")]
    public void A_broken_template_is_found(string added, string finding) =>
        Assert.Contains(Find(Main + added + "\n", Module, Values), f => f.Contains(finding, StringComparison.Ordinal));

    [Theory]
    [InlineData("using 'main.bicep'\n", "does not give a.")]
    [InlineData("using 'main.bicep'\nparam a = 'x'\nparam z = 1\n", "gives z")]
    [InlineData("using 'other.bicep'\nparam a = 'x'\n", "uses no template")]
    public void A_broken_parameter_file_is_found(string values, string finding) =>
        Assert.Contains(Find(Main, Module, values), f => f.Contains(finding, StringComparison.Ordinal));

    [Theory]
    [InlineData("@allowed([\n 'y'\n])\n", "a = x is not allowed.")]
    [InlineData("@minLength(2)\n", "a = x is out of range.")]
    public void A_value_out_of_range_is_found(string decorator, string finding) =>
        Assert.Contains(Find(decorator + Main, Module, Values), f => f.Contains(finding, StringComparison.Ordinal));

    [Fact]
    public void A_module_that_nobody_uses_is_found() =>
        Assert.Contains("m.bicep: nothing uses this file.", Find("param a string\noutput b string = a\n", Module, Values));

    private static IReadOnlyList<string> Find(string main, string module, string values) => BicepChecks.Findings(
    [
        BicepParser.Parse("main.bicep", main),
        BicepParser.Parse("m.bicep", module),
        BicepParser.Parse("main.bicepparam", values),
    ]);
}
