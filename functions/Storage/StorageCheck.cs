using NoVisit.Http;

namespace NoVisit.Storage;

/// <summary>Ready when storage answers: one read of a row that need not be there.</summary>
internal sealed class StorageCheck(StorageConnection storage) : IReadinessCheck
{
    /// <inheritdoc/>
    public string Name => "storage";

    /// <inheritdoc/>
    public async Task CheckAsync(CancellationToken cancellationToken) =>
        await storage.Table(StorageNames.Tables.Cases).GetEntityIfExistsAsync<Tables.TableEntity>("ready", "ready", cancellationToken: cancellationToken);
}
