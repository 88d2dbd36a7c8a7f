namespace NoVisit.Protection;

public sealed class QueryCodeTests
{
    private const string Number = "320681-20261122-7K3QF9-X";
    private static readonly QueryCode Codes = new([.. Enumerable.Range(0, 32).Select(i => (byte)i)]);

    [Fact]
    public void A_code_has_eight_characters_that_cannot_be_confused() => Assert.Matches("^[2-9A-HJ-NP-Z]{8}$", Codes.For(Number));

    [Fact]
    public void The_code_follows_from_the_number_and_the_key()
    {
        Assert.Equal(Codes.For(Number), Codes.For(Number));
        Assert.NotEqual(Codes.For(Number), Codes.For("320681-20261122-7K3QF8-0"));
        Assert.NotEqual(Codes.For(Number), new QueryCode(new byte[32]).For(Number));
    }

    [Fact]
    public void Only_the_code_of_the_case_matches()
    {
        var code = Codes.For(Number);

        Assert.True(Codes.Matches(Number, code));
        Assert.True(Codes.Matches(Number, $" {code[..4]}-{code[4..]} ".ToLowerInvariant()));
        Assert.False(Codes.Matches(Number, Codes.For("320681-20261122-7K3QF8-0")));
        Assert.False(Codes.Matches(Number, code + "A"));
        Assert.False(Codes.Matches(Number, code[..7]));
        Assert.False(Codes.Matches(Number, null));
    }

    [Fact]
    public void Codes_are_spread_evenly_over_the_alphabet()
    {
        var counts = Enumerable.Range(0, 4000).SelectMany(i => Codes.For($"number-{i}")).GroupBy(c => c).ToDictionary(g => g.Key, g => g.Count());

        Assert.Equal(32, counts.Count);
        Assert.All(counts.Values, n => Assert.InRange(n, 850, 1150));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("c2hvcnQ=")]
    public void A_key_of_another_length_is_refused(string? setting) => Assert.Throws<ArgumentException>(() => QueryCode.FromSetting(setting));
}
