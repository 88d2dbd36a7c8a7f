using Microsoft.AspNetCore.Http;

namespace NoVisit.Http;

/// <summary>Headers that keep a browser from doing more with an answer than it should.</summary>
public static class SecurityHeaders
{
    /// <summary>Policy of API answers: they are data, nothing in them may load or run, nobody may frame them.</summary>
    public const string ApiPolicy = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";

    /// <summary>Sets the headers of an API answer. Personal data stays in no cache.</summary>
    public static void Apply(HttpContext context)
    {
        var headers = context.Response.Headers;
        headers.XContentTypeOptions = "nosniff";
        headers.ContentSecurityPolicy = ApiPolicy;
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=()";
        headers.CacheControl = "no-store";
        headers[Trace.Header] = Trace.IdOf(context);
        if (context.Request.IsHttps)
        {
            headers.StrictTransportSecurity = "max-age=31536000; includeSubDomains";
        }
    }
}
