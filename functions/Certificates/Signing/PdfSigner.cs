using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using NoVisit.Certificates.Layout;
using NoVisit.Certificates.Pdf;

namespace NoVisit.Certificates.Signing;

/// <summary>What a signature says about itself.</summary>
/// <param name="Reason">Why it was made, such as 签发食品经营许可证.</param>
/// <param name="Location">Where, such as 江苏省启东市.</param>
/// <param name="Name">Who signs: the authority.</param>
/// <param name="At">When; whole seconds are kept.</param>
public sealed record SigningOptions(string Reason, string Location, string Name, DateTimeOffset At);

/// <summary>
/// Signs what the renderers print (RS-02): PAdES baseline B-B, or B-T when a time-stamping authority is given. The signature covers
/// the whole file but its own value and forbids any later change (DocMDP 1). Without a time stamp the same input, key and
/// time give the same bytes.
/// </summary>
/// <param name="timestamps">Time-stamping authority, or null for none.</param>
public sealed class PdfSigner(TimestampClient? timestamps = null)
{
    // Everything in the CMS structure but certificates, signature and time stamp takes less.
    private const int StructureRoom = 1024;
    private const int SignatureRoom = 1024;

    /// <summary>Signs a file.</summary>
    /// <param name="printed">What <see cref="CertificateRenderer"/> or <see cref="DocumentRenderer"/> returned.</param>
    /// <param name="key">The authority's key.</param>
    /// <param name="options">What the signature says about itself.</param>
    /// <param name="ct">Cancels calls to a remote key or time-stamping authority.</param>
    /// <returns>The signed file; the unsigned one is its beginning.</returns>
    /// <exception cref="PdfFormatException">The file is not one of ours, or is signed already.</exception>
    /// <exception cref="SigningKeyException">The key is out of reach, or its signature does not fit its certificate.</exception>
    /// <exception cref="TimestampException">The time-stamping authority failed; nothing is issued unstamped.</exception>
    public async Task<byte[]> SignAsync(byte[] printed, IDocumentSigningKey key, SigningOptions options, CancellationToken ct)
    {
        var certificates = key.Chain.Where(c => !IsSelfSigned(c)).Prepend(key.Certificate).ToList();
        var room = StructureRoom + SignatureRoom + certificates.Sum(c => c.RawData.Length) + (timestamps is null ? 0 : TimestampClient.MaxToken);
        var prepared = Prepare(printed, options, room);
        var attributes = CmsSignature.SignedAttributes(prepared.Digest(), key.Certificate);
        var signature = await SignAttributesAsync(attributes, key, ct);
        var timestamp = timestamps is null ? null : await timestamps.StampAsync(signature, ct);
        return prepared.Fill(CmsSignature.Compose(certificates, attributes, signature, timestamp));
    }

    private static async Task<byte[]> SignAttributesAsync(byte[] attributes, IDocumentSigningKey key, CancellationToken ct)
    {
        var hash = SHA256.HashData(attributes);
        var signature = await key.SignHashAsync(hash, HashAlgorithmName.SHA256, ct);

        // A key and a certificate that do not belong together must show before anything is issued.
        using var check = key.Certificate.GetRSAPublicKey() ?? throw new SigningKeyException("The signing certificate is not for RSA.");
        return check.VerifyHash(hash, signature, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)
            ? signature
            : throw new SigningKeyException("The key does not belong to the signing certificate.");
    }

    private static bool IsSelfSigned(X509Certificate2 certificate) =>
        certificate.SubjectName.RawData.AsSpan().SequenceEqual(certificate.IssuerName.RawData);

    /// <summary>Appends signature dictionary, field and catalogue as an incremental update, with the signature's value still blank.</summary>
    private static PreparedFile Prepare(byte[] printed, SigningOptions options, int room)
    {
        var reader = PdfReader.Open(printed);
        var root = reader.Trailer["Root"] as PdfReference ?? throw new PdfFormatException("The trailer names no catalogue.");
        var catalogue = reader.Dictionary(root);
        var form = reader.Dictionary(catalogue["AcroForm"]);
        var field = (reader.Resolve(form["Fields"]) as PdfArray)?.Items.OfType<PdfReference>().FirstOrDefault(f => IsOpenSealField(reader, f))
            ?? throw new PdfFormatException("The file has no signature field that is still open.");
        var value = new PdfReference(reader.Size);
        var output = new PdfOutput().Bytes(printed);
        var offsets = new SortedDictionary<int, int> { [value.Number] = output.Position };
        var (range, hole) = WriteSignature(output, value, options, room);
        Object(output, offsets, field, reader.Dictionary(field).With("V", value));
        form["SigFlags"] = new PdfNumber(3);
        Object(output, offsets, root, catalogue.With("Perms", new PdfDictionary().With("DocMDP", value)));
        WriteTable(output, reader, offsets);
        return new PreparedFile(output.ToArray(), range, hole, 2 * room);
    }

