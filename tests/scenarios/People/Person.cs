using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;

namespace NoVisit.Scenarios;

/// <summary>Somebody who speaks the public HTTP API, signed in or not.</summary>
internal class Person(City city, string name, Func<Task<string>>? token)
{
    public City City { get; } = city;

    /// <summary>The token's subject.</summary>
    public string Name { get; } = name;

    /// <summary>The same person, with a token that a test made.</summary>
    public static Person With(City city, string name, string token) => new(city, name, () => Task.FromResult(token));

    public Task<Reply> GetAsync(string path) => SendAsync(HttpMethod.Get, path);

    /// <summary>Creates something under an idempotency key; a new one if null.</summary>
    public Task<Reply> CreateAsync(string path, object? body = null, string? key = null) =>
        SendAsync(HttpMethod.Post, path, body, key: key ?? Guid.NewGuid().ToString());

    /// <summary>Sends one request as it is; the answer may be a refusal.</summary>
    public async Task<Reply> SendAsync(
        HttpMethod method, string path, object? body = null, string? key = null, string? ifMatch = null, HttpContent? content = null)
    {
        using var request = new HttpRequestMessage(method, path) { Content = content ?? (body is null ? null : JsonContent.Create(body)) };
        if (token is not null)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", await token());
        }

        if (key is not null)
        {
            request.Headers.Add("Idempotency-Key", key);
        }

        if (ifMatch is not null)
        {
            request.Headers.TryAddWithoutValidation("If-Match", ifMatch);
        }

        using var response = await City.SendAsync(request);
        return new Reply(
            $"{Name}: {method} {path}", response.StatusCode, response.Content.Headers.ContentType?.MediaType, response.Headers.ETag?.ToString(),
            await response.Content.ReadAsByteArrayAsync());
    }
}

/// <summary>An answer of the API.</summary>
internal sealed record Reply(string Call, HttpStatusCode Status, string? MediaType, string? ETag, byte[] Content)
{
    private JsonElement? json;

    public JsonElement Json => json ??= JsonDocument.Parse(Content).RootElement;

    public string Text => System.Text.Encoding.UTF8.GetString(Content);

    public JsonElement this[string member] => Json.GetProperty(member);

    /// <summary>The call was accepted.</summary>
    public Reply Ok()
    {
        Assert.True((int)Status is >= 200 and < 300, $"{Call} answered {(int)Status} {Text}");
        return this;
    }

    /// <summary>The call was refused with a problem document of this kind, which says why in words.</summary>
    public Reply Refused(int status, string problem)
    {
        Assert.True((int)Status == status && MediaType == "application/problem+json", $"{Call} answered {(int)Status} {Text}; expected {status} {problem}");
        Assert.Equal($"/problems/{problem}", this["type"].GetString());
        Assert.Equal(status, this["status"].GetInt32());
        Assert.False(string.IsNullOrWhiteSpace(this["title"].GetString()));
        Assert.False(string.IsNullOrWhiteSpace(this["detail"].GetString()));
        return this;
    }

    /// <summary>What the problem document blames: field codes, material codes or JSON pointers.</summary>
    public IReadOnlyList<string> Blamed() =>
        Json.TryGetProperty("errors", out var errors) ? [.. errors.EnumerateObject().Select(e => e.Name).Order(StringComparer.Ordinal)] : [];
}
