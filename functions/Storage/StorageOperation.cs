using Azure.Core;

namespace NoVisit.Storage;

/// <summary>Names the operation of a request from its method and address, after the REST reference of Azure Storage.</summary>
internal static class StorageOperation
{
    public static string NameOf(StorageService service, RequestMethod method, string path, string query) => service switch
    {
        StorageService.Table => OfTable(method.Method, path),
        StorageService.Blob => OfBlob(method.Method, query),
        _ => OfQueue(method.Method, path, query),
    };

    private static string OfTable(string method, string path)
    {
        if (path.EndsWith("/$batch", StringComparison.Ordinal))
        {
            return "Transaction";
        }

        if (path.EndsWith("/Tables", StringComparison.Ordinal) || path.Contains("/Tables('", StringComparison.Ordinal))
        {
            return method switch { "POST" => "CreateTable", "DELETE" => "DeleteTable", _ => "QueryTables" };
        }

        return method switch
        {
            "GET" => path.EndsWith("()", StringComparison.Ordinal) ? "Query" : "Get",
            "POST" => "Insert",
            "PUT" => "Replace",
            "PATCH" => "Merge",
            "DELETE" => "Delete",
            _ => method,
        };
    }

    private static string OfBlob(string method, string query)
    {
        var container = Has(query, "restype=container");
        return (method, Comp(query)) switch
        {
            ("PUT", "block") => "PutBlock",
            ("PUT", "blocklist") => "PutBlockList",
            ("PUT", "properties") => "SetProperties",
            ("PUT", "metadata") => "SetMetadata",
            ("PUT", "tags") => "SetTags",
            ("GET", "tags") => "GetTags",
            ("GET", "list") => container ? "ListBlobs" : "ListContainers",
            ("GET", "blocklist") => "GetBlockList",
            ("GET", "properties") => "GetServiceProperties",
            ("POST", "userdelegationkey") => "GetUserDelegationKey",
            ("PUT", "") => container ? "CreateContainer" : "PutBlob",
            ("GET", "") => container ? "GetContainer" : "GetBlob",
            ("HEAD", "") => container ? "GetContainer" : "GetBlobProperties",
            ("DELETE", "") => container ? "DeleteContainer" : "DeleteBlob",
            var (other, comp) => $"{other} {comp}",
        };
    }

    private static string OfQueue(string method, string path, string query)
    {
        if (path.EndsWith("/messages", StringComparison.Ordinal))
        {
            return method switch
            {
                "POST" => "PutMessage",
                "DELETE" => "ClearMessages",
                _ => Has(query, "peekonly=true") ? "PeekMessages" : "GetMessages",
            };
        }

        if (path.Contains("/messages/", StringComparison.Ordinal))
        {
            return method == "DELETE" ? "DeleteMessage" : "UpdateMessage";
        }

        return (method, Comp(query)) switch
        {
            ("PUT", "") => "CreateQueue",
            ("DELETE", "") => "DeleteQueue",
            ("GET", "list") => "ListQueues",
            ("GET" or "HEAD", "metadata") => "GetQueueMetadata",
            var (other, comp) => $"{other} {comp}",
        };
    }

    private static bool Has(string query, string pair) => query.Contains(pair, StringComparison.Ordinal);

    private static string Comp(string query)
    {
        const string name = "comp=";
        var start = query.IndexOf(name, StringComparison.Ordinal);
        if (start < 0)
        {
            return "";
        }

        var rest = query.AsSpan(start + name.Length);
        var end = rest.IndexOf('&');
        return (end < 0 ? rest : rest[..end]).ToString();
    }
}
