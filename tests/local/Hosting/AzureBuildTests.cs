using System.Diagnostics;
using System.Text.Json;

namespace NoVisit.Emulator.Tests.Hosting;

public sealed class AzureBuildTests
{
    private static readonly string Functions = FolderOfTheApp();

    [Fact]
    public async Task The_Azure_build_takes_Microsofts_packages_in_fixed_versions_and_nothing_of_the_emulator()
    {
        var build = await EvaluateAsync("Azure");
        var versions = build.GetProperty("Items").GetProperty("PackageVersion").EnumerateArray()
            .GroupBy(item => item.GetProperty("Identity").GetString()!)
            .ToDictionary(group => group.Key, group => group.Single().GetProperty("Version").GetString());
        var packages = build.GetProperty("Items").GetProperty("PackageReference").EnumerateArray().Select(item => item.GetProperty("Identity").GetString()!).ToArray();
        Assert.Empty(build.GetProperty("Items").GetProperty("ProjectReference").EnumerateArray());
        Assert.All(packages, package => Assert.Contains(package, versions.Keys));
        Assert.Superset(
            new HashSet<string>(StringComparer.Ordinal)
            {
                "Microsoft.Azure.Functions.Worker",
                "Microsoft.Azure.Functions.Worker.Sdk",
                "Microsoft.Azure.Functions.Worker.Extensions.DurableTask",
                "Microsoft.Azure.Functions.Worker.Extensions.Http.AspNetCore",
                "Microsoft.Azure.Functions.Worker.Extensions.Storage.Queues",
                "Microsoft.Azure.Functions.Worker.Extensions.Timer",
            },
            packages.ToHashSet(StringComparer.Ordinal));
    }

    [Fact]
    public async Task The_local_build_takes_the_emulator_and_no_Functions_package()
    {
        var build = await EvaluateAsync("Local");
        Assert.Contains(build.GetProperty("Items").GetProperty("ProjectReference").EnumerateArray(), item => item.GetProperty("Filename").GetString() == "NoVisit.Emulator");
        Assert.DoesNotContain(
            build.GetProperty("Items").GetProperty("PackageReference").EnumerateArray(),
            item => item.GetProperty("Identity").GetString()!.StartsWith("Microsoft.Azure.Functions", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Settings_of_a_machine_are_never_published()
    {
        var build = await EvaluateAsync("Azure");
        Assert.All(
            build.GetProperty("Items").GetProperty("None").EnumerateArray().Where(item => item.GetProperty("Identity").GetString()!.StartsWith("local.settings", StringComparison.Ordinal)),
            item => Assert.Equal("Never", item.GetProperty("CopyToPublishDirectory").GetString()));
    }

    [Fact]
    public void The_source_of_the_app_is_the_same_for_both_hosts()
    {
        var conditional = Directory.EnumerateFiles(Functions, "*.cs", SearchOption.AllDirectories)
            .Where(file => !file.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal))
            .Where(file => File.ReadLines(file).Any(line => line.TrimStart().StartsWith("#if", StringComparison.Ordinal)));
        Assert.Empty(conditional);
    }

    private static async Task<JsonElement> EvaluateAsync(string hosting)
    {
        var start = new ProcessStartInfo("dotnet")
        {
            ArgumentList = { "msbuild", Functions, $"-p:Hosting={hosting}", "-getItem:PackageReference,PackageVersion,ProjectReference,None" },
            UseShellExecute = false,
            RedirectStandardOutput = true,
        };
        using var process = Process.Start(start)!;
        var output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return JsonSerializer.Deserialize<JsonElement>(output);
    }

    private static string FolderOfTheApp()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Serverless.sln")))
        {
            folder = folder.Parent ?? throw new InvalidOperationException("These tests run inside the repository: no folder above them holds Serverless.sln.");
        }

        return Path.Combine(folder.FullName, "functions");
    }
}
