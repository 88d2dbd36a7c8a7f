using FsCheck;
using FsCheck.Fluent;

namespace NoVisit.Certificates;

public sealed class CertificateIdentifierTests
{
    /// <summary>Identifiers in public use: fire-safety, housing and Zhejiang approval certificates.</summary>
    [Theory]
    [InlineData("1.2.156.3005.2.11100000000013338W011.11430000006122244L.20230000403.001.U")]
    [InlineData("1.2.156.3005.2.11100000000013338W009.11330105002500287C.2025052201.002.0")]
    public void An_identifier_in_public_use_is_read_and_written_alike(string text) =>
        Assert.Equal(text, CertificateIdentifier.Parse(text).ToString());

    [Fact]
    public void The_check_character_leaves_the_root_out() =>
        Assert.Equal('U', CertificateIdentifier.Create("11100000000013338W011", "11430000006122244L", "20230000403").Check);

    [Theory]
    [InlineData("1.2.156.3005.2.11100000000013338W011.11430000006122244L.20230000403.001.V")]
    [InlineData("1.2.156.3005.3.11100000000013338W011.11430000006122244L.20230000403.001.U")]
    [InlineData("1.2.156.3005.2.11100000000013338W011.11430000006122244.20230000403.001.U")]
    [InlineData("1.2.156.3005.2.11100000000013338W011.11430000006122244L..001.U")]
    [InlineData("1.2.156.3005.2.11100000000013338W011.11430000006122244L.20230000403.1.U")]
    [InlineData("1.2.156.3005.2")]
    [InlineData("")]
    [InlineData(null)]
    public void Anything_else_is_no_identifier(string? text) => Assert.False(CertificateIdentifier.TryParse(text, out _));

    [Fact]
    public void Small_letters_are_taken_for_capitals() =>
        Assert.True(CertificateIdentifier.TryParse(" 1.2.156.3005.2.11100000000013338w011.11430000006122244l.20230000403.001.u ", out _));

    [Fact]
    public void A_serial_with_a_hyphen_is_refused() =>
        Assert.Throws<ArgumentException>(() => CertificateIdentifier.Create("11100000000013338W011", "11430000006122244L", "2026-1"));

    [Fact]
    public void Every_single_wrong_character_is_found()
    {
        var good = Samples.Identifier.ToString();
        var body = good.Length - CertificateIdentifier.Root.Length - 1;
        Check.QuickThrowOnFailure(Prop.ForAll(
            Gen.Choose(0, body - 1).SelectMany(at => Gen.Elements("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ".ToCharArray()).Select(c => (at, c))).ToArbitrary(),
            change =>
            {
                var at = good.Length - body + change.at;
                var wrong = good[..at] + change.c + good[(at + 1)..];
                return wrong == good || !CertificateIdentifier.TryParse(wrong, out _);
            }));
    }
}

public sealed class CertificateNumberTests
{
    [Fact]
    public void A_number_is_read_as_it_is_printed()
    {
        var number = CertificateNumber.Create("320681", "FOOD", 2026, "000123");
        Assert.Equal(number, CertificateNumber.TryParse(number.ToString(), out var read) ? read : null);
    }

    [Theory]
    [InlineData("320681-FOOD-2026-000124-1")]
    [InlineData("320681-FOOD-2026-000123")]
    [InlineData("32068-FOOD-2026-000123-1")]
    [InlineData("320681-FOOD-1999-000123-1")]
    [InlineData("")]
    public void A_mistyped_number_is_refused(string text) => Assert.False(CertificateNumber.TryParse(text, out _));

    [Fact]
    public void The_longest_number_fits_into_an_identifier() =>
        Assert.True(CertificateNumber.Create("320681", "ABCDEFGH", 2026, "ABCDEF123456").Compact.Length <= CertificateIdentifier.MaxSerialLength);
}

public sealed class VerificationCodeTests
{
    private static readonly byte[] Key = [.. Enumerable.Range(0, 32).Select(i => (byte)i)];

    [Fact]
    public void The_code_is_the_same_for_the_same_certificate_and_key() =>
        Assert.Equal(VerificationCode.For(Samples.Identifier, Key), VerificationCode.For(Samples.Identifier, Key));

    [Fact]
    public void Another_certificate_has_another_code() =>
        Assert.NotEqual(VerificationCode.For(Samples.Identifier, Key),
            VerificationCode.For(CertificateIdentifier.Create("11320681014216234N021", "11320681014216234N", "1"), Key));

    [Fact]
    public void A_typed_code_may_be_small_and_without_its_hyphen() =>
        Assert.True(VerificationCode.Matches(VerificationCode.For(Samples.Identifier, Key).Replace("-", "", StringComparison.Ordinal).ToLowerInvariant(), Samples.Identifier, Key));

    [Theory]
    [InlineData("")]
    [InlineData(null)]
    [InlineData("0000-0000")]
    [InlineData("一二三四五六七八")]
    public void A_wrong_code_does_not_match(string? typed) => Assert.False(VerificationCode.Matches(typed, Samples.Identifier, Key));

    [Fact]
    public void A_short_key_is_refused() => Assert.Throws<ArgumentException>(() => VerificationCode.For(Samples.Identifier, new byte[16]));
}
