using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using System.Text.RegularExpressions;
using NoVisit.Identity;

namespace NoVisit.Http;

/// <summary>Describes the HTTP functions as OpenAPI 3.1, from their attributes and from the types they read and write.</summary>
public static partial class OpenApi
{
    private const string JsonType = "application/json";

    /// <summary>The document for <c>GET /api/openapi.json</c>.</summary>
    /// <param name="endpoints">All endpoints.</param>
    /// <param name="title">Title of the API.</param>
    /// <param name="version">Version of the API.</param>
    public static JsonObject Describe(IReadOnlyList<Endpoint> endpoints, string title, string version)
    {
        var schemas = new JsonObject { ["Problem"] = Schema(typeof(ProblemDocument)) };
        var paths = new JsonObject();
        foreach (var endpoint in endpoints)
        {
            var path = "/" + Constraint().Replace(endpoint.Route, "{${name}}");
            var item = paths[path] as JsonObject;
            if (item is null)
            {
                paths[path] = item = [];
            }

            foreach (var verb in endpoint.Verbs)
            {
                item[verb.ToLowerInvariant()] = Operation(endpoint, schemas);
            }
        }

        return new JsonObject
        {
            ["openapi"] = "3.1.0",
            ["info"] = new JsonObject { ["title"] = title, ["version"] = version },
            ["servers"] = new JsonArray(new JsonObject { ["url"] = "/api" }),
            ["paths"] = paths,
            ["components"] = new JsonObject
            {
                ["schemas"] = schemas,
                ["securitySchemes"] = new JsonObject
                {
                    ["bearer"] = new JsonObject { ["type"] = "http", ["scheme"] = "bearer", ["bearerFormat"] = "JWT" },
                    ["gateway"] = new JsonObject
                    {
                        ["type"] = "apiKey",
                        ["in"] = "header",
                        ["name"] = Gateways.GatewayKey.SignatureHeader,
                        ["description"] = "Lower-case hexadecimal HMAC-SHA256 over {X-Timestamp}.{body}; X-Key-Id names the key.",
                    },
                },
            },
        };
    }

    private static JsonObject Operation(Endpoint endpoint, JsonObject schemas)
    {
        var about = endpoint.Operation;
        var operation = new JsonObject
        {
            ["operationId"] = endpoint.Function,
            ["summary"] = about?.Summary ?? endpoint.Function,
            ["tags"] = new JsonArray(endpoint.Method.DeclaringType?.Namespace?.Split('.')[^1] ?? string.Empty),
        };
        if (Parameters(endpoint) is { Count: > 0 } parameters)
        {
            operation["parameters"] = parameters;
        }

        if (about is { Request: not null } or { RequestMediaType: not null })
        {
            operation["requestBody"] = new JsonObject
            {
                ["required"] = true,
                ["content"] = Content(about.Request, about.RequestMediaType, schemas),
            };
        }

        var success = new JsonObject { ["description"] = "Done." };
        if (about is { Response: not null } or { ResponseMediaType: not null })
        {
            success["content"] = Content(about.Response, about.ResponseMediaType, schemas);
        }

        operation["responses"] = new JsonObject
        {
            [(about?.Status ?? 200).ToString(CultureInfo.InvariantCulture)] = success,
            ["default"] = new JsonObject
            {
                ["description"] = "A problem document (RFC 9457).",
                ["content"] = new JsonObject { [Problems.ContentType] = new JsonObject { ["schema"] = Reference("Problem") } },
            },
        };
        operation["security"] = endpoint.Access switch
        {
            AllowAttribute => new JsonArray(new JsonObject { ["bearer"] = new JsonArray() }),
            SignedCallbackAttribute => new JsonArray(new JsonObject { ["gateway"] = new JsonArray() }),
            _ => [],
        };
        if (endpoint.Access is AllowAttribute allow)
        {
            operation["x-roles"] = new JsonArray([.. allow.Roles.Select(r => JsonValue.Create(Roles.NameOf(r)))]);
        }

        return operation;
    }

