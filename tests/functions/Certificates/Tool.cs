using System.Diagnostics;
using System.Text;

namespace NoVisit.Certificates;

/// <summary>Runs the programs that other people check PDF files with.</summary>
internal static class Tool
{
    /// <summary>What the program prints; it must succeed.</summary>
    public static string Run(string program, params string[] arguments) => Start(program, 0, arguments).Output;

    /// <summary>What the program prints and complains about; it may fail.</summary>
    public static string Ask(string program, params string[] arguments)
    {
        var (output, complaints) = Start(program, int.MaxValue, arguments);
        return output + complaints;
    }

    private static (string Output, string Complaints) Start(string program, int mostExitCode, string[] arguments)
    {
        var start = new ProcessStartInfo(program) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        using var process = Process.Start(start)!;
        var errors = new StringBuilder();
        process.ErrorDataReceived += (_, line) => errors.Append(line.Data).Append(line.Data is null ? "" : "\n");
        process.BeginErrorReadLine();
        var output = process.StandardOutput.ReadToEnd();
        Assert.True(process.WaitForExit(60_000), $"{program} does not end.");
        Assert.True(process.ExitCode <= mostExitCode, $"{program} ended with {process.ExitCode}:\n{output}\n{errors}");
        process.WaitForExit();
        return (output, errors.ToString());
    }
}

/// <summary>A folder that is gone after the test.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("novisit-");

    public string At(string name) => Path.Combine(folder.FullName, name);

    public string Write(string name, byte[] bytes)
    {
        File.WriteAllBytes(At(name), bytes);
        return At(name);
    }

    public void Dispose() => folder.Delete(recursive: true);
}
