using System.Diagnostics;

namespace NoVisit.Scenarios;

/// <summary>What other people's programs say of our documents; they speak only where they are installed.</summary>
internal static class Documents
{
    /// <summary>Asserts that poppler takes the signature for valid and covering the whole file.</summary>
    public static async Task SignatureHoldsAsync(byte[] pdf)
    {
        if (await RunAsync("pdfsig", pdf, "-nocert") is { } said)
        {
            Assert.Contains("Signature is Valid", said, StringComparison.Ordinal);
            Assert.Contains("Total document signed", said, StringComparison.Ordinal);
        }
    }

    /// <summary>The text of a document; null without poppler.</summary>
    public static Task<string?> TextAsync(byte[] pdf) => RunAsync("pdftotext", pdf, "-layout");

    private static async Task<string?> RunAsync(string program, byte[] pdf, string option)
    {
        if (!Array.Exists(Environment.GetEnvironmentVariable("PATH")!.Split(':'), folder => File.Exists(Path.Combine(folder, program))))
        {
            return null;
        }

        var file = Path.GetTempFileName();
        try
        {
            await File.WriteAllBytesAsync(file, pdf, TestContext.Current.CancellationToken);
            var start = new ProcessStartInfo(program) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
            foreach (var argument in program == "pdftotext" ? (string[])[option, file, "-"] : [option, file])
            {
                start.ArgumentList.Add(argument);
            }

            using var process = Process.Start(start)!;
            var errors = process.StandardError.ReadToEndAsync();
            var said = await process.StandardOutput.ReadToEndAsync();
            await process.WaitForExitAsync();
            await errors;
            return said;
        }
        finally
        {
            File.Delete(file);
        }
    }
}
