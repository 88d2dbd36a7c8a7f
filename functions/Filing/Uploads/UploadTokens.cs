using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace NoVisit.Filing.Uploads;

/// <summary>What an upload id says.</summary>
internal sealed record UploadClaim(
    string Key, DateTimeOffset ExpiresAt, string Person, string OwnerId, string MaterialCode, string FileName, string ContentType, long Size)
{
    public string BlobName => $"{OwnerId}/{MaterialCode}/{Key}/v1";
}

/// <summary>
/// Writes and reads upload ids: encrypted, since they stand in addresses and so in access logs while a file name is personal data;
/// then signed (encrypt-then-MAC), so that the server needs no record of a ticket that may never be used.
/// </summary>
internal sealed class UploadTokens
{
    private const byte Version = 1;
    private const int IvLength = 16;
    private const int MacLength = HMACSHA256.HashSizeInBytes;

    // The longest that this class writes stays far below; a bound on what a stranger can make us decode.
    private const int MaxLength = 4096;

    private readonly byte[] encryptionKey;
    private readonly byte[] signingKey;

    /// <param name="protectionKey">The application's protection key, 32 bytes; both keys are derived from it.</param>
    public UploadTokens(byte[] protectionKey)
    {
        if (protectionKey.Length != 32)
        {
            throw new ArgumentException("The protection key has 32 bytes.", nameof(protectionKey));
        }

        encryptionKey = HKDF.DeriveKey(HashAlgorithmName.SHA256, protectionKey, 32, info: "NoVisit upload id encryption v1"u8.ToArray());
        signingKey = HKDF.DeriveKey(HashAlgorithmName.SHA256, protectionKey, 32, info: "NoVisit upload id signature v1"u8.ToArray());
    }

    public string Seal(UploadClaim claim)
    {
        using var plain = new MemoryStream();
        using (var writer = new BinaryWriter(plain, Encoding.UTF8, leaveOpen: true))
        {
            writer.Write(claim.Key);
            writer.Write(claim.ExpiresAt.ToUnixTimeSeconds());
            writer.Write(claim.Person);
            writer.Write(claim.OwnerId);
            writer.Write(claim.MaterialCode);
            writer.Write(claim.FileName);
            writer.Write(claim.ContentType);
            writer.Write(claim.Size);
        }

        var iv = RandomNumberGenerator.GetBytes(IvLength);
        using var aes = Aes.Create();
        aes.Key = encryptionKey;
        byte[] body = [Version, .. iv, .. aes.EncryptCbc(plain.ToArray(), iv)];
        return Base64Url.EncodeToString([.. body, .. HMACSHA256.HashData(signingKey, body)]);
    }

    /// <summary>The claim, or <see langword="null"/> when this key did not sign the id. Does not look at the expiry.</summary>
    public UploadClaim? Open(string uploadId)
    {
        if (uploadId.Length > MaxLength || !Base64Url.IsValid(uploadId))
        {
            return null;
        }

        var bytes = Base64Url.DecodeFromChars(uploadId);
        if (bytes.Length <= 1 + IvLength + MacLength)
        {
            return null;
        }

        var body = bytes.AsSpan(..^MacLength);
        if (!CryptographicOperations.FixedTimeEquals(HMACSHA256.HashData(signingKey, body), bytes.AsSpan(^MacLength..)) || body[0] != Version)
        {
            return null;
        }

        using var aes = Aes.Create();
        aes.Key = encryptionKey;
        using var reader = new BinaryReader(new MemoryStream(aes.DecryptCbc(body[(1 + IvLength)..], body.Slice(1, IvLength))), Encoding.UTF8);
        return new UploadClaim(
            reader.ReadString(), DateTimeOffset.FromUnixTimeSeconds(reader.ReadInt64()), reader.ReadString(), reader.ReadString(),
            reader.ReadString(), reader.ReadString(), reader.ReadString(), reader.ReadInt64());
    }
}
