using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace NoVisit.Http;

/// <summary>A file to look at, streamed; never run by a browser as a page of ours.</summary>
internal sealed record FileAnswer(Stream Content, string ContentType, string FileName) : IResult
{
    /// <inheritdoc/>
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        await using (Content)
        {
            var headers = httpContext.Response.Headers;
            httpContext.Response.ContentType = ContentType;
            headers.CacheControl = "private, no-store";
            headers.XContentTypeOptions = "nosniff";
            headers.ContentSecurityPolicy = "default-src 'none'; style-src 'unsafe-inline'; sandbox";
            var disposition = new ContentDispositionHeaderValue("inline");
            disposition.SetHttpFileName(FileName);
            headers.ContentDisposition = disposition.ToString();
            await Content.CopyToAsync(httpContext.Response.Body, httpContext.RequestAborted);
        }
    }
}
