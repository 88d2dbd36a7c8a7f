using System.Text;
using System.Text.RegularExpressions;
using Azure;

namespace NoVisit.Http;

/// <summary>
/// Exceptions as they may stand in a log: types, messages and stack traces, but no identity or phone numbers, no mail addresses, and of a
/// failed storage request only status and code, for its message repeats what was sent (NF-04).
/// </summary>
internal static partial class LogText
{
    /// <summary>The text of an exception and of those that caused it.</summary>
    public static string Of(Exception exception)
    {
        var text = new StringBuilder();
        for (var e = exception; e is not null; e = e.InnerException)
        {
            var message = e is RequestFailedException failed ? $"status {failed.Status}, code {failed.ErrorCode}" : Redact(e.Message);
            text.Append(e.GetType().FullName).Append(": ").AppendLine(message);
            if (e.StackTrace is { } stack)
            {
                text.AppendLine(stack);
            }
        }

        return text.ToString();
    }

    /// <summary>Hides what looks like an identity number, phone number or mail address.</summary>
    public static string Redact(string text) => Mail().Replace(Number().Replace(text, "[number]"), "[mail]");

    [GeneratedRegex(@"\+?[0-9]{7,}[0-9Xx]?", RegexOptions.None, matchTimeoutMilliseconds: 100)]
    private static partial Regex Number();

    [GeneratedRegex(@"[^\s@'""<>]{1,64}@[^\s@'""<>]{1,255}", RegexOptions.None, matchTimeoutMilliseconds: 100)]
    private static partial Regex Mail();
}
