using System.Diagnostics;
using System.Text.Json;
using System.Text.RegularExpressions;
using NoVisit.Storage;

namespace NoVisit.Infrastructure;

/// <summary>The resources of infra/bicep fit together and fit the code.</summary>
public sealed partial class AzureResourcesTests
{
    /// <summary>Settings that have no meaning on Azure, and why.</summary>
    private static readonly Dictionary<string, string> LocalOnly = new(StringComparer.Ordinal)
    {
        ["AzureWebJobsStorage"] = "a connection string with Azurite's public key; on Azure storage takes no keys",
        ["Certificates:PfxPath"] = "a key in a file; on Azure it never leaves the vault",
        ["Certificates:PfxPassword"] = "of that file",
        ["Scanner:Host"] = "of clamd; on Azure Defender scans",
        ["Scanner:Port"] = "of clamd",
        ["Mail:Host"] = "of an SMTP server; on Azure mail goes through Communication Services",
        ["Mail:Port"] = "of that server",
        ["Mail:Tls"] = "of that server",
        ["Mail:User"] = "of that server",
        ["Mail:Password"] = "of that server",
    };

    /// <summary>Settings that the host of Azure reads, not our code.</summary>
    private static readonly string[] HostPrefixes = ["APPLICATIONINSIGHTS_", "AzureFunctionsJobHost__", "AzureWebJobsStorage__credential"];

    [Fact]
    public void The_templates_are_sound() => Assert.Empty(BicepChecks.Findings(Repository.Bicep()));

    [Fact]
    public void Every_setting_that_the_code_reads_is_set()
    {
        var set = AppSettings().Properties.Select(p => p.Key.Text).ToHashSet(StringComparer.Ordinal);

        var missing = ReadSettings.In(Repository.Source()).Where(k => !LocalOnly.ContainsKey(k)).Select(Variable).Except(set, StringComparer.Ordinal);
        Assert.Empty(missing);
    }

    [Fact]
    public void Every_setting_that_is_set_is_read()
    {
        var read = ReadSettings.In(Repository.Source()).Select(Variable).ToHashSet(StringComparer.Ordinal);

        var dead = AppSettings().Properties.Select(p => p.Key.Text).Except(read, StringComparer.Ordinal)
            .Except(AppSettings().Properties.Select(p => p.Key.Text).Where(IsOfHost), StringComparer.Ordinal);
        Assert.Empty(dead);
    }

    [Fact]
    public void What_is_said_to_be_local_only_is_read_and_not_set_on_Azure()
    {
        var read = ReadSettings.In(Repository.Source());
        var set = AppSettings().Properties.Select(p => p.Key.Text).ToHashSet(StringComparer.Ordinal);

        Assert.Empty(LocalOnly.Keys.Except(read, StringComparer.Ordinal));
        Assert.Empty(LocalOnly.Keys.Select(Variable).Intersect(set, StringComparer.Ordinal));
    }

    [Fact]
    public void A_setting_that_is_read_in_a_new_place_is_noticed()
    {
        var read = ReadSettings.In(
        [
            "const string Section = \"New\"; var a = configuration[\"New:One\"]; var b = Required(settings, \"New:Two\"); // configuration[\"Not:This\"]",
            "const string Prefix = \"New\"; var c = configuration[$\"{Prefix}:Three\"]; var d = settings.GetValue(\"New:Four\", 1); var e = configuration[Prefix];",
        ]);

        Assert.Equal(["New", "New:Four", "New:One", "New:Three", "New:Two"], read.Where(k => k.StartsWith("New", StringComparison.Ordinal)));
    }

    [Fact]
    public void A_key_that_is_put_together_in_an_unknown_way_is_refused() =>
        Assert.Throws<InvalidOperationException>(() => ReadSettings.In(["var a = configuration[$\"{whatever}:Endpoint\"];"]));

    [Fact]
    public void Secrets_come_from_the_vault()
    {
        var settings = AppSettings().Properties.Where(p => SecretSetting().IsMatch(p.Key.Text)).ToDictionary(p => p.Key.Text, p => p.Value);

        Assert.Equal(["Callbacks__Secret", "Gateways__Secret", "Protection__Key", "Protection__QueryCodeKey"], settings.Keys.Order(StringComparer.Ordinal));
        Assert.All(settings.Values, value => Assert.Contains(
            Assert.IsType<BicepLiteral>(value).Interpolated.OfType<BicepReference>(), r => r.Name == "secrets"));
    }

    [Fact]
    public void The_secrets_of_the_settings_are_those_that_the_deployment_makes()
    {
        var referred = AppSettings().Properties.Select(p => p.Value).OfType<BicepLiteral>()
            .Where(v => v.Interpolated.OfType<BicepReference>().Any(r => r.Name == "secrets"))
            .Select(v => v.Text.Replace("${}", "", StringComparison.Ordinal).TrimEnd(')', '/'));
        var made = Regex.Match(Script(), "for secret in (?<names>[^;]+);", RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1)).Groups["names"].Value.Split(' ');

