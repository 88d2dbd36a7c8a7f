namespace NoVisit.Infrastructure;

/// <summary>Reads .bicep and .bicepparam files: the part of the language that this repository uses, strictly.</summary>
internal sealed class BicepParser
{
    private static readonly string[][] Operators =
        [["??"], ["||"], ["&&"], ["==", "!=", "=~", "!~"], ["<", ">", "<=", ">="], ["+", "-"], ["*", "/", "%"]];

    private readonly IReadOnlyList<BicepToken> tokens;
    private int at;

    private BicepParser(IReadOnlyList<BicepToken> tokens) => this.tokens = tokens;

    private BicepToken Current => tokens[at];

    /// <exception cref="BicepException">The text cannot be read.</exception>
    public static BicepFile Parse(string path, string text)
    {
        var parser = new BicepParser(BicepLexer.Read(text));
        var declarations = new List<BicepDeclaration>();
        parser.SkipLines();
        while (parser.Current.Kind != BicepTokenKind.End)
        {
            declarations.Add(parser.Declaration(path.EndsWith(".bicepparam", StringComparison.Ordinal)));
            parser.EndOfLine();
        }

        return new BicepFile(path, declarations);
    }

    private BicepDeclaration Declaration(bool assignment)
    {
        var decorators = new List<BicepDecorator>();
        while (TakeIf("@"))
        {
            var line = Current.Line;
            if (Postfix() is not BicepCall call)
            {
                throw new BicepException("A decorator is a call.", line);
            }

            decorators.Add(new BicepDecorator(call.Name, call.Arguments));
            EndOfLine();
        }

        var keyword = Identifier();
        var start = keyword.Line;
        BicepDeclaration New(BicepDeclarationKind kind, string name, string type, BicepExpression? value, bool existing = false) =>
            new(kind, name, type, value, existing, decorators, start);
        switch (keyword.Text)
        {
            case "targetScope":
                Take("=");
                return New(BicepDeclarationKind.TargetScope, "", String().Text, null);
            case "using" when assignment:
                return New(BicepDeclarationKind.Using, "", String().Text, null);
            case "param" when assignment:
                return New(BicepDeclarationKind.Parameter, Identifier().Text, "", Assigned());
            case "param":
                return New(BicepDeclarationKind.Parameter, Identifier().Text, Type(), Current.Text == "=" ? Assigned() : null);
            case "var":
                return New(BicepDeclarationKind.Variable, Identifier().Text, "", Assigned());
            case "output" when !assignment:
                return New(BicepDeclarationKind.Output, Identifier().Text, Type(), Assigned());
            case "resource" when !assignment:
                var (resource, type) = (Identifier().Text, String().Text);
                var existing = Current is { Kind: BicepTokenKind.Identifier, Text: "existing" };
                at += existing ? 1 : 0;
                return New(BicepDeclarationKind.Resource, resource, type, Body(), existing);
            case "module" when !assignment:
                return New(BicepDeclarationKind.Module, Identifier().Text, String().Text, Body());
            default:
                throw new BicepException($"'{keyword.Text}' starts no declaration.", start);
        }
    }

    private string Type()
    {
        var name = Identifier().Text;
        if (TakeIf("["))
        {
            Take("]");
            name += "[]";
        }

        return name;
    }

    private BicepExpression Assigned()
    {
        Take("=");
        return Expression();
    }

    private BicepExpression Body()
    {
        Take("=");
        if (TakeWord("if"))
        {
            return Condition();
        }

        return Current.Text is "{" or "[" ? Expression() : throw new BicepException("A resource or module needs a body.", Current.Line);
    }

    private BicepOperation Condition()
    {
        Take("(");
        var condition = Expression();
        Take(")");
        return new BicepOperation("if", [condition, Object()]);
    }

    private BicepExpression Expression()
    {
        var condition = Binary(0);
        if (!TakeIf("?"))
        {
            return condition;
        }

        SkipLines();
        var yes = Expression();
        SkipLines();
        Take(":");
        SkipLines();
        return new BicepOperation("?:", [condition, yes, Expression()]);
    }

    private BicepExpression Binary(int level)
    {
        if (level == Operators.Length)
        {
            return Unary();
        }

        var left = Binary(level + 1);
        while (Current.Kind == BicepTokenKind.Symbol && Operators[level].Contains(Current.Text, StringComparer.Ordinal))
        {
            var symbol = tokens[at++].Text;
            left = new BicepOperation(symbol, [left, Binary(level + 1)]);
        }

        return left;
    }

    private BicepExpression Unary()
    {
        if (Current is { Kind: BicepTokenKind.Symbol, Text: "!" or "-" })
        {
            return new BicepOperation(tokens[at++].Text, [Unary()]);
        }

        return Postfix();
    }

    private BicepExpression Postfix()
    {
        var value = Primary();
        while (Current.Kind == BicepTokenKind.Symbol)
        {
            var line = Current.Line;
            if (TakeIf(".") || TakeIf(".?") || TakeIf("::"))
            {
                var name = Identifier().Text;
                value = Current.Text == "(" && value is BicepReference { Name: "az" or "sys" }
                    ? new BicepCall(name, line, Arguments())
                    : new BicepMember(value, name, line);
            }
            else if (TakeIf("[") || TakeIf("[?"))
            {
                value = new BicepOperation("[]", [value, Expression()]);
                Take("]");
            }
            else if (Current.Text == "!" && tokens[at + 1] is { Kind: not (BicepTokenKind.Symbol or BicepTokenKind.String or BicepTokenKind.Identifier) } or { Text: "." })
            {
                at++;
            }
            else
            {
                break;
            }
        }

        return value;
    }

