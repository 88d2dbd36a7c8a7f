namespace NoVisit.Infrastructure;

/// <summary>The files of this repository.</summary>
internal static class Repository
{
    public static string Root { get; } = FindRoot();

    public static string Read(string path) => File.ReadAllText(Path.Combine(Root, path));

    /// <summary>All Bicep files, with paths relative to the root.</summary>
    public static IReadOnlyList<BicepFile> Bicep() =>
        [.. Files("infra", "*.bicep").Concat(Files("infra", "*.bicepparam")).Select(path => BicepParser.Parse(path, Read(path)))];

    /// <summary>The source of the function app.</summary>
    public static IReadOnlyList<string> Source() => [.. Files("functions", "*.cs").Select(Read)];

    /// <summary>The source of all tests.</summary>
    public static IReadOnlyList<string> Tests() => [.. Files("tests", "*.cs").Select(Read)];

    /// <summary>Files of a folder, with paths relative to the root; not what a build made.</summary>
    public static IEnumerable<string> Files(string folder, string pattern) =>
        Directory.EnumerateFiles(Path.Combine(Root, folder), pattern, SearchOption.AllDirectories)
            .Select(path => Path.GetRelativePath(Root, path).Replace('\\', '/'))
            .Where(path => !path.Contains("/obj/", StringComparison.Ordinal) && !path.Contains("/bin/", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal);

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Serverless.sln")))
        {
            folder = folder.Parent ?? throw new InvalidOperationException("The tests do not run inside the repository.");
        }

        return folder.FullName;
    }
}
