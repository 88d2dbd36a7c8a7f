namespace NoVisit.Infrastructure;

/// <summary>Cuts Bicep into tokens: comments gone, strings with what they interpolate, new lines kept, for they end properties.</summary>
internal sealed class BicepLexer
{
    private static readonly string[] LongSymbols = ["=>", "==", "!=", "=~", "!~", "<=", ">=", "&&", "||", "??", "::", ".?", "[?", "..."];
    private const string ShortSymbols = "{}[]()=:.,?!<>+-*/%@|";

    private readonly string text;
    private int at;
    private int line = 1;

    private BicepLexer(string text, int at, int line) => (this.text, this.at, this.line) = (text, at, line);

    public static IReadOnlyList<BicepToken> Read(string text) => new BicepLexer(text, 0, 1).ReadUntil(null);

    private List<BicepToken> ReadUntil(char? closing)
    {
        var tokens = new List<BicepToken>();
        var depth = 0;
        while (true)
        {
            SkipBlanks();
            if (at >= text.Length)
            {
                if (closing is not null)
                {
                    throw new BicepException("An interpolation is not closed.", line);
                }

                tokens.Add(Token(BicepTokenKind.End, ""));
                return tokens;
            }

            var c = text[at];
            if (closing is not null && c == closing && depth == 0)
            {
                at++;
                tokens.Add(Token(BicepTokenKind.End, ""));
                return tokens;
            }

            depth += c is '{' ? 1 : c is '}' ? -1 : 0;
            tokens.Add(Next(c));
        }
    }

    private BicepToken Next(char c)
    {
        if (c == '\n')
        {
            at++;
            return Token(BicepTokenKind.NewLine, "\n", line++);
        }

        if (c == '\'')
        {
            return Starts("'''") ? MultiLine() : Quoted();
        }

        if (char.IsAsciiLetter(c) || c == '_')
        {
            return Token(BicepTokenKind.Identifier, Take(x => char.IsAsciiLetterOrDigit(x) || x == '_'));
        }

        if (char.IsAsciiDigit(c))
        {
            return Token(BicepTokenKind.Number, Take(char.IsAsciiDigit));
        }

        if (Array.Find(LongSymbols, Starts) is { } symbol)
        {
            at += symbol.Length;
            return Token(BicepTokenKind.Symbol, symbol);
        }

        if (ShortSymbols.Contains(c, StringComparison.Ordinal))
        {
            at++;
            return Token(BicepTokenKind.Symbol, c.ToString());
        }

        throw new BicepException($"'{c}' does not belong here.", line);
    }

    private BicepToken Quoted()
    {
        var start = line;
        var content = new System.Text.StringBuilder();
        var parts = new List<IReadOnlyList<BicepToken>>();
        at++;
        while (true)
        {
            if (at >= text.Length || text[at] == '\n')
            {
                throw new BicepException("A string is not closed.", start);
            }

            var c = text[at++];
            switch (c)
            {
                case '\'':
                    return new BicepToken(BicepTokenKind.String, content.ToString(), start, parts);
                case '\\':
                    content.Append(Escaped());
                    break;
                case '$' when at < text.Length && text[at] == '{':
                    at++;
                    var inner = new BicepLexer(text, at, line);
                    parts.Add(inner.ReadUntil('}'));
                    content.Append("${}");
                    (at, line) = (inner.at, inner.line);
                    break;
                default:
                    content.Append(c);
                    break;
            }
        }
    }

    private string Escaped()
    {
        var c = at < text.Length ? text[at++] : '\0';
        switch (c)
        {
            case 'n':
                return "\n";
            case 'r':
                return "\r";
            case 't':
                return "\t";
            case '\\' or '\'' or '$':
                return c.ToString();
            case 'u' when at < text.Length && text[at] == '{' && text.IndexOf('}', at) is var end and > 0:
                var code = text[(at + 1)..end];
                at = end + 1;
                return char.ConvertFromUtf32(Convert.ToInt32(code, 16));
            default:
                throw new BicepException($"\\{c} is no escape.", line);
        }
    }

    private BicepToken MultiLine()
    {
        var start = line;
        var end = text.IndexOf("'''", at + 3, StringComparison.Ordinal);
        if (end < 0)
        {
            throw new BicepException("A string of several lines is not closed.", start);
        }

        // Quotes right before the closing three belong to the text.
        while (end + 3 < text.Length && text[end + 3] == '\'')
        {
            end++;
        }

        var content = text[(at + 3)..end];
        line += content.Count(c => c == '\n');
        at = end + 3;
        return Token(BicepTokenKind.String, content, start);
    }

    private void SkipBlanks()
    {
        while (at < text.Length)
        {
            if (text[at] is ' ' or '\t' or '\r')
            {
                at++;
            }
            else if (Starts("//"))
            {
                at = text.IndexOf('\n', at) is var end and >= 0 ? end : text.Length;
            }
            else if (Starts("/*"))
            {
                var end = text.IndexOf("*/", at + 2, StringComparison.Ordinal);
                if (end < 0)
                {
                    throw new BicepException("A comment is not closed.", line);
                }

                line += text[at..end].Count(c => c == '\n');
                at = end + 2;
            }
            else
            {
                return;
            }
        }
    }

    private bool Starts(string symbol) => string.CompareOrdinal(text, at, symbol, 0, symbol.Length) == 0;

    private string Take(Func<char, bool> belongs)
    {
        var start = at;
        while (at < text.Length && belongs(text[at]))
        {
            at++;
        }

        return text[start..at];
    }

    private BicepToken Token(BicepTokenKind kind, string content, int? where = null) => new(kind, content, where ?? line, []);
}
