using System.Text;
using Microsoft.Azure.Functions.Worker;

namespace NoVisit.Emulator.Tests.Surface;

public sealed class SurfaceTests
{
    private static readonly string Root = RootOfTheRepository();
    private static readonly string Listing = Path.Combine(Root, "local", "Emulator", "Surface.txt");

    /// <summary>What tests of the app may use of the host itself; the app may not.</summary>
    private static readonly string[] ForTests =
    [
        "NoVisit.Emulator.Hosting.ILocalCalendar",
        "NoVisit.Emulator.Hosting.LocalHostBuilderExtensions",
        "NoVisit.Emulator.Hosting.StandingClock",
    ];

    [Fact]
    public void The_surface_is_the_one_that_is_written_down()
    {
        var found = SurfaceListing.Of(AzureTypes()).ToArray();
        if (Environment.GetEnvironmentVariable("UPDATE_SURFACE") == "1")
        {
            File.WriteAllLines(Listing, found);
        }

        var written = File.ReadAllLines(Listing);
        Assert.True(
            found.SequenceEqual(written),
            $"Only in the emulator:\n  {string.Join("\n  ", found.Except(written))}\nOnly in Surface.txt:\n  {string.Join("\n  ", written.Except(found))}\n"
            + "If the change is right (compare with the public repositories), run these tests with UPDATE_SURFACE=1.");
    }

    [Fact]
    public void The_emulator_shows_nothing_of_its_own_but_what_tests_need() =>
        Assert.Equal(ForTests, typeof(FunctionAttribute).Assembly.GetExportedTypes().Except(AzureTypes()).Select(type => type.FullName!).Order(StringComparer.Ordinal));

    [Fact]
    public void The_app_uses_nothing_that_Azure_does_not_have()
    {
        Assert.Empty(Outside(App()));
    }

    // Azure's worker names a nested class with a dot, and the runtime, which looks an internal one up, with a plus.
    [Fact]
    public void No_function_of_the_app_stands_in_a_nested_class()
    {
        Assert.Empty(SurfaceReferences.NestedFunctionClasses(App()));
        Assert.NotEmpty(SurfaceReferences.NestedFunctionClasses(typeof(SurfaceTests).Assembly.Location));
    }

    [Fact]
    public void A_use_of_the_emulators_own_types_is_found()
    {
        var outside = Outside(typeof(SurfaceTests).Assembly.Location);
        Assert.Contains("NoVisit.Emulator.Hosting.StandingClock", outside);
        Assert.Contains("NoVisit.Emulator.Hosting.LocalHostBuilderExtensions.UseFunctions", outside);
        Assert.DoesNotContain("Microsoft.Azure.Functions.Worker.TimerInfo.get_IsPastDue", outside);
    }

    private static string App()
    {
        var configuration = new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;
        var app = Path.Combine(Root, "functions", "bin", configuration, "net10.0", "NoVisit.Functions.dll");
        Assert.True(File.Exists(app), $"{app} is missing: build the solution first.");
        return app;
    }

    private static IEnumerable<Type> AzureTypes() => typeof(FunctionAttribute).Assembly.GetExportedTypes()
        .Where(type => type.Namespace!.StartsWith("Microsoft.", StringComparison.Ordinal) || type.Namespace.StartsWith("DurableTask.", StringComparison.Ordinal));

    private static IEnumerable<string> Outside(string path)
    {
        var known = File.ReadLines(Listing).Select(NameOf).ToHashSet(StringComparer.Ordinal);
        return SurfaceReferences.Of(path, typeof(FunctionAttribute).Assembly.GetName().Name!).Where(name => !known.Contains(Plain(name)) && !IsInvoke(name));
    }

    // Accessors and constructors as the listing names them; what every object has is no part of it.
    private static string Plain(string name)
    {
        var dot = name.LastIndexOf('.');
        var member = name[(dot + 1)..];
        var type = name[..dot];
        return member switch
        {
            "ctor" => type.TrimEnd('.') + ".new",
            _ when member.StartsWith("get_", StringComparison.Ordinal) || member.StartsWith("set_", StringComparison.Ordinal) => $"{type}.{member[4..]}",
            _ => name,
        };
    }

    private static bool IsInvoke(string name) => name.EndsWith("FunctionExecutionDelegate.Invoke", StringComparison.Ordinal) || name.EndsWith("FunctionExecutionDelegate..ctor", StringComparison.Ordinal);

    private static string RootOfTheRepository()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Serverless.sln")))
        {
            folder = folder.Parent ?? throw new InvalidOperationException("These tests run inside the repository: no folder above them holds Serverless.sln.");
        }

        return folder.FullName;
    }

    // "Namespace.Type<T>.Member<T>(…) : …" is known as "Namespace.Type.Member".
    private static string NameOf(string line)
    {
        var name = new StringBuilder();
        var depth = 0;
        foreach (var c in line.TakeWhile(c => c is not ('(' or ' ') || depth > 0))
        {
            depth += c == '<' ? 1 : 0;
            if (depth == 0)
            {
                name.Append(c);
            }

            depth -= c == '>' ? 1 : 0;
        }

        return name.ToString();
    }
}
