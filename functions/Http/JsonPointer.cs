namespace NoVisit.Http;

/// <summary>JSON pointers (RFC 6901) into a request body.</summary>
internal static class JsonPointer
{
    /// <summary>Appends a member name or an index.</summary>
    public static string Append(string pointer, string token) =>
        $"{pointer}/{token.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal)}";

    /// <summary>
    /// Converts a path of System.Text.Json (<c>$.values['applicant.name'][0]</c>) to a pointer (<c>/values/applicant.name/0</c>);
    /// the empty pointer, the whole document, when there is none.
    /// </summary>
    public static string FromPath(string? path)
    {
        var pointer = string.Empty;
        var rest = (path ?? string.Empty).AsSpan().TrimStart('$');
        while (rest.Length > 0)
        {
            int end;
            if (rest.StartsWith("['"))
            {
                end = rest.IndexOf("']");
                if (end < 0)
                {
                    break;
                }

                pointer = Append(pointer, rest[2..end].ToString());
                rest = rest[(end + 2)..];
                continue;
            }

            var inBrackets = rest[0] == '[';
            rest = rest[1..];
            end = inBrackets ? rest.IndexOf(']') : rest.IndexOfAny('.', '[');
            end = end < 0 ? rest.Length : end;
            pointer = Append(pointer, rest[..end].ToString());
            rest = rest[Math.Min(rest.Length, inBrackets ? end + 1 : end)..];
        }

        return pointer;
    }
}
