using Azure.Core;
using Microsoft.Extensions.Configuration;
using NoVisit.Certificates.Signing;

namespace NoVisit.Certificates.Issuing;

/// <summary>The authority's signing key: from Key Vault on Azure, from a PKCS #12 file elsewhere. Connected once, on first use.</summary>
internal sealed class SigningKeyProvider(IConfiguration configuration, TimeProvider time, TokenCredential credential) : IDisposable
{
    private readonly SemaphoreSlim gate = new(1);
    private IDocumentSigningKey? key;

    public async Task<IDocumentSigningKey> GetAsync(CancellationToken cancellationToken)
    {
        if (key is not null)
        {
            return key;
        }

        await gate.WaitAsync(cancellationToken);
        try
        {
            return key ??= await ConnectAsync(cancellationToken);
        }
        finally
        {
            gate.Release();
        }
    }

    public void Dispose() => gate.Dispose();

    private async Task<IDocumentSigningKey> ConnectAsync(CancellationToken cancellationToken)
    {
        if (configuration["Certificates:KeyVaultKeyId"] is { Length: > 0 } keyId)
        {
            return await KeyVaultSigningKey.ConnectAsync(new Uri(keyId), credential, [], null, cancellationToken);
        }

        var path = configuration["Certificates:PfxPath"] ?? throw new InvalidOperationException("Set Certificates__KeyVaultKeyId, or Certificates__PfxPath.");
        DemoAuthority.Create(path, configuration["Certificates:PfxPassword"] ?? "", "启东市行政审批局", time.GetUtcNow());
        return PfxSigningKey.Load(path, configuration["Certificates:PfxPassword"]);
    }
}

/// <summary>Makes and checks the codes printed beside the QR.</summary>
internal sealed class VerificationSecret(byte[] key)
{
    public string CodeOf(CertificateIdentifier identifier) => VerificationCode.For(identifier, key);

    public bool Matches(string? typed, CertificateIdentifier identifier) => VerificationCode.Matches(typed, identifier, key);
}
