using System.Security.Cryptography;
using FsCheck;
using FsCheck.Fluent;

namespace NoVisit.Protection;

public sealed class FieldProtectorTests
{
    private const string Case = "320681-20261122-7K3QF9-X";
    private const string Field = "applicant.idNumber";
    private static readonly byte[] Old = [.. Enumerable.Repeat((byte)1, 32)];
    private static readonly byte[] Current = [.. Enumerable.Repeat((byte)2, 32)];
    private static readonly FieldProtector Protector = new([Current, Old]);

    [Fact]
    public void Every_text_is_read_back() => Prop.ForAll<NonNull<string>>(text =>
    {
        // A lone surrogate has no UTF-8 form; the JSON reader refuses it at the edge.
        var plain = new string([.. text.Get.Where(c => !char.IsSurrogate(c))]);
        return Protector.Unprotect(Case, Field, Protector.Protect(Case, Field, plain)) == plain;
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void The_stored_form_is_versioned_and_hides_the_value()
    {
        var stored = Protector.Protect(Case, Field, "320681199001011234");

        Assert.Matches("^enc:1:[0-9a-f]{8}:[A-Za-z0-9_-]+$", stored);
        Assert.True(FieldProtector.IsProtected(stored));
        Assert.False(FieldProtector.IsProtected("320681199001011234"));
        Assert.NotEqual(stored, Protector.Protect(Case, Field, "320681199001011234"));
    }

    [Fact]
    public void A_value_opens_only_in_its_case_and_field()
    {
        var stored = Protector.Protect(Case, Field, "secret");

        Assert.ThrowsAny<CryptographicException>(() => Protector.Unprotect("320681-20261122-000000-0", Field, stored));
        Assert.ThrowsAny<CryptographicException>(() => Protector.Unprotect(Case, "applicant.phone", stored));
    }

    [Fact]
    public void Every_altered_character_is_found()
    {
        var stored = Protector.Protect(Case, Field, "secret");
        for (var i = 0; i < stored.Length; i++)
        {
            var altered = stored[..i] + (stored[i] == 'A' ? 'B' : 'A') + stored[(i + 1)..];
            // Unused bits of the last character may decode to the same bytes; only then may the value still open, unchanged.
            try
            {
                Assert.Equal("secret", Protector.Unprotect(Case, Field, altered));
                Assert.Equal(stored.Length - 1, i);
            }
            catch (CryptographicException)
            {
                Assert.NotEqual(stored, altered);
            }
        }
    }

    [Fact]
    public void Values_under_an_older_key_stay_readable_and_new_ones_use_the_current()
    {
        var stored = new FieldProtector([Old]).Protect(Case, Field, "secret");

        Assert.Equal("secret", Protector.Unprotect(Case, Field, stored));
        Assert.ThrowsAny<CryptographicException>(() => new FieldProtector([Old]).Unprotect(Case, Field, Protector.Protect(Case, Field, "secret")));
    }

    [Fact]
    public void The_setting_holds_the_ring_as_base64()
    {
        var ring = FieldProtector.FromSetting($"{Convert.ToBase64String(Current)}, {Convert.ToBase64String(Old)}");

        Assert.Equal("secret", ring.Unprotect(Case, Field, new FieldProtector([Old]).Protect(Case, Field, "secret")));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("not base64")]
    [InlineData("AAAA")]
    public void A_wrong_setting_is_refused(string? setting) => Assert.Throws<ArgumentException>(() => FieldProtector.FromSetting(setting));

    [Theory]
    [InlineData("plain")]
    [InlineData("enc:1:")]
    [InlineData("enc:1:00000000:AAAA")]
    [InlineData("enc:2:00000000:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    public void Other_shapes_are_refused(string stored) => Assert.ThrowsAny<CryptographicException>(() => Protector.Unprotect(Case, Field, stored));
}
