using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using Azure;
using Azure.Core;

namespace NoVisit.Storage.Tables;

/// <summary>Writes a transaction as a multipart change set and reads its answer.</summary>
internal static class TransactionContent
{
    private static readonly byte[] LineEnd = "\r\n"u8.ToArray();

    public static (ReadOnlyMemory<byte> Body, string ContentType) Write(IReadOnlyList<TableTransactionAction> actions, Func<TableTransactionAction, Uri> uriOf)
    {
        var batch = $"batch_{Guid.NewGuid():D}";
        var changes = $"changeset_{Guid.NewGuid():D}";
        using var body = new MemoryStream(1024 * actions.Count);
        void Line(string text = "")
        {
            body.Write(Encoding.UTF8.GetBytes(text));
            body.Write(LineEnd);
        }

        Line($"--{batch}");
        Line($"Content-Type: multipart/mixed; boundary={changes}");
        Line();
        for (var i = 0; i < actions.Count; i++)
        {
            var action = actions[i];
            Line($"--{changes}");
            Line("Content-Type: application/http");
            Line("Content-Transfer-Encoding: binary");
            Line($"Content-ID: {i.ToString(CultureInfo.InvariantCulture)}");
            Line();
            Line($"{MethodOf(action.ActionType)} {uriOf(action).AbsoluteUri} HTTP/1.1");
            Line("Accept: application/json;odata=minimalmetadata");
            Line("DataServiceVersion: 3.0");
            if (action.ActionType is TableTransactionActionType.Add)
            {
                Line("Prefer: return-no-content");
            }

            if (action.ActionType is TableTransactionActionType.UpdateMerge or TableTransactionActionType.UpdateReplace or TableTransactionActionType.Delete)
            {
                Line($"If-Match: {TableClient.IfMatch(action.ETag)}");
            }

            if (action.ActionType is TableTransactionActionType.Delete)
            {
                Line();
            }
            else
            {
                var json = EntityJson.Write(action.Entity);
                Line("Content-Type: application/json");
                Line($"Content-Length: {json.Length.ToString(CultureInfo.InvariantCulture)}");
                Line();
                body.Write(json.Span);
                Line();
            }
        }

        Line($"--{changes}--");
        Line($"--{batch}--");
        return (body.ToArray(), $"multipart/mixed; boundary={batch}");
    }

    /// <summary>The answers to the parts in order, or the one answer that refused them all.</summary>
    /// <exception cref="RequestFailedException">The answer is no change set.</exception>
    public static IReadOnlyList<PartResponse> Read(Response response)
    {
        var parts = new List<PartResponse>();
        using var reader = new StreamReader(response.Content.ToStream(), Encoding.UTF8);
        while (reader.ReadLine() is { } line)
        {
            if (line.StartsWith("HTTP/1.1 ", StringComparison.Ordinal))
            {
                parts.Add(ReadPart(line, reader, response.ClientRequestId));
            }
        }

        return parts.Count > 0 ? parts : throw TableServiceClient.Failure(response);
    }

    private static PartResponse ReadPart(string statusLine, StreamReader reader, string clientRequestId)
    {
        var status = statusLine.Split(' ', 3);
        var headers = new List<HttpHeader>();
        while (reader.ReadLine() is { Length: > 0 } line)
        {
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            if (colon > 0)
            {
                headers.Add(new HttpHeader(line[..colon], line[(colon + 1)..].Trim()));
            }
        }

        // The service writes an error's JSON on one line; a success has no body because of Prefer: return-no-content.
        var code = int.Parse(status[1], CultureInfo.InvariantCulture);
        var body = code >= 400 ? reader.ReadLine() : null;
        return new PartResponse(code, status.Length > 2 ? status[2] : "", headers, body, clientRequestId);
    }

    private static string MethodOf(TableTransactionActionType type) => type switch
    {
        TableTransactionActionType.Add => "POST",
        TableTransactionActionType.UpdateMerge or TableTransactionActionType.UpsertMerge => "PATCH",
        TableTransactionActionType.UpdateReplace or TableTransactionActionType.UpsertReplace => "PUT",
        TableTransactionActionType.Delete => "DELETE",
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "No such action."),
    };
}

/// <summary>The answer to one part of a transaction.</summary>
internal sealed class PartResponse(int status, string reasonPhrase, IReadOnlyList<HttpHeader> headers, string? body, string clientRequestId) : Response
{
    public override int Status => status;

    public override string ReasonPhrase => reasonPhrase;

    public override Stream? ContentStream { get; set; } = body is null ? null : new MemoryStream(Encoding.UTF8.GetBytes(body));

    public override string ClientRequestId { get; set; } = clientRequestId;

    public override bool IsError => status >= 400;

    public override void Dispose() => ContentStream?.Dispose();

    protected override bool ContainsHeader(string name) => headers.Any(h => Is(h, name));

    protected override IEnumerable<HttpHeader> EnumerateHeaders() => headers;

    protected override bool TryGetHeader(string name, [NotNullWhen(true)] out string? value)
    {
        value = headers.Where(h => Is(h, name)).Select(h => h.Value).FirstOrDefault();
        return value is not null;
    }

    protected override bool TryGetHeaderValues(string name, [NotNullWhen(true)] out IEnumerable<string>? values)
    {
        values = [.. headers.Where(h => Is(h, name)).Select(h => h.Value)];
        return values.Any();
    }

    private static bool Is(HttpHeader header, string name) => header.Name.Equals(name, StringComparison.OrdinalIgnoreCase);
}