    private BicepExpression Primary()
    {
        var token = tokens[at++];
        switch (token)
        {
            case { Kind: BicepTokenKind.Number }:
                return new BicepLiteral(token.Text, false, []);
            case { Kind: BicepTokenKind.String }:
                return Literal(token);
            case { Kind: BicepTokenKind.Identifier, Text: "true" or "false" or "null" }:
                return new BicepLiteral(token.Text, false, []);
            case { Kind: BicepTokenKind.Identifier } when Current.Text == "=>":
                at++;
                return new BicepScope([token.Text], null, Expression());
            case { Kind: BicepTokenKind.Identifier } when Current.Text == "(":
                return new BicepCall(token.Text, token.Line, Arguments());
            case { Kind: BicepTokenKind.Identifier }:
                return new BicepReference(token.Text, token.Line);
            case { Text: "(" }:
                SkipLines();
                var inner = Expression();
                SkipLines();
                Take(")");
                return inner;
            case { Text: "{" }:
                at--;
                return Object();
            case { Text: "[" }:
                return Array();
            default:
                throw new BicepException($"'{token.Text.Trim()}' is no expression.", token.Line);
        }
    }

    private List<BicepExpression> Arguments()
    {
        var arguments = new List<BicepExpression>();
        Take("(");
        SkipLines();
        while (!TakeIf(")"))
        {
            arguments.Add(Expression());
            SkipLines();
            if (Current.Text != ")")
            {
                Take(",");
                SkipLines();
            }
        }

        return arguments;
    }

    private BicepObject Object()
    {
        var properties = new List<BicepProperty>();
        Take("{");
        SkipLines();
        while (!TakeIf("}"))
        {
            var key = tokens[at++];
            if (key.Kind is not (BicepTokenKind.Identifier or BicepTokenKind.String))
            {
                throw new BicepException($"'{key.Text.Trim()}' is no name of a property.", key.Line);
            }

            var name = Literal(key);
            if (key.Interpolated.Count == 0 && properties.Exists(p => p.Key.Text == name.Text))
            {
                throw new BicepException($"The property {name.Text} stands twice.", key.Line);
            }

            Take(":");
            properties.Add(new BicepProperty(name, TakeWord("if") ? Condition() : Expression()));
            EndOfEntry("}");
        }

        return new BicepObject(properties);
    }

    private BicepExpression Array()
    {
        SkipLines();
        if (TakeWord("for"))
        {
            return For();
        }

        var entries = new List<BicepExpression>();
        while (!TakeIf("]"))
        {
            entries.Add(Expression());
            EndOfEntry("]");
        }

        return new BicepOperation("[...]", entries);
    }

    private BicepScope For()
    {
        List<string> names = [];
        if (TakeIf("("))
        {
            names.Add(Identifier().Text);
            Take(",");
            names.Add(Identifier().Text);
            Take(")");
        }
        else
        {
            names.Add(Identifier().Text);
        }

        if (!TakeWord("in"))
        {
            throw new BicepException("'in' is missing.", Current.Line);
        }

        var source = Expression();
        Take(":");
        var body = TakeWord("if") ? Condition() : Expression();
        SkipLines();
        Take("]");
        return new BicepScope(names, source, body);
    }

    private static BicepLiteral Literal(BicepToken token) => new(token.Text, true, [.. token.Interpolated.Select(Inner)]);

    private static BicepExpression Inner(IReadOnlyList<BicepToken> tokens)
    {
        var parser = new BicepParser(tokens);
        var value = parser.Expression();
        return parser.Current.Kind == BicepTokenKind.End ? value : throw new BicepException("An interpolation holds one expression.", parser.Current.Line);
    }

    private void EndOfEntry(string closing)
    {
        if (Current.Text == closing)
        {
            return;
        }

        if (!TakeIf(",") && Current.Kind != BicepTokenKind.NewLine)
        {
            throw new BicepException($"A new line or '{closing}' is missing before '{Current.Text}'.", Current.Line);
        }

        SkipLines();
    }

    private void EndOfLine()
    {
        if (Current.Kind is not (BicepTokenKind.NewLine or BicepTokenKind.End))
        {
            throw new BicepException($"'{Current.Text}' is too much.", Current.Line);
        }

        SkipLines();
    }

    private void SkipLines()
    {
        while (Current.Kind == BicepTokenKind.NewLine)
        {
            at++;
        }
    }

    private BicepToken Identifier() => Current.Kind == BicepTokenKind.Identifier
        ? tokens[at++]
        : throw new BicepException($"A name is missing before '{Current.Text.Trim()}'.", Current.Line);

    private BicepToken String() => Current.Kind == BicepTokenKind.String
        ? tokens[at++]
        : throw new BicepException($"A string is missing before '{Current.Text.Trim()}'.", Current.Line);

    private bool TakeWord(string word)
    {
        var found = Current.Kind == BicepTokenKind.Identifier && Current.Text == word;
        at += found ? 1 : 0;
        return found;
    }

    private bool TakeIf(string symbol)
    {
        var found = Current.Kind == BicepTokenKind.Symbol && Current.Text == symbol;
        at += found ? 1 : 0;
        return found;
    }

    private void Take(string symbol)
    {
        if (!TakeIf(symbol))
        {
            throw new BicepException($"'{symbol}' is missing before '{Current.Text.Trim()}'.", Current.Line);
        }
    }
}
