using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using NoVisit.Protection;

namespace NoVisit.Http;

/// <summary>One page of a list.</summary>
/// <param name="Items">At most as many as asked for.</param>
/// <param name="ContinuationToken">Leads to the next page; null on the last.</param>
public sealed record Page<T>(IReadOnlyList<T> Items, string? ContinuationToken);

/// <summary>Which page a client asks for.</summary>
/// <param name="Size">Items wanted, 1 to 100.</param>
/// <param name="Position">The position inside the list as <see cref="Paging.Next"/> was given it; null for the first page.</param>
public sealed record PageRequest(int Size, string? Position);

/// <summary>
/// Continuation tokens that clients can neither read nor change, nor use for another list or person: AES-256-GCM over the position with
/// the list's name as associated data.
/// </summary>
public sealed class Paging
{
    /// <summary>Items a page may have at most.</summary>
    public const int MaxSize = 100;

    /// <summary>Items of a page when the client does not say.</summary>
    public const int DefaultSize = 20;

    private const int NonceLength = 12;
    private const int TagLength = 16;
    private readonly byte[] key;

    /// <summary>Derives the key of the tokens from <paramref name="secret"/> (32 bytes).</summary>
    public Paging(byte[] secret) => key = Keys.Derive(secret, "continuation tokens");

    /// <summary>Reads <c>pageSize</c> and <c>continuationToken</c>.</summary>
    /// <param name="request">The request.</param>
    /// <param name="list">What the token must have been made for: the list's name, its filters and the caller.</param>
    /// <exception cref="ProblemException">400 when the size is not 1 to 100 or the token was altered or belongs to another list.</exception>
    public PageRequest Read(HttpRequest request, string list)
    {
        var size = DefaultSize;
        if (request.Query.TryGetValue("pageSize", out var text)
            && (!int.TryParse(text.ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out size) || size is < 1 or > MaxSize))
        {
            throw ProblemException.At(ProblemKind.Malformed, "pageSize", new($"须为 1 至 {MaxSize} 的整数。", $"Must be a whole number from 1 to {MaxSize}."));
        }

        var token = request.Query["continuationToken"].ToString();
        return new PageRequest(size, token.Length == 0 ? null : Open(token, list));
    }

    /// <summary>Seals the position of the next page; null when there is none.</summary>
    public string? Next(string? position, string list)
    {
        if (position is null)
        {
            return null;
        }

        var plain = Encoding.UTF8.GetBytes(position);
        var token = new byte[NonceLength + plain.Length + TagLength];
        RandomNumberGenerator.Fill(token.AsSpan(0, NonceLength));
        using var aes = new AesGcm(key, TagLength);
        aes.Encrypt(token.AsSpan(0, NonceLength), plain, token.AsSpan(NonceLength, plain.Length), token.AsSpan(NonceLength + plain.Length), Encoding.UTF8.GetBytes(list));
        return Base64Url.EncodeToString(token);
    }

    private string Open(string text, string list)
    {
        try
        {
            var token = text.Length <= 4096 ? Base64Url.DecodeFromChars(text) : [];
            if (token.Length >= NonceLength + TagLength)
            {
                var plain = new byte[token.Length - NonceLength - TagLength];
                using var aes = new AesGcm(key, TagLength);
                aes.Decrypt(token.AsSpan(0, NonceLength), token.AsSpan(NonceLength, plain.Length), token.AsSpan(NonceLength + plain.Length), plain, Encoding.UTF8.GetBytes(list));
                return Encoding.UTF8.GetString(plain);
            }
        }
        catch (Exception e) when (e is FormatException or CryptographicException)
        {
            // Falls through to the refusal: an altered token and a wrong one look alike.
        }

        throw ProblemException.At(ProblemKind.Malformed, "continuationToken", new("续页标记无效。", "This continuation token is not valid for this list."));
    }
}
