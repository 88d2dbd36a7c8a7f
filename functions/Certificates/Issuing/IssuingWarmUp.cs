using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using NoVisit.Catalogue;
using NoVisit.Deadlines;

namespace NoVisit.Certificates.Issuing;

/// <summary>
/// Loads the fonts, connects the signing key and prints a sample when the app has started: the first certificate comes as soon after its
/// decision as every other. Signs nothing, and holds nobody up.
/// </summary>
internal sealed partial class IssuingWarmUp(
    IHostApplicationLifetime app, CertificateRenderer certificates, SigningKeyProvider keys, CurrentCatalogue catalogue, TimeProvider time,
    ILogger<IssuingWarmUp> logger) : BackgroundService
{
    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var whenStarted = app.ApplicationStarted.Register(started.SetResult);
        try
        {
            await started.Task.WaitAsync(stoppingToken);
            await keys.GetAsync(stoppingToken);
            certificates.Render(Sample(catalogue.Registers.Departments.Values.First()), time.GetUtcNow());
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The app ends before it has begun.
        }
        catch (Exception e)
        {
            // Whoever issues a certificate meets the same and is told; the app can do everything else.
            LogFailed(e);
        }
    }

    private CertificateContent Sample(Department issuer)
    {
        var today = OfficeHours.DateOf(time.GetUtcNow());
        var number = CertificateNumber.Create("320681", "BL", today.Year, "00000000");
        return new CertificateContent
        {
            TypeCode = "C-BL",
            TitleZh = "样张",
            TitleEn = "Sample",
            Number = number.ToString(),
            Identifier = CertificateIdentifier.Create($"{issuer.CreditCode}001", issuer.CreditCode, number.Compact),
            VerificationUrl = new Uri("about:blank"),
            VerificationCode = "000000",
            HolderName = "样张",
            HolderIdKind = "样张",
            HolderId = "000000000000000000",
            IssuerName = issuer.Name.Zh,
            IssuedOn = today,
            ValidFrom = today,
            SealText = issuer.Name.Zh,
        };
    }

    [LoggerMessage(3401, LogLevel.Warning, "Certificates cannot be made: fonts or signing key are not there.")]
    private partial void LogFailed(Exception exception);
}
