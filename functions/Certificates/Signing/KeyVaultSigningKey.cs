using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using System.Text.Json.Serialization;
using Azure;
using Azure.Core;
using Azure.Core.Pipeline;

namespace NoVisit.Certificates.Signing;

/// <summary>Client options for Key Vault, so that transport, retries and diagnostics can be set as for every Azure client.</summary>
public sealed class KeyVaultSigningOptions : ClientOptions;

/// <summary>
/// A key in Azure Key Vault (<c>Certificates__KeyVaultKeyId</c>): it never leaves the vault, digests are sent there to be signed
/// (RS256). The identity needs the role Key Vault Crypto User and the right to read the certificate.
/// </summary>
public sealed class KeyVaultSigningKey : IDocumentSigningKey, IDisposable
{
    private const string ApiVersion = "7.4";
    private readonly HttpPipeline pipeline;
    private readonly Uri keyId;

    private KeyVaultSigningKey(HttpPipeline pipeline, Uri keyId, X509Certificate2 certificate, IReadOnlyList<X509Certificate2> chain)
    {
        this.pipeline = pipeline;
        this.keyId = keyId;
        Certificate = certificate;
        Chain = chain;
    }

    /// <inheritdoc/>
    public X509Certificate2 Certificate { get; }

    /// <inheritdoc/>
    public IReadOnlyList<X509Certificate2> Chain { get; }

    /// <summary>Fetches the certificate of the same name and version and returns the key ready for use.</summary>
    /// <param name="keyId">Identifier of a key version, <c>https://{vault}/keys/{name}/{version}</c>.</param>
    /// <param name="credential">Identity of the function app.</param>
    /// <param name="chain">Certificates of the issuers, if the signing certificate is not issued by a root directly.</param>
    /// <param name="options">Transport and retries; the defaults suit.</param>
    /// <param name="ct">Cancels the request.</param>
    /// <exception cref="ArgumentException">The identifier is not one of a key version over HTTPS.</exception>
    /// <exception cref="SigningKeyException">The vault does not answer, or refuses.</exception>
    public static async Task<KeyVaultSigningKey> ConnectAsync(
        Uri keyId, TokenCredential credential, IReadOnlyList<X509Certificate2> chain, KeyVaultSigningOptions? options, CancellationToken ct)
    {
        var segments = keyId.AbsolutePath.Trim('/').Split('/');
        var suffix = keyId.Host.IndexOf('.', StringComparison.Ordinal);
        if (keyId.Scheme != Uri.UriSchemeHttps || segments is not ["keys", { Length: > 0 }, { Length: > 0 }] || suffix < 0)
        {
            throw new ArgumentException("A key is named as https://{vault}/keys/{name}/{version}.", nameof(keyId));
        }

        // vault.azure.net, or vault.azure.cn and the like in a national cloud: the audience is the vault's own domain.
        var scope = $"https://{keyId.Host[(suffix + 1)..]}/.default";
        var vault = HttpPipelineBuilder.Build(options ?? new KeyVaultSigningOptions(), new BearerTokenAuthenticationPolicy(credential, scope));
        var certificateId = new Uri(keyId, $"/certificates/{segments[1]}/{segments[2]}");
        var bundle = await SendAsync(vault, RequestMethod.Get, certificateId, null, KeyVaultJson.Default.CertificateBundle, ct);
        return new KeyVaultSigningKey(vault, keyId, X509CertificateLoader.LoadCertificate(bundle.Cer), chain);
    }

    /// <inheritdoc/>
    public async Task<byte[]> SignHashAsync(byte[] hash, HashAlgorithmName algorithm, CancellationToken ct)
    {
        if (algorithm != HashAlgorithmName.SHA256)
        {
            throw new ArgumentException("Only SHA-256 is signed.", nameof(algorithm));
        }

        var operation = new Uri(keyId.GetLeftPart(UriPartial.Path) + "/sign");
        var content = JsonSerializer.SerializeToUtf8Bytes(new SignRequest("RS256", Base64Url(hash)), KeyVaultJson.Default.SignRequest);
        var result = await SendAsync(pipeline, RequestMethod.Post, operation, content, KeyVaultJson.Default.SignResult, ct);
        try
        {
            return System.Buffers.Text.Base64Url.DecodeFromChars(result.Value);
        }
        catch (FormatException error)
        {
            throw new SigningKeyException("Key Vault answered with something else than a signature.", error);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => Certificate.Dispose();

    private static string Base64Url(byte[] bytes) => System.Buffers.Text.Base64Url.EncodeToString(bytes);

    private static async Task<T> SendAsync<T>(
        HttpPipeline pipeline, RequestMethod method, Uri uri, byte[]? content, System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> type, CancellationToken ct)
        where T : class
    {
        using var message = pipeline.CreateMessage();
        message.Request.Method = method;
        message.Request.Uri.Reset(uri);
        message.Request.Uri.AppendQuery("api-version", ApiVersion);
        message.Request.Headers.Add(HttpHeader.Common.JsonAccept);
        if (content is not null)
        {
            message.Request.Headers.Add(HttpHeader.Common.JsonContentType);
            message.Request.Content = RequestContent.Create(content);
        }

        try
        {
            await pipeline.SendAsync(message, ct);
            return message.Response.IsError
                ? throw new SigningKeyException($"Key Vault answered {message.Response.Status} {message.Response.ReasonPhrase} to {uri.AbsolutePath}.")
                : JsonSerializer.Deserialize(message.Response.Content.ToMemory().Span, type)
                    ?? throw new SigningKeyException("Key Vault answered nothing.");
        }
        catch (Exception error) when (error is RequestFailedException or JsonException or AggregateException)
        {
            throw new SigningKeyException($"Key Vault could not be asked: {error.Message}", error);
        }
    }
}

internal sealed record SignRequest([property: JsonPropertyName("alg")] string Algorithm, [property: JsonPropertyName("value")] string Value);

internal sealed record SignResult([property: JsonPropertyName("kid")] string KeyId, [property: JsonPropertyName("value")] string Value);

internal sealed record CertificateBundle([property: JsonPropertyName("cer")] byte[] Cer);

[JsonSerializable(typeof(SignRequest))]
[JsonSerializable(typeof(SignResult))]
[JsonSerializable(typeof(CertificateBundle))]
internal sealed partial class KeyVaultJson : JsonSerializerContext;
