using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Sas;
using NoVisit.Storage;

namespace NoVisit.Filing.Uploads;

/// <summary>Addresses under which one blob can be created and written, nothing else, for a while.</summary>
/// <remarks>
/// Signed with the account key where there is one (locally), else with a user delegation key, so that on Azure no key exists that
/// could leak. Expiry is judged by the storage service, hence <paramref name="storageClock"/> is the wall clock even when the
/// application lives in another time.
/// </remarks>
internal sealed class WriteAddresses(StorageConnection storage, TimeProvider storageClock) : IDisposable
{
    private static readonly TimeSpan DelegationLifetime = TimeSpan.FromDays(1);

    // Clocks differ: a key or signature that begins now is refused by a server some minutes behind.
    private static readonly TimeSpan Skew = TimeSpan.FromMinutes(15);

    private readonly SemaphoreSlim gate = new(1, 1);
    private UserDelegationKey? delegationKey;

    /// <summary>The address of a blob of <c>materials</c> and when it ends.</summary>
    /// <exception cref="InvalidOperationException">The endpoint is plain HTTP and not on this machine.</exception>
    /// <exception cref="Azure.RequestFailedException">No delegation key could be had.</exception>
    public async Task<(Uri Address, DateTimeOffset ExpiresAt)> CreateAsync(string blobName, CancellationToken cancellationToken)
    {
        var blob = storage.Container(StorageNames.Containers.Materials).GetBlobClient(blobName);
        var plain = blob.Uri.Scheme == Uri.UriSchemeHttp;
        if (plain && !blob.Uri.IsLoopback)
        {
            throw new InvalidOperationException("Uploads go over HTTPS; plain HTTP is for a store on this machine only.");
        }

        var expiresAt = storageClock.GetUtcNow() + UploadLimits.WriteWindow;
        var signature = new BlobSasBuilder(BlobSasPermissions.Create | BlobSasPermissions.Write, expiresAt)
        {
            BlobContainerName = blob.BlobContainerName,
            BlobName = blob.Name,
            Resource = "b",
            Protocol = plain ? SasProtocol.HttpsAndHttp : SasProtocol.Https,
        };
        if (blob.CanGenerateSasUri)
        {
            return (blob.GenerateSasUri(signature), expiresAt);
        }

        var key = await DelegationKeyAsync(expiresAt, cancellationToken);
        var address = new BlobUriBuilder(blob.Uri) { Sas = signature.ToSasQueryParameters(key, blob.AccountName) };
        return (address.ToUri(), expiresAt);
    }

    /// <inheritdoc/>
    public void Dispose() => gate.Dispose();

    /// <summary>A key that outlives the address; asked for once a day, not once an upload.</summary>
    private async Task<UserDelegationKey> DelegationKeyAsync(DateTimeOffset until, CancellationToken cancellationToken)
    {
        await gate.WaitAsync(cancellationToken);
        try
        {
            if (delegationKey is null || delegationKey.SignedExpiresOn < until)
            {
                var now = storageClock.GetUtcNow();
                delegationKey = await storage.Blobs.GetUserDelegationKeyAsync(now - Skew, now + DelegationLifetime, cancellationToken);
            }

            return delegationKey;
        }
        finally
        {
            gate.Release();
        }
    }
}
