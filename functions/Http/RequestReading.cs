using System.Buffers;
using System.Globalization;
using System.Text.Json;
using Azure;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace NoVisit.Http;

/// <summary>Reads the parts of a request strictly; whatever does not hold ends the request with a problem.</summary>
public static class RequestReading
{
    /// <summary>Bytes that a JSON body may have unless the operation says otherwise.</summary>
    public const int DefaultMaxBytes = 256 * 1024;

    /// <summary>Characters that an idempotency key may have at most.</summary>
    public const int MaxIdempotencyKeyLength = 128;

    /// <summary>Reads a JSON body: content type, size, depth, no unknown or doubled members, every wrong value named by its pointer.</summary>
    /// <param name="request">The request.</param>
    /// <param name="cancellationToken">Cancels reading.</param>
    /// <param name="maxBytes">Bytes that the body may have.</param>
    /// <exception cref="ProblemException">415, 413, or 400 with <c>errors</c>.</exception>
    public static async Task<T> ReadJsonAsync<T>(this HttpRequest request, CancellationToken cancellationToken, int maxBytes = DefaultMaxBytes)
        where T : notnull
    {
        if (!MediaTypeHeaderValue.TryParse(request.ContentType, out var contentType)
            || !contentType.MediaType.Equals("application/json", StringComparison.OrdinalIgnoreCase)
            || (contentType.Charset.HasValue && !contentType.Charset.Equals("utf-8", StringComparison.OrdinalIgnoreCase)))
        {
            throw new ProblemException(ProblemKind.UnsupportedMediaType);
        }

        return ParseJson<T>(await request.ReadBytesAsync(maxBytes, cancellationToken));
    }

    /// <summary>Reads JSON as strictly as <see cref="ReadJsonAsync{T}"/>.</summary>
    /// <exception cref="ProblemException">400 with <c>errors</c>.</exception>
    public static T ParseJson<T>(ReadOnlyMemory<byte> body)
        where T : notnull
    {
        JsonDocument document;
        try
        {
            document = JsonDocument.Parse(body, new JsonDocumentOptions { MaxDepth = Json.MaxDepth });
        }
        catch (JsonException e)
        {
            var line = (e.LineNumber ?? 0) + 1;
            var position = (e.BytePositionInLine ?? 0) + 1;
            throw new ProblemException(ProblemKind.Malformed, new(
                $"不是有效的 JSON（第 {line} 行，第 {position} 字节）。",
                string.Create(CultureInfo.InvariantCulture, $"Not valid JSON (line {line}, byte {position}).")), inner: e);
        }

        using (document)
        {
            var faults = JsonShape.Faults(document.RootElement, typeof(T), Json.Options);
            if (faults.Count > 0)
            {
                throw new ProblemException(ProblemKind.Malformed, errors: faults);
            }

            // A JsonException that the check did not foresee is classified by its path.
            return document.RootElement.Deserialize<T>(Json.Options)!;
        }
    }

    /// <summary>Reads a body of at most <paramref name="maxBytes"/> bytes.</summary>
    /// <exception cref="ProblemException">413.</exception>
    public static async Task<byte[]> ReadBytesAsync(this HttpRequest request, int maxBytes, CancellationToken cancellationToken)
    {
        if (request.ContentLength > maxBytes)
        {
            throw TooLarge(maxBytes);
        }

        var writer = new ArrayBufferWriter<byte>((int)(request.ContentLength ?? 4096) + 1);
        int read;
        while ((read = await request.Body.ReadAsync(writer.GetMemory(4096), cancellationToken)) > 0)
        {
            writer.Advance(read);
            if (writer.WrittenCount > maxBytes)
            {
                throw TooLarge(maxBytes);
            }
        }

        return writer.WrittenSpan.ToArray();
    }

    /// <summary>The version that the client read: one strong or weak tag of <c>If-Match</c>, or <see cref="ETag.All"/> for <c>*</c>.</summary>
    /// <exception cref="ProblemException">428 when the header is missing, 400 when it is not one tag.</exception>
    public static ETag ReadIfMatch(this HttpRequest request)
    {
        var header = request.Headers.IfMatch.ToString().Trim();
        if (header.Length == 0)
        {
            throw new ProblemException(ProblemKind.PreconditionRequired);
        }

        if (header == "*")
        {
            return ETag.All;
        }

        return EntityTagHeaderValue.TryParse(header, out var tag)
            ? new ETag(tag.ToString())
            : throw ProblemException.At(ProblemKind.Malformed, "If-Match", new("须为一个 ETag。", "Must be one ETag."));
    }

    /// <summary>Compares <c>If-Match</c> with the present version.</summary>
    /// <exception cref="ProblemException">428 when the header is missing, 412 when the tag is another.</exception>
    public static ETag RequireMatch(this HttpRequest request, ETag current)
    {
        var given = request.ReadIfMatch();
        return given == ETag.All || given == current ? current : throw new ProblemException(ProblemKind.Stale);
    }

    /// <summary>The key under which a repeated creating POST is recognised.</summary>
    /// <exception cref="ProblemException">400 when it is missing or not 8 to 128 visible ASCII characters.</exception>
    public static string ReadIdempotencyKey(this HttpRequest request)
    {
        var key = request.Headers["Idempotency-Key"].ToString();
        return key.Length is >= 8 and <= MaxIdempotencyKeyLength && key.All(c => c is > ' ' and < '\x7f')
            ? key
            : throw new ProblemException(ProblemKind.IdempotencyKeyRequired);
    }

    private static ProblemException TooLarge(int maxBytes) => new(ProblemKind.TooLarge, new(
        $"请求内容不得超过 {maxBytes / 1024} KB。", string.Create(CultureInfo.InvariantCulture, $"The request may have at most {maxBytes / 1024} KB.")));
}
