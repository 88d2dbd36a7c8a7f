using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace NoVisit.Certificates.Signing;

/// <summary>A key from a PKCS #12 file, for a machine of one's own (<c>Certificates__PfxPath</c>, <c>Certificates__PfxPassword</c>). Safe for concurrent use.</summary>
public sealed class PfxSigningKey : IDocumentSigningKey, IDisposable
{
    private readonly X509Certificate2Collection contents;
    private readonly RSA key;
    private readonly Lock oneAtATime = new();

    private PfxSigningKey(X509Certificate2Collection contents, X509Certificate2 certificate, RSA key)
    {
        this.contents = contents;
        this.key = key;
        Certificate = certificate;
        Chain = [.. Ordered(certificate, contents)];
    }

    /// <inheritdoc/>
    public X509Certificate2 Certificate { get; }

    /// <inheritdoc/>
    public IReadOnlyList<X509Certificate2> Chain { get; }

    /// <summary>Reads the file. The key is held in memory only.</summary>
    /// <exception cref="SigningKeyException">The file is missing, the password wrong, or there is no RSA key of at least 2048 bits in it.</exception>
    public static PfxSigningKey Load(string path, string? password)
    {
        // macOS has no keys outside a keychain.
        var storage = OperatingSystem.IsMacOS() ? X509KeyStorageFlags.DefaultKeySet : X509KeyStorageFlags.EphemeralKeySet;
        X509Certificate2Collection loaded;
        try
        {
            loaded = X509CertificateLoader.LoadPkcs12CollectionFromFile(path, password, storage);
        }
        catch (Exception error) when (error is CryptographicException or IOException or UnauthorizedAccessException)
        {
            throw new SigningKeyException($"The signing key in {path} cannot be read: {error.Message}", error);
        }

        var certificate = loaded.FirstOrDefault(c => c.HasPrivateKey);
        var rsa = certificate?.GetRSAPrivateKey();
        return certificate is null || rsa is null || rsa.KeySize < 2048
            ? throw new SigningKeyException($"{path} holds no RSA key of at least 2048 bits.")
            : new PfxSigningKey(loaded, certificate, rsa);
    }

    /// <inheritdoc/>
    public Task<byte[]> SignHashAsync(byte[] hash, HashAlgorithmName algorithm, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        lock (oneAtATime)
        {
            return Task.FromResult(key.SignHash(hash, algorithm, RSASignaturePadding.Pkcs1));
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        key.Dispose();
        foreach (var certificate in contents)
        {
            certificate.Dispose();
        }
    }

    private static IEnumerable<X509Certificate2> Ordered(X509Certificate2 leaf, X509Certificate2Collection all)
    {
        var current = leaf;
        for (var i = 0; i < all.Count && !current.SubjectName.RawData.AsSpan().SequenceEqual(current.IssuerName.RawData); i++)
        {
            var issuer = all.FirstOrDefault(c => c.SubjectName.RawData.AsSpan().SequenceEqual(current.IssuerName.RawData));
            if (issuer is null)
            {
                yield break;
            }

            yield return current = issuer;
        }
    }
}
