using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;

namespace NoVisit.Bench.Case;

/// <summary>How long the requests of the endpoints took, at the client, in milliseconds.</summary>
internal sealed class Latencies
{
    private readonly ConcurrentDictionary<string, ConcurrentBag<double>> _byEndpoint = new(StringComparer.Ordinal);

    public IEnumerable<(string Endpoint, IReadOnlyCollection<double> Milliseconds)> All =>
        _byEndpoint.OrderBy(e => e.Key, StringComparer.Ordinal).Select(e => (e.Key, (IReadOnlyCollection<double>)e.Value));

    public void Add(string endpoint, double milliseconds) => _byEndpoint.GetOrAdd(endpoint, _ => []).Add(milliseconds);

    public void Reset() => _byEndpoint.Clear();
}

/// <summary>One signed-in person at the public HTTP API.</summary>
internal sealed class BenchClient(HttpClient http, Latencies latencies, string token)
{
    public Task<JsonElement> GetAsync(string endpoint, string path) => SendAsync(HttpMethod.Get, endpoint, path);

    /// <summary>Creates something, or does something with a case as it was seen.</summary>
    /// <param name="endpoint">Its route, under which the latency is kept.</param>
    /// <param name="path">Its path below <c>/api</c>.</param>
    /// <param name="body">Written as JSON.</param>
    /// <param name="etag">The version that was seen; null when something is created.</param>
    public Task<JsonElement> PostAsync(string endpoint, string path, object body, string? etag = null) =>
        SendAsync(HttpMethod.Post, endpoint, path, body, etag);

    /// <summary>Tries to download a PDF; null while there is none.</summary>
    public async Task<byte[]?> TryDownloadAsync(string endpoint, string path)
    {
        using var request = Request(HttpMethod.Get, path);
        var started = Stopwatch.GetTimestamp();
        using var response = await http.SendAsync(request);
        if (response.StatusCode == HttpStatusCode.NotFound)
        {
            return null;
        }

        response.EnsureSuccessStatusCode();
        var file = await response.Content.ReadAsByteArrayAsync();
        latencies.Add($"GET {endpoint}", Stopwatch.GetElapsedTime(started).TotalMilliseconds);
        return file.AsSpan().StartsWith("%PDF-"u8) ? file : throw new InvalidOperationException($"{path} is no PDF.");
    }

    private async Task<JsonElement> SendAsync(HttpMethod method, string endpoint, string path, object? body = null, string? etag = null)
    {
        using var request = Request(method, path);
        if (method == HttpMethod.Post)
        {
            request.Headers.Add("Idempotency-Key", Guid.NewGuid().ToString());
            request.Content = JsonContent.Create(body);
        }

        if (etag is not null)
        {
            request.Headers.TryAddWithoutValidation("If-Match", $"\"{etag}\"");
        }

        var started = Stopwatch.GetTimestamp();
        using var response = await http.SendAsync(request);
        var answer = await response.Content.ReadAsStringAsync();
        if (!response.IsSuccessStatusCode)
        {
            throw new HttpRequestException($"{method} {path} answered {(int)response.StatusCode}: {answer}", null, response.StatusCode);
        }

        latencies.Add($"{method} {endpoint}", Stopwatch.GetElapsedTime(started).TotalMilliseconds);
        return JsonSerializer.Deserialize<JsonElement>(answer);
    }

    private HttpRequestMessage Request(HttpMethod method, string path)
    {
        var request = new HttpRequestMessage(method, $"api/{path}");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return request;
    }
}
