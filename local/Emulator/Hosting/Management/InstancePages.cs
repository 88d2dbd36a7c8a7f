using System.Globalization;
using System.Net;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.DurableTask.Client;
using NoVisit.Emulator.Durable;

namespace NoVisit.Emulator.Hosting;

/// <summary>Two pages for people who debug: the instances of the hub, and the history of one. No script, and style by a file of their own.</summary>
internal sealed class InstancePages(FunctionCatalog catalog, Lazy<DurableHub> hub)
{
    private const int PageSize = 100;

    private const string Style = """
        body { font: 14px/1.5 system-ui, "Noto Sans CJK SC", sans-serif; margin: 2rem; color: #1c2430; background: #fff; }
        table { border-collapse: collapse; width: 100%; }
        th, td { text-align: left; vertical-align: top; padding: .35rem .75rem; border-bottom: 1px solid #dfe4ea; }
        th { background: #f3f5f8; }
        td.data { font-family: ui-monospace, monospace; white-space: pre-wrap; overflow-wrap: anywhere; }
        a { color: #0b57a4; }
        .Failed, .Terminated { color: #b3261e; }
        .Completed { color: #1b6e3a; }
        """;

    public void MapTo(IEndpointRouteBuilder endpoints)
    {
        endpoints.MapGet("/instances.css", () => Results.Text(Style, "text/css", Encoding.UTF8));
        if (!catalog.UsesHub)
        {
            return;
        }

        endpoints.MapGet("/instances", ListAsync);
        endpoints.MapGet("/instances/{instanceId}", ShowAsync);
    }

    private async Task<IResult> ListAsync(HttpContext http, string? prefix, string? status, string? after, CancellationToken cancellationToken)
    {
        OrchestrationRuntimeStatus[]? statuses = Enum.TryParse<OrchestrationRuntimeStatus>(status, ignoreCase: true, out var one) ? [one] : null;
        var query = new OrchestrationQuery(Statuses: statuses, InstanceIdPrefix: prefix, PageSize: PageSize, FetchInputsAndOutputs: true, ContinuationToken: after);
        var body = new StringBuilder("<h1>Instances</h1><table><tr><th>Instance</th><th>Orchestrator</th><th>State</th><th>Created</th><th>Last change</th><th>Custom status</th></tr>");
        string? next = null;
        await foreach (var page in hub.Value.Client.GetAllInstancesAsync(query).AsPages(after, PageSize).WithCancellation(cancellationToken))
        {
            foreach (var instance in page.Values)
            {
                body.Append(CultureInfo.InvariantCulture, $"""
                    <tr><td><a href="/local/instances/{Uri.EscapeDataString(instance.InstanceId)}">{Text(instance.InstanceId)}</a></td><td>{Text(instance.Name)}</td>
                    <td class="{instance.RuntimeStatus}">{instance.RuntimeStatus}</td><td>{Text(instance.CreatedAt)}</td><td>{Text(instance.LastUpdatedAt)}</td>
                    <td class="data">{Text(instance.SerializedCustomStatus)}</td></tr>
                    """);
            }

            next = page.ContinuationToken;
            break;
        }

        body.Append("</table>");
        if (next is not null)
        {
            var link = $"/local/instances{QueryString.Create(new Dictionary<string, string?> { ["prefix"] = prefix, ["status"] = status, ["after"] = next })}";
            body.Append(CultureInfo.InvariantCulture, $"<p><a href=\"{Text(link)}\">Next {PageSize}</a></p>");
        }

        return Page(http, "Instances", body);
    }

    private async Task<IResult> ShowAsync(HttpContext http, string instanceId, CancellationToken cancellationToken)
    {
        if (await hub.Value.Client.GetInstanceAsync(instanceId, getInputsAndOutputs: true, cancellationToken) is not { } instance)
        {
            return Results.NotFound();
        }

        var body = new StringBuilder();
        body.Append(CultureInfo.InvariantCulture, $"""
            <p><a href="/local/instances">All instances</a></p><h1>{Text(instance.InstanceId)}</h1>
            <table><tr><th>Orchestrator</th><td>{Text(instance.Name)}</td></tr>
            <tr><th>State</th><td class="{instance.RuntimeStatus}">{instance.RuntimeStatus}</td></tr>
            <tr><th>Created</th><td>{Text(instance.CreatedAt)}</td></tr><tr><th>Last change</th><td>{Text(instance.LastUpdatedAt)}</td></tr>
            <tr><th>Input</th><td class="data">{Text(instance.SerializedInput)}</td></tr>
            <tr><th>Custom status</th><td class="data">{Text(instance.SerializedCustomStatus)}</td></tr>
            <tr><th>Output</th><td class="data">{Text(instance.SerializedOutput)}</td></tr>
            <tr><th>Failure</th><td class="data">{Text(instance.FailureDetails?.ToString())}</td></tr></table>
            <h2>History</h2><table><tr><th>Turn</th><th>At</th><th>Event</th><th>Task</th><th>Name</th><th>Data</th></tr>
            """);
        foreach (var entry in await hub.Value.ReadHistoryAsync(instanceId, cancellationToken))
        {
            body.Append(CultureInfo.InvariantCulture, $"""
                <tr><td>{entry.Turn}</td><td>{Text(entry.At)}</td><td>{Text(entry.Kind)}</td><td>{entry.TaskId}</td><td>{Text(entry.Name)}</td><td class="data">{Text(entry.Data)}</td></tr>
                """);
        }

        return Page(http, instance.InstanceId, body.Append("</table>"));
    }

    private static IResult Page(HttpContext http, string title, StringBuilder body)
    {
        http.Response.Headers.ContentSecurityPolicy = "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
        http.Response.Headers.CacheControl = "no-store";
        var html = $"""
            <!doctype html><html lang="en"><head><meta charset="utf-8"><title>{Text(title)}</title>
            <meta name="viewport" content="width=device-width"><link rel="stylesheet" href="/local/instances.css"></head><body>{body}</body></html>
            """;
        return Results.Text(html, "text/html", Encoding.UTF8);
    }

    private static string Text(string? text) => WebUtility.HtmlEncode(text) ?? string.Empty;

    private static string Text(DateTimeOffset instant) => instant.ToString("yyyy-MM-dd HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}
