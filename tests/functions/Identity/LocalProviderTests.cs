using System.Diagnostics;
using NoVisit.Notifications;

namespace NoVisit.Identity;

/// <summary>Tokens of the OpenID provider that the local stack runs (oidc-provider), got by its own code flow.</summary>
public sealed class LocalProviderTests : IAsyncLifetime
{
    private readonly HttpClient http = new();
    private readonly string directory = Directory.CreateTempSubdirectory("novisit-identity-").FullName;
    private string? folder;
    private string authority = string.Empty;
    private Process? provider;

    public async ValueTask InitializeAsync()
    {
        folder = MailServer.LocalFolder();
        if (folder is null || !Directory.Exists(Path.Combine(folder, "node_modules", "oidc-provider")))
        {
            return;
        }

        var port = MailServer.FreePort();
        authority = $"http://127.0.0.1:{port}";
        provider = Node("server.mjs", ("IDENTITY_PORT", $"{port}"), ("IDENTITY_DIR", directory));
        provider.OutputDataReceived += (_, _) => { };
        provider.ErrorDataReceived += (_, _) => { };
        provider.BeginOutputReadLine();
        provider.BeginErrorReadLine();
        for (var i = 0; i < 300 && !provider.HasExited; i++)
        {
            try
            {
                await http.GetAsync($"{authority}/.well-known/openid-configuration");
                return;
            }
            catch (HttpRequestException)
            {
                await Task.Delay(100);
            }
        }

        throw new InvalidOperationException("The OpenID provider did not start.");
    }

    public async ValueTask DisposeAsync()
    {
        http.Dispose();
        if (provider is not null)
        {
            provider.Kill();
            await provider.WaitForExitAsync();
            provider.Dispose();
        }

        Directory.Delete(directory, recursive: true);
    }

    [Theory]
    [InlineData("zhang.san", Role.Applicant, null)]
    [InlineData("wang.wu", Role.Agent, null)]
    [InlineData("clerk.SPJ", Role.Clerk, "SPJ")]
    [InlineData("approver.SCJ", Role.Approver, "SCJ")]
    [InlineData("supervisor", Role.Supervisor, "SPJ")]
    internal async Task A_demo_person_is_known_by_his_access_token(string person, Role role, string? department)
    {
        Assert.SkipUnless(provider is not null, "oidc-provider is not installed in local/node_modules.");
        using var metadata = new ProviderMetadata(authority, http, TimeProvider.System);
        var validator = new TokenValidator(metadata, "novisit-api", TimeProvider.System);

        var result = await validator.ValidateAsync(await TokenAsync(person), TestContext.Current.CancellationToken);

        var caller = Assert.IsType<TokenResult.Accepted>(result).Caller;
        Assert.Equal(person, caller.Id);
        Assert.True(caller.Is(role));
        Assert.Equal(department, caller.Department);
    }

    [Fact]
    public async Task A_token_for_another_audience_is_refused()
    {
        Assert.SkipUnless(provider is not null, "oidc-provider is not installed in local/node_modules.");
        using var metadata = new ProviderMetadata(authority, http, TimeProvider.System);
        var validator = new TokenValidator(metadata, "another-api", TimeProvider.System);

        Assert.Equal(
            new TokenResult.Refused("wrong audience"),
            await validator.ValidateAsync(await TokenAsync("zhang.san"), TestContext.Current.CancellationToken));
    }

    private async Task<string> TokenAsync(string person)
    {
        using var process = Node("token.mjs", arguments: [person, authority]);
        var errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        var token = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(process.ExitCode == 0, await errors);
        return token.Trim();
    }

    private Process Node(string script, params (string Name, string Value)[] variables) => Node(script, [], variables);

    private Process Node(string script, string[] arguments, params (string Name, string Value)[] variables)
    {
        var start = new ProcessStartInfo("node", [Path.Combine(folder!, "identity", script), .. arguments])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in variables)
        {
            start.Environment[name] = value;
        }

        return Process.Start(start)!;
    }
}
