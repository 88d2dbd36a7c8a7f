using System.Globalization;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using NoVisit.Protection;
using NoVisit.Storage;

namespace NoVisit.Filing.Uploads;

/// <summary>Registers uploads.</summary>
public static class UploadServices
{
    /// <summary>
    /// Registers <see cref="UploadTickets"/>, <see cref="UploadCompletion"/>, <see cref="MaterialReader"/> and the
    /// <see cref="IMalwareScanner"/> that is configured. Needs <see cref="StorageServices.AddStorage"/> and a <see cref="TimeProvider"/>.
    /// </summary>
    /// <remarks>
    /// Settings: <c>Protection__Key</c> (Base64, 32 bytes); <c>Scanner__Mode</c> <c>clamd</c> with <c>Scanner__Host</c> and
    /// <c>Scanner__Port</c>, or <c>defender</c>. A missing or unknown one is an <see cref="InvalidOperationException"/> at first use.
    /// </remarks>
    public static IServiceCollection AddUploads(this IServiceCollection services, IConfiguration configuration) => services
        .AddSingleton(_ => new UploadTokens(ProtectionKey(configuration)))
        .AddSingleton(p => new WriteAddresses(p.GetRequiredService<StorageConnection>(), TimeProvider.System))
        .AddSingleton(p => new UploadTickets(
            p.GetRequiredService<UploadTokens>(), p.GetRequiredService<WriteAddresses>(), p.GetRequiredService<TimeProvider>()))
        .AddSingleton(p => new UploadCompletion(
            p.GetRequiredService<StorageConnection>(),
            p.GetRequiredService<UploadTokens>(),
            p.GetRequiredService<IMalwareScanner>(),
            p.GetRequiredService<TimeProvider>(),
            p.GetRequiredService<ILogger<UploadCompletion>>()))
        .AddSingleton<MaterialReader>()
        .AddSingleton(_ => Scanner(configuration));

    private static byte[] ProtectionKey(IConfiguration configuration) => configuration["Protection:Key"] is { Length: > 0 } key
        ? Keys.Parse(key, "Protection__Key")[0]
        : throw new InvalidOperationException("Set Protection__Key (Base64, 32 bytes).");

    private static IMalwareScanner Scanner(IConfiguration configuration) => configuration["Scanner:Mode"] switch
    {
        "clamd" when int.TryParse(configuration["Scanner:Port"], NumberStyles.None, CultureInfo.InvariantCulture, out var port) =>
            new ClamdScanner(configuration["Scanner:Host"] ?? "127.0.0.1", port),
        "defender" => new DefenderTagScanner(),
        _ => throw new InvalidOperationException("Set Scanner__Mode to clamd (with Scanner__Host and Scanner__Port) or defender."),
    };
}
