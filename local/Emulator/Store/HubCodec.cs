using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Microsoft.DurableTask;
using NoVisit.Emulator.Durable;

namespace NoVisit.Emulator.Store;

/// <summary>How histories, messages and instants are written as text.</summary>
internal static class HubCodec
{
    private const string InstantFormat = "yyyy-MM-ddTHH:mm:ss.fffffffZ";

    private static readonly HubJson Json = new(new JsonSerializerOptions
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,

        // People read the file with sqlite3; nothing of it is put into a page unescaped.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });

    public static string Write(IReadOnlyList<HistoryEvent> events) => Write(events, Json.IReadOnlyListHistoryEvent);

    public static IReadOnlyList<HistoryEvent> ReadEvents(string text) => JsonSerializer.Deserialize(text, Json.IReadOnlyListHistoryEvent)!;

    public static string Write(Message message) => Write(message, Json.Message);

    public static Message ReadMessage(string text) => JsonSerializer.Deserialize(text, Json.Message)!;

    public static string? Write(ParentLink? parent) => parent is null ? null : Write(parent, Json.ParentLink);

    public static ParentLink? ReadParent(string? text) => text is null ? null : JsonSerializer.Deserialize(text, Json.ParentLink);

    public static string? Write(TaskFailureDetails? failure) => failure is null ? null : Write(failure, Json.TaskFailureDetails);

    public static TaskFailureDetails? ReadFailure(string? text)
        => text is null ? null : JsonSerializer.Deserialize(text, Json.TaskFailureDetails);

    public static string Write(DateTimeOffset instant) => instant.UtcDateTime.ToString(InstantFormat, CultureInfo.InvariantCulture);

    public static string? Write(DateTimeOffset? instant) => instant is { } known ? Write(known) : null;

    public static DateTimeOffset ReadInstant(string text)
        => DateTimeOffset.ParseExact(text, InstantFormat, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);

    public static DateTimeOffset? ReadInstantIfAny(string? text) => text is null ? null : ReadInstant(text);

    private static string Write<T>(T value, JsonTypeInfo<T> type) => JsonSerializer.Serialize(value, type);
}

[JsonSerializable(typeof(IReadOnlyList<HistoryEvent>))]
[JsonSerializable(typeof(Message))]
[JsonSerializable(typeof(ParentLink))]
[JsonSerializable(typeof(TaskFailureDetails))]
internal sealed partial class HubJson : JsonSerializerContext;
