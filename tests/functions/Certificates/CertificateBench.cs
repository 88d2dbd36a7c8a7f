using System.Diagnostics;
using NoVisit.Certificates.Signing;
using NoVisit.Certificates.Verification;

namespace NoVisit.Certificates;

/// <summary>What printing, signing and verifying one-page certificates takes, on one thread.</summary>
/// <param name="PrintMedian">Median time to print one.</param>
/// <param name="SignMedian">Median time to sign one with a key at hand (RSA 3072).</param>
/// <param name="VerifyMedian">Median time to verify one.</param>
/// <param name="PagesPerSecond">Printed pages per second.</param>
/// <param name="Bytes">Size of a signed certificate.</param>
public sealed record CertificateFigures(TimeSpan PrintMedian, TimeSpan SignMedian, TimeSpan VerifyMedian, double PagesPerSecond, int Bytes);

/// <summary>Measures certificates; for the benchmark command and for the bound in the tests.</summary>
public static class CertificateBench
{
    /// <summary>Prints, signs and verifies; each certificate has another holder and number, so nothing can be reused.</summary>
    public static async Task<CertificateFigures> Run(int warmUp = 10, int rounds = 200)
    {
        var (print, sign, verify) = (new List<TimeSpan>(), new List<TimeSpan>(), new List<TimeSpan>());
        var signer = new PdfSigner();
        var trusted = Samples.Trusted;
        var bytes = 0;
        for (var i = -warmUp; i < rounds; i++)
        {
            var content = Samples.Certificate() with { HolderName = $"启东市第{i + warmUp}小吃店", Number = $"320681-FOOD-2026-{i + warmUp:D6}-1" };
            var start = Stopwatch.GetTimestamp();
            var printed = Samples.Printed(content);
            var printedAt = Stopwatch.GetTimestamp();
            var signed = await Samples.Sign(printed, Samples.Key, signer);
            var signedAt = Stopwatch.GetTimestamp();
            Assert.Equal(SignatureStatus.Valid, PdfVerification.Verify(signed, trusted).Status);
            if (i >= 0)
            {
                print.Add(Stopwatch.GetElapsedTime(start, printedAt));
                sign.Add(Stopwatch.GetElapsedTime(printedAt, signedAt));
                verify.Add(Stopwatch.GetElapsedTime(signedAt));
            }

            bytes = signed.Length;
        }

        return new(Median(print), Median(sign), Median(verify), rounds / print.Sum(t => t.TotalSeconds), bytes);
    }

    private static TimeSpan Median(List<TimeSpan> times) => times.Order().ElementAt(times.Count / 2);
}
