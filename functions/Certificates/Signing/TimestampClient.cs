using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Security.Cryptography.Pkcs;

namespace NoVisit.Certificates.Signing;

/// <summary>The time-stamping authority did not answer, or not with a stamp for what was asked.</summary>
public sealed class TimestampException : Exception
{
    /// <summary>Creates the error with its reason.</summary>
    public TimestampException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the error with its reason and cause.</summary>
    public TimestampException(string message, Exception inner)
        : base(message, inner)
    {
    }

    /// <summary>Creates the error without a reason.</summary>
    public TimestampException()
    {
    }
}

/// <summary>Asks a time-stamping authority for RFC 3161 tokens over HTTP (<c>Certificates__TimestampUrl</c>).</summary>
/// <param name="http">Client with a timeout; retries are its handlers' business.</param>
/// <param name="authority">Address of the authority.</param>
public sealed class TimestampClient(HttpClient http, Uri authority)
{
    /// <summary>Room that a token with its certificates may take, bytes.</summary>
    internal const int MaxToken = 9 * 1024;

    /// <summary>Has the digest of a signature stamped.</summary>
    /// <param name="signature">The signature to be stamped.</param>
    /// <param name="ct">Cancels the request.</param>
    /// <returns>The token, DER.</returns>
    /// <exception cref="TimestampException">No answer, a refusal, or a token for something else.</exception>
    public async Task<byte[]> StampAsync(byte[] signature, CancellationToken ct)
    {
        var request = Rfc3161TimestampRequest.CreateFromData(
            signature, HashAlgorithmName.SHA256, nonce: RandomNumberGenerator.GetBytes(8), requestSignerCertificates: true);
        using var content = new ByteArrayContent(request.Encode());
        content.Headers.ContentType = new MediaTypeHeaderValue("application/timestamp-query");
        try
        {
            using var answer = await http.PostAsync(authority, content, ct);
            answer.EnsureSuccessStatusCode();
            await answer.Content.LoadIntoBufferAsync(4 * MaxToken, ct);
            var token = request.ProcessResponse(await answer.Content.ReadAsByteArrayAsync(ct), out _).AsSignedCms().Encode();
            return token.Length <= MaxToken ? token : throw new TimestampException($"The time stamp has {token.Length} bytes; {MaxToken} fit.");
        }
        catch (Exception error) when (error is HttpRequestException or CryptographicException
            || (error is OperationCanceledException && !ct.IsCancellationRequested))
        {
            throw new TimestampException($"No time stamp from {authority.Host}: {error.Message}", error);
        }
    }
}