    private static JsonArray Parameters(Endpoint endpoint)
    {
        var parameters = new JsonArray();
        foreach (Match match in Constraint().Matches(endpoint.Route))
        {
            parameters.Add(Parameter(match.Groups["name"].Value, "path", required: true, null, typeof(string)));
        }

        foreach (var query in endpoint.QueryParameters)
        {
            parameters.Add(Parameter(query.Name, "query", query.Required, query.Description, query.Type));
        }

        if (endpoint.Operation is { Paged: true })
        {
            var size = Parameter("pageSize", "query", required: false, "Items wanted.", typeof(int));
            size["schema"] = new JsonObject { ["type"] = "integer", ["minimum"] = 1, ["maximum"] = Paging.MaxSize, ["default"] = Paging.DefaultSize };
            parameters.Add(size);
            parameters.Add(Parameter("continuationToken", "query", required: false, "From the page before.", typeof(string)));
        }

        if (endpoint.Operation is { Creates: true })
        {
            var key = Parameter("Idempotency-Key", "header", required: true, "The same for a repetition of the same request.", typeof(string));
            key["schema"] = new JsonObject { ["type"] = "string", ["minLength"] = 8, ["maxLength"] = RequestReading.MaxIdempotencyKeyLength };
            parameters.Add(key);
        }

        if (endpoint.Operation is { Changes: true })
        {
            parameters.Add(Parameter("If-Match", "header", required: true, "ETag of the version that was read.", typeof(string)));
        }

        return parameters;
    }

    private static JsonObject Parameter(string name, string place, bool required, string? description, Type type)
    {
        var parameter = new JsonObject { ["name"] = name, ["in"] = place, ["required"] = required, ["schema"] = Schema(type) };
        if (description is not null)
        {
            parameter["description"] = description;
        }

        return parameter;
    }

    private static JsonObject Content(Type? type, string? mediaType, JsonObject schemas)
    {
        if (type is null)
        {
            return new JsonObject { [mediaType ?? JsonType] = new JsonObject { ["schema"] = new JsonObject { ["type"] = "string", ["format"] = "binary" } } };
        }

        var name = NameOf(type);
        if (!schemas.ContainsKey(name))
        {
            var schema = Schema(type);
            Relocate(schema, $"#/components/schemas/{name}");
            schemas[name] = schema;
        }

        return new JsonObject { [mediaType ?? JsonType] = new JsonObject { ["schema"] = Reference(name) } };
    }

    // A type that contains itself is referred to from the root of its own schema, which is no longer the root of the document.
    private static void Relocate(JsonNode? node, string root)
    {
        switch (node)
        {
            case JsonObject o:
                if (o["$ref"] is JsonValue value && value.GetValue<string>() is ['#', ..] reference)
                {
                    o["$ref"] = root + reference[1..];
                }

                foreach (var (_, member) in o)
                {
                    Relocate(member, root);
                }

                break;
            case JsonArray a:
                foreach (var item in a)
                {
                    Relocate(item, root);
                }

                break;
        }
    }

    private static JsonObject Reference(string name) => new() { ["$ref"] = $"#/components/schemas/{name}" };

    // Page<CaseSummary> becomes PageOfCaseSummary, CaseSummary[] CaseSummaryList.
    private static string NameOf(Type type)
    {
        if (type.IsArray)
        {
            return NameOf(type.GetElementType()!) + "List";
        }

        if (!type.IsGenericType)
        {
            return type.Name;
        }

        var name = type.Name[..type.Name.IndexOf('`', StringComparison.Ordinal)];
        return $"{name}Of{string.Concat(type.GetGenericArguments().Select(NameOf))}";
    }

    private static JsonNode Schema(Type type)
    {
        var exporter = new JsonSchemaExporterOptions { TreatNullObliviousAsNonNullable = true };
        return Json.Options.GetJsonSchemaAsNode(type, exporter);
    }

    // Constraints and defaults of route parameters ({year:int}, {id?}) mean nothing to OpenAPI.
    [GeneratedRegex(@"\{\*{0,2}(?<name>[A-Za-z][A-Za-z0-9]*)[^}]*\}", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 100)]
    private static partial Regex Constraint();
}
