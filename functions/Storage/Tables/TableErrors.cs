using System.Text.Json;
using Azure;
using Azure.Core;

namespace NoVisit.Storage.Tables;

/// <summary>The service's error codes that callers tell apart (<see cref="RequestFailedException.ErrorCode"/>).</summary>
public static class TableErrorCode
{
    /// <summary>409: a row with these keys is there. After a retry it may be the caller's own first attempt.</summary>
    public const string EntityAlreadyExists = "EntityAlreadyExists";

    /// <summary>404: no such row.</summary>
    public const string ResourceNotFound = "ResourceNotFound";

    /// <summary>412: the row has changed since it was read.</summary>
    public const string UpdateConditionNotSatisfied = "UpdateConditionNotSatisfied";

    /// <summary>409: the table is there.</summary>
    public const string TableAlreadyExists = "TableAlreadyExists";

    /// <summary>404: no such table.</summary>
    public const string TableNotFound = "TableNotFound";
}

/// <summary>Reads <c>{"odata.error":{"code","message":{"value"}}}</c>.</summary>
internal sealed class TableErrorParser : RequestFailedDetailsParser
{
    public static readonly TableErrorParser Instance = new();

    public override bool TryParse(Response response, out ResponseError? error, out IDictionary<string, string>? data)
    {
        data = null;
        error = null;
        if (response.ContentStream is not { CanSeek: true } content || content.Length == 0)
        {
            return false;
        }

        content.Position = 0;
        try
        {
            using var json = JsonDocument.Parse(content);
            var detail = json.RootElement.GetProperty("odata.error");
            error = new ResponseError(detail.GetProperty("code").GetString(), detail.GetProperty("message").GetProperty("value").GetString());
            return true;
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            // A proxy's page instead of the service's JSON: the status alone has to do.
            return false;
        }
        finally
        {
            content.Position = 0;
        }
    }
}
