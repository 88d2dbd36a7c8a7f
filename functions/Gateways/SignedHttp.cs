using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using NoVisit.Http;

namespace NoVisit.Gateways;

/// <summary>A gateway did not do what it was asked to.</summary>
/// <param name="message">What happened, without the content of the call.</param>
/// <param name="status">Status of its answer; null when there was none.</param>
/// <param name="isTransient">Asking again later with the same key may succeed; otherwise the call itself is at fault.</param>
/// <param name="inner">What caused it.</param>
public sealed class GatewayException(string message, HttpStatusCode? status, bool isTransient, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>Status of the gateway's answer; null when there was none.</summary>
    public HttpStatusCode? Status { get; } = status;

    /// <summary>Asking again later with the same key may succeed.</summary>
    public bool IsTransient { get; } = isTransient;
}

/// <summary>How patient a <see cref="SignedHttp"/> is. Retries within one call are few: the outbox repeats the whole call later.</summary>
/// <param name="Attempts">Tries in all.</param>
/// <param name="AttemptTimeout">How long one try may take.</param>
/// <param name="FirstDelay">Pause before the second try; doubled each time, half of it random.</param>
/// <param name="MaxDelay">Longest pause, also when the gateway's <c>Retry-After</c> asks for more.</param>
public sealed record SignedHttpOptions(int Attempts, TimeSpan AttemptTimeout, TimeSpan FirstDelay, TimeSpan MaxDelay)
{
    /// <summary>Three tries of ten seconds.</summary>
    public static readonly SignedHttpOptions Default =
        new(3, TimeSpan.FromSeconds(10), TimeSpan.FromMilliseconds(200), TimeSpan.FromSeconds(5));
}

/// <summary>
/// Calls a gateway (SMS, courier, payment): JSON, signed with <see cref="GatewayKey"/>, idempotent by key, so that a repeated call has the
/// effect of one.
/// </summary>
/// <param name="http">Client whose base address is the gateway's; its own timeout is not used.</param>
/// <param name="key">Secret shared with the gateway.</param>
/// <param name="time">Clock of the timestamps. Time limits and pauses run by the machine's, for a clock that stands still would never end them.</param>
/// <param name="logger">Gets tries that failed: path, status and try; never bodies.</param>
/// <param name="options">How patient to be.</param>
public sealed partial class SignedHttp(HttpClient http, GatewayKey key, TimeProvider time, ILogger<SignedHttp> logger, SignedHttpOptions? options = null)
{
    private const int MaxAnswerBytes = 64 * 1024;
    private readonly SignedHttpOptions options = options ?? SignedHttpOptions.Default;

    /// <summary>Posts a request and reads the answer.</summary>
    /// <param name="path">Path below the gateway's base address, without leading slash.</param>
    /// <param name="body">What is sent as JSON.</param>
    /// <param name="idempotencyKey">The same for every repetition of this call: the id of the effect.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="GatewayException">The gateway refused, cannot be reached, or answers what cannot be read.</exception>
    public async Task<TAnswer> PostAsync<TRequest, TAnswer>(string path, TRequest body, string idempotencyKey, CancellationToken cancellationToken)
        where TAnswer : notnull
    {
        var bytes = JsonSerializer.SerializeToUtf8Bytes(body, Json.Options);
        for (var attempt = 1; ; attempt++)
        {
            TimeSpan? asked = null;
            GatewayException failure;
            try
            {
                using var timeout = new CancellationTokenSource(options.AttemptTimeout);
                using var both = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
                using var request = Sign(path, bytes, idempotencyKey);
                using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, both.Token);
                if (response.IsSuccessStatusCode)
                {
                    return await ReadAsync<TAnswer>(path, response, both.Token);
                }

                asked = response.Headers.RetryAfter?.Delta;
                failure = new GatewayException(
                    $"{path} answered {(int)response.StatusCode}.", response.StatusCode, IsTransient(response.StatusCode));
            }
            catch (Exception e) when (e is HttpRequestException or IOException
                || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
            {
                failure = new GatewayException($"{path} cannot be reached.", null, isTransient: true, e);
            }

            if (!failure.IsTransient || attempt >= options.Attempts)
            {
                throw failure;
            }

            LogRetry(path, failure.Status, attempt);
            await Task.Delay(Pause(attempt, asked), cancellationToken);
        }
    }

    private static bool IsTransient(HttpStatusCode status) =>
        status is HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests || (int)status >= 500;

    private static async Task<TAnswer> ReadAsync<TAnswer>(string path, HttpResponseMessage response, CancellationToken cancellationToken)
        where TAnswer : notnull
    {
        try
        {
            await response.Content.LoadIntoBufferAsync(MaxAnswerBytes, cancellationToken);
            var bytes = await response.Content.ReadAsByteArrayAsync(cancellationToken);

            // Gateways may add members to their answers; our own requests may not.
            return JsonSerializer.Deserialize<TAnswer>(bytes, AnswerOptions) ?? throw new JsonException("null");
        }
        catch (JsonException e)
        {
            throw new GatewayException($"{path} answered what cannot be read.", response.StatusCode, isTransient: false, e);
        }
    }

    private static readonly JsonSerializerOptions AnswerOptions =
        new(Json.Options) { UnmappedMemberHandling = System.Text.Json.Serialization.JsonUnmappedMemberHandling.Skip };

    private HttpRequestMessage Sign(string path, byte[] bytes, string idempotencyKey)
    {
        var (timestamp, signature) = key.Sign(time.GetUtcNow(), bytes);
        var content = new ByteArrayContent(bytes);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = content };
        request.Headers.Add(GatewayKey.KeyIdHeader, key.Id);
        request.Headers.Add(GatewayKey.TimestampHeader, timestamp);
        request.Headers.Add(GatewayKey.SignatureHeader, signature);
        request.Headers.Add(GatewayKey.IdempotencyKeyHeader, idempotencyKey);
        return request;
    }

    // Half fixed, half random, so that many senders do not come back at the same instant.
    private TimeSpan Pause(int attempt, TimeSpan? asked)
    {
        var full = asked ?? (options.FirstDelay * Math.Pow(2, attempt - 1));
        var bounded = full < options.MaxDelay ? full : options.MaxDelay;
        return asked is null ? bounded * (0.5 + (RandomNumberGenerator.GetInt32(1001) / 2000.0)) : bounded;
    }

    [LoggerMessage(EventId = 3101, Level = LogLevel.Warning, Message = "Gateway call {Path} failed with {Status}, try {Attempt}")]
    private partial void LogRetry(string path, HttpStatusCode? status, int attempt);
}
