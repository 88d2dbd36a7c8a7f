namespace NoVisit.Emulator.Hosting;

/// <summary>Keys under which the host leaves things in <c>FunctionContext.Items</c>.</summary>
internal static class FunctionItems
{
    /// <summary>The request of an HTTP invocation; the key that Azure's ASP.NET Core integration uses.</summary>
    public const string HttpContext = "HttpRequestContext";
}
