using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.StaticFiles;
using Microsoft.Extensions.FileProviders;

namespace NoVisit.Emulator.Hosting;

/// <summary>
/// Serves the built pages (<c>Local:StaticFiles</c>) on the origin of the API, as Azure Static Web Apps does with the function app
/// as its back end: entry points by their first segment, and the headers that <c>staticwebapp.config.json</c> asks for.
/// </summary>
internal static partial class StaticSite
{
    private static readonly string[] NotPages = ["/api", "/runtime", "/local"];

    public static void UseStaticSite(this WebApplication app)
    {
        var folder = app.Configuration["Local:StaticFiles"];
        if (string.IsNullOrEmpty(folder))
        {
            return;
        }

        folder = Path.GetFullPath(folder);
        if (!Directory.Exists(folder))
        {
            throw new InvalidOperationException($"Local:StaticFiles is '{folder}', which does not exist: build the pages first.");
        }

        var files = new PhysicalFileProvider(folder);
        app.Lifetime.ApplicationStopped.Register(files.Dispose);
        var headers = HeadersOf(files);
        app.Use((http, next) =>
        {
            if (http.GetEndpoint() is null && (HttpMethods.IsGet(http.Request.Method) || HttpMethods.IsHead(http.Request.Method))
                && EntryOf(files, http.Request.Path) is { } entry)
            {
                http.Request.Path = entry;
            }

            return next(http);
        });
        var types = new FileExtensionContentTypeProvider();
        types.Mappings[".webmanifest"] = "application/manifest+json";
        app.UseStaticFiles(new StaticFileOptions
        {
            FileProvider = files,
            ContentTypeProvider = types,
            OnPrepareResponse = context =>
            {
                // A name that holds the hash of its content never changes its content; everything else is asked for again.
                context.Context.Response.Headers.CacheControl = Hashed().IsMatch(context.Context.Request.Path.Value ?? string.Empty)
                    ? "public, max-age=31536000, immutable"
                    : "no-cache";
                foreach (var (name, value) in headers)
                {
                    context.Context.Response.Headers[name] = value;
                }
            },
        });
    }

    // "/" is index.html; "/review" and "/review/anything" are review.html or review/index.html; other paths without an extension
    // belong to the router of index.html.
    private static string? EntryOf(PhysicalFileProvider files, PathString path)
    {
        var value = path.Value ?? "/";
        if (Path.HasExtension(value) || NotPages.Any(prefix => path.StartsWithSegments(prefix, StringComparison.OrdinalIgnoreCase)))
        {
            return null;
        }

        var first = value.Split('/', StringSplitOptions.RemoveEmptyEntries).FirstOrDefault();
        return new[] { $"/{first}.html", $"/{first}/index.html", "/index.html" }
            .FirstOrDefault(candidate => files.GetFileInfo(candidate) is { Exists: true, IsDirectory: false });
    }

    private static Dictionary<string, string> HeadersOf(PhysicalFileProvider files)
    {
        var file = files.GetFileInfo("/staticwebapp.config.json");
        if (!file.Exists)
        {
            return [];
        }

        using var stream = file.CreateReadStream();
        using var json = JsonDocument.Parse(stream);
        return json.RootElement.TryGetProperty("globalHeaders", out var headers)
            ? headers.EnumerateObject().ToDictionary(header => header.Name, header => header.Value.GetString() ?? string.Empty, StringComparer.OrdinalIgnoreCase)
            : [];
    }

    [GeneratedRegex("^/assets/.+[-.][A-Za-z0-9_-]{8,}\\.[a-z0-9]+$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Hashed();
}