        Assert.Equal(made.Order(StringComparer.Ordinal), referred.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void The_deployment_reads_outputs_that_there_are()
    {
        var outputs = MainTemplate().Of(BicepDeclarationKind.Output).Select(o => o.Name).ToList();
        var read = Regex.Matches(Script(), @"output_of (?<name>\w+)", RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1))
            .Select(m => m.Groups["name"].Value).ToList();

        Assert.NotEmpty(read);
        Assert.Empty(read.Except(outputs, StringComparer.Ordinal));
        Assert.Empty(outputs.Except(read, StringComparer.Ordinal));
    }

    [Fact]
    public void The_help_of_the_deployment_names_what_the_parameter_files_read_from_the_environment()
    {
        var usage = Script().Split("\nTEXT\n", 2)[0];
        var read = Repository.Bicep().Where(f => f.IsParameters)
            .SelectMany(f => f.Declarations).Select(d => d.Value).OfType<BicepCall>()
            .SelectMany(BicepChecks.All).OfType<BicepCall>().Where(c => c.Name == "readEnvironmentVariable")
            .Select(c => ((BicepLiteral)c.Arguments[0]).Text).Distinct(StringComparer.Ordinal).ToList();

        Assert.NotEmpty(read);
        Assert.All(read.Except(["NOVISIT_SIGNING_KEY_VERSION"], StringComparer.Ordinal), v => Assert.Contains(v, usage, StringComparison.Ordinal));
    }

    [Fact]
    public void The_storage_account_has_exactly_the_containers_of_the_app_and_one_for_its_code()
    {
        var text = Repository.Read("infra/bicep/modules/storage.bicep");
        var storage = BicepParser.Parse("storage.bicep", text).Of(BicepDeclarationKind.Resource)
            .Where(r => r.Type.Contains("/containers@", StringComparison.Ordinal));
        var named = storage.SelectMany(r => r.Value is BicepScope { Source: BicepOperation list }
            ? list.Operands.OfType<BicepLiteral>().Select(l => l.Text)
            : [r.Body!.Find("name") is BicepLiteral literal ? literal.Text : "deployments"]);

        Assert.Equal(StorageNames.Containers.All.Append("deployments").Order(StringComparer.Ordinal), named.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void The_policy_of_the_pages_allows_nothing_inline_and_only_the_origins_it_needs()
    {
        var start = new ProcessStartInfo("node", [Path.Combine(Repository.Root, "infra", "pagesConfiguration.mjs")]) { RedirectStandardOutput = true, UseShellExecute = false };
        start.Environment["STORAGE"] = "https://account.blob.core.windows.net";
        start.Environment["AUTHORITY"] = "https://login.example.test/tenant";
        start.Environment["FRONT_DOOR"] = "0b4f4f0e-1111-2222-3333-444455556666";
        start.Environment["HOSTS"] = "a.azurefd.net\tbanli.example.test";
        using var node = Process.Start(start)!;
        using var answer = JsonDocument.Parse(node.StandardOutput.ReadToEnd());
        node.WaitForExit();

        var policy = answer.RootElement.GetProperty("globalHeaders").GetProperty("Content-Security-Policy").GetString()!;
        Assert.Contains("script-src 'self';", policy, StringComparison.Ordinal);
        Assert.Contains("connect-src 'self' https://account.blob.core.windows.net https://login.example.test;", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
        Assert.Equal(2, answer.RootElement.GetProperty("forwardingGateway").GetProperty("allowedForwardedHosts").GetArrayLength());
    }

    [Fact]
    public void Operations_describes_exactly_the_settings_that_the_code_reads()
    {
        var described = Regex.Matches(Repository.Read("docs/operations.md").Split("## Deploying")[0], @"^\| `(?<name>[A-Za-z_]+)` \|", RegexOptions.Multiline | RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1))
            .Select(m => m.Groups["name"].Value);

        Assert.Equal(ReadSettings.In(Repository.Source()).Select(Variable).Order(StringComparer.Ordinal), described.Order(StringComparer.Ordinal));
    }

    private static BicepFile MainTemplate() => Repository.Bicep().Single(f => f.Path == "infra/bicep/main.bicep");

    private static string Script() => Repository.Read("infra/deploy.sh");

    private static BicepObject AppSettings() => Assert.IsType<BicepObject>(
        Repository.Bicep().Single(f => f.Path == "infra/bicep/modules/functionApp.bicep")
            .Of(BicepDeclarationKind.Variable).Single(v => v.Name == "settings").Value);

    private static bool IsOfHost(string setting) => Array.Exists(HostPrefixes, p => setting.StartsWith(p, StringComparison.Ordinal));

    private static string Variable(string key) => key.Replace(":", "__", StringComparison.Ordinal);

    [GeneratedRegex("(__Key|Secret|Password|CodeKey)$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex SecretSetting();
}
