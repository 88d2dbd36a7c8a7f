using System.Security.Cryptography;
using System.Text;
using Microsoft.IdentityModel.Tokens;
using NoVisit.Http;

namespace NoVisit.Identity;

public sealed class TokenValidatorTests : IAsyncLifetime
{
    private readonly TestClock clock = new("2026-11-22T03:00:00Z");
    private readonly HttpClient http = new();
    private OpenIdProvider provider = null!;
    private ProviderMetadata metadata = null!;
    private TokenValidator validator = null!;

    public async ValueTask InitializeAsync()
    {
        provider = await OpenIdProvider.StartAsync();
        metadata = new ProviderMetadata(provider.Authority, http, clock);
        validator = new TokenValidator(metadata, "novisit-api", clock);
    }

    public async ValueTask DisposeAsync()
    {
        metadata.Dispose();
        http.Dispose();
        await provider.DisposeAsync();
    }

    [Fact]
    public async Task A_good_token_names_the_caller()
    {
        var claims = Claims();
        claims["sub"] = "zhang.san";
        claims["name"] = "张三";
        claims["roles"] = new[] { "applicant", "agent" };
        claims.Remove("department");
        claims["assurance"] = "strong";
        claims["phone_number"] = "13800138000";
        claims["email"] = "zhang@example.org";
        claims["id_number"] = "320681199001011234";

        var caller = Assert.IsType<TokenResult.Accepted>(await Validate(provider.Sign(claims))).Caller;

        Assert.Equal("zhang.san", caller.Id);
        Assert.Equal("张三", caller.Name);
        Assert.Equal([Role.Applicant, Role.Agent], caller.Roles);
        Assert.Null(caller.Department);
        Assert.Equal(Assurance.Strong, caller.Assurance);
        Assert.Equal("13800138000", caller.Phone);
        Assert.Equal("zhang@example.org", caller.Email);
        Assert.Equal("320681199001011234", caller.IdNumber);
        Assert.False(caller.IsStaff);
    }

    [Fact]
    public async Task Staff_carry_their_department()
    {
        var caller = Assert.IsType<TokenResult.Accepted>(await Validate(provider.Sign(Claims()))).Caller;

        Assert.True(caller.Is(Role.Reviewer, "SCJ"));
        Assert.False(caller.Is(Role.Reviewer, "WJW"));
        Assert.Equal(RoleFamily.Approval, caller.Family);
        Assert.Equal(Assurance.Registered, caller.Assurance);
    }

    [Fact]
    public async Task A_single_role_may_be_a_string()
    {
        var claims = Claims();
        claims["roles"] = "reviewer";

        Assert.Equal([Role.Reviewer], Assert.IsType<TokenResult.Accepted>(await Validate(provider.Sign(claims))).Caller.Roles);
    }

    [Fact]
    public async Task ES256_is_accepted() =>
        Assert.IsType<TokenResult.Accepted>(await Validate(provider.Sign(Claims(), provider.Ec, SecurityAlgorithms.EcdsaSha256)));

    [Theory]
    [InlineData(0, null)]
    [InlineData(659, null)]
    [InlineData(660, "expired")]
    [InlineData(-60, null)]
    [InlineData(-61, "not valid yet")]
    public async Task Lifetime_has_one_minute_of_skew(int secondsLater, string? reason)
    {
        var token = provider.Sign(Claims());
        clock.Advance(TimeSpan.FromSeconds(secondsLater));

        Assert.Equal(reason, ReasonOf(await Validate(token)));
    }

    [Theory]
    [InlineData("iss", "http://127.0.0.1:1/evil", "wrong issuer")]
    [InlineData("aud", "another-api", "wrong audience")]
    [InlineData("exp", null, "no expiry")]
    [InlineData("iss", null, "wrong issuer")]
    [InlineData("aud", null, "wrong audience")]
    [InlineData("sub", null, "subject or name missing")]
    [InlineData("name", " ", "subject or name missing")]
    public async Task A_claim_that_does_not_hold_refuses_the_token(string claim, string? value, string reason)
    {
        var claims = Claims();
        claims.Remove(claim);
        if (value is not null)
        {
            claims[claim] = value;
        }

        Assert.Equal(reason, ReasonOf(await Validate(provider.Sign(claims))));
    }

    [Rule("SV-10")]
    [Theory]
    [InlineData("reviewer", "supervisor")]
    [InlineData("approver", "administrator")]
    [InlineData("coordinator", "supervisor")]
    public async Task Roles_of_two_families_refuse_the_token(string one, string other)
    {
        var claims = Claims();
        claims["roles"] = new[] { one, other };

        Assert.Equal("roles of two families", ReasonOf(await Validate(provider.Sign(claims))));
    }

    [Fact]
    public async Task Roles_that_are_not_ours_grant_nothing()
    {
        var claims = Claims();
        claims["roles"] = new[] { "root", "Reviewer", "7" };

        Assert.Empty(Assert.IsType<TokenResult.Accepted>(await Validate(provider.Sign(claims))).Caller.Roles);
    }

    [Fact]
    public async Task A_token_of_another_key_under_a_known_id_is_forged() =>
        Assert.Equal("signature not valid", ReasonOf(await Validate(provider.Sign(Claims(), OpenIdProvider.NewRsa("rsa-1")))));

