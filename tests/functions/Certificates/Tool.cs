using System.Diagnostics;
using System.Text;

namespace NoVisit.Certificates;

/// <summary>Runs the programs that other people check PDF files with.</summary>
internal static class Tool
{
    public static string Run(string program, params string[] arguments) => Run(program, 0, arguments);

    public static string Run(string program, int mostExitCode, params string[] arguments)
    {
        var start = new ProcessStartInfo(program) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        using var process = Process.Start(start)!;
        var errors = new StringBuilder();
        process.ErrorDataReceived += (_, line) => errors.AppendLine(line.Data);
        process.BeginErrorReadLine();
        var output = process.StandardOutput.ReadToEnd();
        Assert.True(process.WaitForExit(60_000), $"{program} does not end.");
        Assert.True(process.ExitCode <= mostExitCode, $"{program} ended with {process.ExitCode}:\n{output}\n{errors}");
        process.WaitForExit();
        return output + errors;
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
