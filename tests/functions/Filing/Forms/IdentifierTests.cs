using System.Globalization;
using FsCheck;
using FsCheck.Fluent;

namespace NoVisit.Filing.Forms;

public sealed class IdentifierTests
{
    private const string CodeCharacters = "0123456789ABCDEFGHJKLMNPQRTUWXY";
    private static readonly DateOnly Today = new(2026, 3, 2);

    [Theory]
    [InlineData("11010519491231002X", true)] // the example of GB 11643
    [InlineData("11010519491231002x", true)]
    [InlineData("440524188001010014", false)] // born in 1880
    [InlineData("320681199002300013", false)] // 30 February
    [InlineData("990105194912310022", false)] // no such province
    [InlineData("1101051949123100", false)]
    [InlineData("1101051949123100２X", false)] // a full-width digit
    [InlineData("", false)]
    public void An_identity_number_is_checked(string number, bool valid) => Assert.Equal(valid, IdentityNumber.IsValid(number, Today));

    [Fact]
    public void Nobody_is_born_tomorrow()
    {
        var number = Complete("32068120260303001");
        Assert.False(IdentityNumber.IsValid(number, Today));
        Assert.True(IdentityNumber.IsValid(number, Today.AddDays(1)));
    }

    [Fact]
    public void A_foreign_permanent_resident_has_a_number_too() => Assert.True(IdentityNumber.IsValid(Complete("93215619900101001"), Today));

    [Fact]
    public void A_single_changed_character_of_an_identity_number_is_caught() => Holds(
        from number in IdentityNumbers()
        from place in Gen.Choose(0, 17)
        from other in Gen.Elements("0123456789X".ToCharArray())
        where number[place] != other
        select (number, place, other),
        s => IdentityNumber.IsValid(s.number, Today) && !IdentityNumber.IsValid(Changed(s.number, s.place, s.other), Today));

    [Theory]
    [InlineData("91350100M000100Y43", true)] // the example of GB 32100
    [InlineData("91350100m000100y43", true)]
    [InlineData("91350100M000100Y4", false)]
    [InlineData("91350100I000100Y43", false)] // I does not occur
    [InlineData("91990100M000100Y43", false)] // no such province
    public void A_credit_code_is_checked(string code, bool valid) => Assert.Equal(valid, UnifiedSocialCreditCode.IsValid(code));

    [Fact]
    public void A_new_credit_code_is_valid() => Holds(
        CreditCodes(), code => code.Length == 18 && code.StartsWith("92320681MA", StringComparison.Ordinal) && UnifiedSocialCreditCode.IsValid(code));

    [Fact]
    public void A_single_changed_character_of_a_credit_code_is_caught() => Holds(
        from code in CreditCodes()
        from place in Gen.Choose(0, 17)
        from other in Gen.Elements(CodeCharacters.ToCharArray())
        where code[place] != other
        select (code, place, other),
        s => !UnifiedSocialCreditCode.IsValid(Changed(s.code, s.place, s.other)));

    [Fact]
    public void Different_serials_give_different_codes() => Holds(
        Gen.Choose(0, UnifiedSocialCreditCode.Serials - 2),
        serial => Create(serial) != Create(serial + 1));

    [Fact]
    public void The_organisation_part_has_its_own_check_character() =>
        // A new code's organisation part by GB 11714: 3×22 + 7×10 + 0 … = 136, 136 mod 11 = 4, 11 - 4 = 7.
        Assert.Equal("92320681MA0000007", Create(0)[..17]);

    [Theory]
    [InlineData("32068", 0)]
    [InlineData("990681", 0)]
    [InlineData("320681", -1)]
    [InlineData("320681", UnifiedSocialCreditCode.Serials)]
    public void A_code_for_nowhere_is_refused(string region, int serial) =>
        Assert.ThrowsAny<ArgumentException>(() => UnifiedSocialCreditCode.Create(EntityKind.Company, region, serial));

    private static string Create(int serial) => UnifiedSocialCreditCode.Create(EntityKind.SoleTrader, "320681", serial);

    private static Gen<string> CreditCodes() => Gen.Choose(0, UnifiedSocialCreditCode.Serials - 1).Select(Create);

    private static Gen<string> IdentityNumbers() =>
        from province in Gen.Elements("11", "32", "44", "65")
        from rest in Gen.Choose(0, 9999)
        from day in Gen.Choose(0, 40_000)
        from sequence in Gen.Choose(0, 999)
        select Complete(string.Create(
            CultureInfo.InvariantCulture, $"{province}{rest:0000}{new DateOnly(1910, 1, 1).AddDays(day):yyyyMMdd}{sequence:000}"));

    private static string Complete(string digits) => digits + IdentityNumber.CheckCharacter(digits);

    private static string Changed(string text, int place, char other) => string.Concat(text.AsSpan(0, place), [other], text.AsSpan(place + 1));

    private static void Holds<T>(Gen<T> gen, Func<T, bool> law) => Check.QuickThrowOnFailure(Prop.ForAll(gen.ToArbitrary(), law));
}