    private static bool IsOpenSealField(PdfReader reader, PdfReference reference)
    {
        var field = reader.Dictionary(reference);
        return field["FT"] is PdfName { Value: "Sig" } && field["V"] is null
            && field["T"] is PdfString name && Encoding.ASCII.GetString(name.Value) == DocumentBuilder.FieldName;
    }

    /// <summary>Written by hand because two places in it are filled in when everything else stands.</summary>
    private static (int Range, int Hole) WriteSignature(PdfOutput output, PdfReference number, SigningOptions options, int room)
    {
        output.Ascii($"{number.Number} 0 obj\n<</Type /Sig/Filter /Adobe.PPKLite/SubFilter /ETSI.CAdES.detached");
        foreach (var (name, value) in ((string, PdfString)[])[
            ("M", PdfString.Date(options.At)), ("Name", PdfString.Text(options.Name)),
            ("Reason", PdfString.Text(options.Reason)), ("Location", PdfString.Text(options.Location))])
        {
            output.Ascii($"/{name} ");
            value.Write(output);
        }

        output.Ascii("/Reference [<</Type /SigRef/TransformMethod /DocMDP/TransformParams <</Type /TransformParams/P 1/V /1.2>>>>]/ByteRange ");
        var range = output.Position;
        output.Ascii(PreparedFile.Range(0, 0, 0)).Ascii("/Contents ");
        var hole = output.Position;
        output.Ascii("<").Ascii(new string('0', 2 * room)).Ascii(">>>\nendobj\n");
        return (range, hole);
    }

    private static void Object(PdfOutput output, SortedDictionary<int, int> offsets, PdfReference reference, PdfDictionary value)
    {
        offsets[reference.Number] = output.Position;
        output.Ascii($"{reference.Number} 0 obj\n");
        value.Write(output);
        output.Ascii("\nendobj\n");
    }

    private static void WriteTable(PdfOutput output, PdfReader reader, SortedDictionary<int, int> offsets)
    {
        var table = output.Position;
        output.Ascii("xref\n0 1\n0000000000 65535 f \n");
        foreach (var (number, offset) in offsets)
        {
            output.Ascii($"{number} 1\n{offset:D10} 00000 n \n");
        }

        // The first identifier stays with the document, the second tells this state of it from the one before (ISO 32000-1, 14.4).
        var first = reader.Trailer["ID"] is PdfArray { Items: [var id, _] } ? id : throw new PdfFormatException("The file has no identifier.");
        var second = new PdfString(SHA256.HashData(output.Written)[..16]);
        output.Ascii("trailer\n");
        reader.Trailer.With("Size", reader.Size + 1).With("Prev", reader.TablePosition).With("ID", new PdfArray(first, second)).Write(output);
        output.Ascii($"\nstartxref\n{table}\n%%EOF\n");
    }

    /// <summary>A file that is complete but for the value of its signature.</summary>
    private sealed class PreparedFile
    {
        private readonly byte[] file;
        private readonly int hole;
        private readonly int digits;

        public PreparedFile(byte[] file, int range, int hole, int digits)
        {
            (this.file, this.hole, this.digits) = (file, hole, digits);
            Encoding.ASCII.GetBytes(Range(hole, HoleEnd, file.Length - HoleEnd), file.AsSpan(range));
        }

        private int HoleEnd => hole + digits + 2;

        /// <summary>Always equally long, so that it can be written before the numbers are known.</summary>
        public static string Range(int first, int second, int length) =>
            string.Create(CultureInfo.InvariantCulture, $"[0 {first} {second} {length}]").PadRight(36);

        public byte[] Digest()
        {
            using var sha = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            sha.AppendData(file, 0, hole);
            sha.AppendData(file, HoleEnd, file.Length - HoleEnd);
            return sha.GetHashAndReset();
        }

        public byte[] Fill(byte[] cms)
        {
            var hex = Convert.ToHexStringLower(cms);
            if (hex.Length > digits)
            {
                throw new SigningKeyException($"The signature takes {cms.Length} bytes; {digits / 2} are kept free.");
            }

            Encoding.ASCII.GetBytes(hex, file.AsSpan(hole + 1));
            return file;
        }
    }
}