    [Fact]
    public async Task An_altered_payload_is_forged()
    {
        var parts = provider.Sign(Claims()).Split('.');
        var other = Claims();
        other["roles"] = new[] { "administrator" };
        var altered = $"{parts[0]}.{provider.Sign(other).Split('.')[1]}.{parts[2]}";

        Assert.Equal("signature not valid", ReasonOf(await Validate(altered)));
    }

    [Theory]
    [InlineData("none")]
    [InlineData("None")]
    public async Task A_token_without_signature_is_refused(string algorithm)
    {
        var payload = provider.Sign(Claims()).Split('.')[1];
        var header = Base64UrlEncoder.Encode($$"""{"alg":"{{algorithm}}","typ":"JWT","kid":"rsa-1"}""");

        Assert.Equal("signature not valid", ReasonOf(await Validate($"{header}.{payload}.")));
    }

    [Fact]
    public async Task The_public_key_is_no_HMAC_secret()
    {
        var header = Base64UrlEncoder.Encode("""{"alg":"HS256","typ":"JWT","kid":"rsa-1"}""");
        var signed = $"{header}.{provider.Sign(Claims()).Split('.')[1]}";
        foreach (var secret in new[] { Encoding.ASCII.GetBytes(provider.Rsa.Rsa.ExportSubjectPublicKeyInfoPem()), provider.Rsa.Rsa.ExportSubjectPublicKeyInfo() })
        {
            var mac = HMACSHA256.HashData(secret, Encoding.ASCII.GetBytes(signed));

            Assert.Equal("signature not valid", ReasonOf(await Validate($"{signed}.{Base64UrlEncoder.Encode(mac)}")));
        }
    }

    [Theory]
    [InlineData(SecurityAlgorithms.RsaSha512)]
    [InlineData(SecurityAlgorithms.RsaSsaPssSha256)]
    public async Task Other_algorithms_are_refused_even_with_the_right_key(string algorithm) =>
        Assert.Equal("signature not valid", ReasonOf(await Validate(provider.Sign(Claims(), algorithm: algorithm))));

    [Theory]
    [InlineData("")]
    [InlineData("abc")]
    [InlineData("a.b.c")]
    [InlineData("....")]
    public async Task What_is_no_token_is_refused(string text) => Assert.IsType<TokenResult.Refused>(await Validate(text));

    [Fact]
    public async Task A_huge_token_is_refused() => Assert.Equal("not a token", ReasonOf(await Validate(new string('a', 20_000))));

    [Fact]
    public async Task The_first_token_of_a_new_key_is_accepted_and_the_old_key_is_forgotten()
    {
        var old = provider.Sign(Claims());
        Assert.IsType<TokenResult.Accepted>(await Validate(old));
        provider.RollOver();
        clock.Advance(ProviderMetadata.RefreshInterval);

        Assert.IsType<TokenResult.Accepted>(await Validate(provider.Sign(Claims())));
        Assert.Equal("signature not valid", ReasonOf(await Validate(old)));
    }

    [Fact]
    public async Task Made_up_key_ids_do_not_flood_the_provider()
    {
        await Validate(provider.Sign(Claims()));
        for (var i = 0; i < 5; i++)
        {
            await Validate(provider.Sign(Claims(), OpenIdProvider.NewRsa($"made-up-{i}")));
        }

        Assert.Equal(1, provider.KeyRequests);
        clock.Advance(ProviderMetadata.RefreshInterval);
        await Validate(provider.Sign(Claims(), OpenIdProvider.NewRsa("made-up-6")));
        Assert.Equal(2, provider.KeyRequests);
    }

    [Fact]
    public async Task Known_keys_stay_in_use_while_the_provider_is_down()
    {
        await Validate(provider.Sign(Claims()));
        provider.IsDown = true;
        clock.Advance(ProviderMetadata.Lifetime);

        Assert.IsType<TokenResult.Accepted>(await Validate(provider.Sign(Claims())));
    }

    [Fact]
    public async Task Without_any_key_the_provider_being_down_is_not_the_callers_fault()
    {
        provider.IsDown = true;

        await Assert.ThrowsAsync<HttpRequestException>(() => Validate(provider.Sign(Claims())));
    }

    [Theory]
    [InlineData("http://identity.example.org", false)]
    [InlineData("http://192.168.1.1", false)]
    [InlineData("ftp://localhost", false)]
    [InlineData("identity", false)]
    [InlineData("https://identity.example.org", true)]
    [InlineData("http://localhost:7072", true)]
    [InlineData("http://127.0.0.1:7072", true)]
    [InlineData("http://[::1]:7072", true)]
    public void Plain_http_is_for_loopback_only(string authority, bool allowed)
    {
        var failure = Record.Exception(() => new ProviderMetadata(authority, http, clock).Dispose());

        Assert.Equal(allowed, failure is null);
    }

    [Fact]
    public void A_caller_does_not_print_personal_data()
    {
        var caller = new Caller("zhang.san", "张三", [Role.Applicant], null, Assurance.Strong, "13800138000", "zhang@example.org", "320681199001011234");

        Assert.Equal("Caller (Applicant)", caller.ToString());
    }

    private static string? ReasonOf(TokenResult result) => (result as TokenResult.Refused)?.Reason;

    private Dictionary<string, object> Claims() => provider.Claims(clock.GetUtcNow());

    private Task<TokenResult> Validate(string token) => validator.ValidateAsync(token, TestContext.Current.CancellationToken);
}
