using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace NoVisit.Certificates.Signing;

/// <summary>An authority's RSA signing key (RS-03). The key itself may live elsewhere; only digests travel to it.</summary>
public interface IDocumentSigningKey
{
    /// <summary>The certificate of the key.</summary>
    X509Certificate2 Certificate { get; }

    /// <summary>Further certificates up to the root, issuer after issuer; the root may be among them and is not put into documents.</summary>
    IReadOnlyList<X509Certificate2> Chain { get; }

    /// <summary>Signs a digest by RSASSA-PKCS1-v1_5.</summary>
    /// <param name="hash">The digest, as long as <paramref name="algorithm"/> makes it.</param>
    /// <param name="algorithm">SHA-256.</param>
    /// <param name="ct">Cancels the call.</param>
    /// <returns>The signature, as long as the key's modulus.</returns>
    Task<byte[]> SignHashAsync(byte[] hash, HashAlgorithmName algorithm, CancellationToken ct);
}

/// <summary>The signing key cannot be had or does not do what it should.</summary>
public sealed class SigningKeyException : Exception
{
    /// <summary>Creates the error with its reason.</summary>
    public SigningKeyException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the error with its reason and cause.</summary>
    public SigningKeyException(string message, Exception inner)
        : base(message, inner)
    {
    }

    /// <summary>Creates the error without a reason.</summary>
    public SigningKeyException()
    {
    }
}
