using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using Azure.Core;
using Azure.Core.Pipeline;

namespace NoVisit.Storage.Tables;

/// <summary>The name and key of a storage account.</summary>
public sealed class TableSharedKeyCredential
{
    private readonly byte[] key;

    /// <summary>Creates the credential.</summary>
    /// <param name="accountName">The account.</param>
    /// <param name="accountKey">One of its two keys, Base64.</param>
    /// <exception cref="FormatException">The key is not Base64.</exception>
    public TableSharedKeyCredential(string accountName, string accountKey)
    {
        AccountName = accountName;
        key = Convert.FromBase64String(accountKey);
    }

    /// <summary>The account.</summary>
    public string AccountName { get; }

    internal string Sign(string text) => Convert.ToBase64String(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(text)));
}

/// <summary>Signs each attempt with the table service's Shared Key scheme (which differs from that of blobs and queues).</summary>
internal sealed class TableSharedKeyPolicy(TableSharedKeyCredential credential) : HttpPipelineSynchronousPolicy
{
    public override void OnSendingRequest(HttpMessage message)
    {
        var request = message.Request;
        // The service compares with its own wall clock, whatever time the application is told to live in.
        var date = TimeProvider.System.GetUtcNow().ToString("R", CultureInfo.InvariantCulture);
        request.Headers.SetValue("x-ms-date", date);
        request.Headers.TryGetValue("Content-MD5", out var md5);
        request.Headers.TryGetValue("Content-Type", out var contentType);
        var signature = credential.Sign($"{request.Method.Method}\n{md5}\n{contentType}\n{date}\n{Resource(request.Uri.ToUri())}");
        request.Headers.SetValue("Authorization", $"SharedKey {credential.AccountName}:{signature}");
    }

    /// <summary>Account, encoded path and, of the query, only <c>comp</c>.</summary>
    private string Resource(Uri uri)
    {
        var resource = $"/{credential.AccountName}{uri.AbsolutePath}";
        var comp = uri.Query.TrimStart('?').Split('&').FirstOrDefault(p => p.StartsWith("comp=", StringComparison.Ordinal));
        return comp is null ? resource : $"{resource}?comp={WebUtility.UrlDecode(comp["comp=".Length..])}";
    }
}
