using Microsoft.Extensions.Configuration;
using NoVisit.Certificates.Signing;
using NoVisit.Certificates.Verification;

namespace NoVisit.Certificates.Library;

/// <summary>The roots whose signatures count: <c>Certificates__TrustedRoots</c> (PEM), or those beside the demo key.</summary>
internal sealed class TrustedSignersProvider(IConfiguration configuration)
{
    private TrustedSigners? signers;

    /// <exception cref="InvalidOperationException">No certificate was signed yet and no root is configured.</exception>
    public TrustedSigners Get() => signers ??= TrustedSigners.FromPem(Pem());

    private string Pem()
    {
        if (configuration["Certificates:TrustedRoots"] is { Length: > 0 } pem)
        {
            return pem;
        }

        var path = configuration["Certificates:PfxPath"] ?? throw new InvalidOperationException("Set Certificates__TrustedRoots.");
        return File.ReadAllText(DemoAuthority.RootsPath(path));
    }
}
