using System.Diagnostics.CodeAnalysis;

namespace NoVisit.Certificates.Verification;

/// <summary>What a file's signature proves.</summary>
public enum SignatureStatus
{
    /// <summary>Signed by one of the authorities we trust, and not a bit has changed since.</summary>
    Valid,

    /// <summary>There is a signature, but the file (or the signature) has been changed, cut or added to.</summary>
    Altered,

    /// <summary>There is no signature, or the file is not a PDF.</summary>
    [SuppressMessage("Naming", "CA1720", Justification = "Here the word is about signatures, not about integers.")]
    Unsigned,

    /// <summary>The signature is whole but by somebody we do not know, or by an algorithm we cannot check (such as SM2).</summary>
    UnknownSigner,
}

/// <summary>Outcome of checking a file (RS-02).</summary>
/// <param name="Status">What the signature proves.</param>
/// <param name="Signer">Common name in the signer's certificate; told whenever the signature holds cryptographically.</param>
/// <param name="SignedAt">Time of a trusted time stamp, else the time the signer states.</param>
/// <param name="Identifier">Identifier that the file claims in its metadata (certificate identifier or document number). Proven only if
/// <paramref name="Status"/> is <see cref="SignatureStatus.Valid"/>.</param>
public sealed record SignatureCheck(SignatureStatus Status, string? Signer = null, DateTimeOffset? SignedAt = null, string? Identifier = null);

/// <summary>The file is larger than is checked.</summary>
public sealed class PdfTooLargeException : Exception
{
    /// <summary>Creates the error.</summary>
    public PdfTooLargeException()
        : base($"Files of more than {PdfVerification.MaxSize / 1024 / 1024} MB are not checked.")
    {
    }

    /// <summary>Creates the error with its reason.</summary>
    public PdfTooLargeException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the error with its reason and cause.</summary>
    public PdfTooLargeException(string message, Exception inner)
        : base(message, inner)
    {
    }
}
