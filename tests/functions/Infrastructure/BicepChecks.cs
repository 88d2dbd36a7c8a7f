using System.Text.RegularExpressions;

namespace NoVisit.Infrastructure;

/// <summary>What a Bicep compiler would refuse, and what a careful reader would. Pure: files in, findings out.</summary>
internal static partial class BicepChecks
{
    /// <summary>Functions of the language that this repository uses; a misspelt one is not among them.</summary>
    private static readonly HashSet<string> Functions = new(StringComparer.Ordinal)
    {
        "bool", "concat", "contains", "empty", "environment", "first", "format", "guid", "items", "join", "last", "length", "map", "max", "min", "padLeft",
        "range", "readEnvironmentVariable", "replace", "resourceGroup", "resourceId", "split", "startsWith", "string", "subscription",
        "subscriptionResourceId", "take", "tenant", "toLower", "toUpper", "toObject", "trim", "union", "uniqueString",
        "allowed", "description", "maxLength", "maxValue", "metadata", "minLength", "minValue", "secure",
    };

    /// <summary>All findings about files that belong together; none is the aim.</summary>
    public static IReadOnlyList<string> Findings(IReadOnlyList<BicepFile> files) =>
    [
        .. files.SelectMany(Names),
        .. files.Where(f => !f.IsParameters).SelectMany(Unused),
        .. files.SelectMany(Secrets),
        .. files.SelectMany(f => Modules(f, files)),
        .. files.Where(f => f.IsParameters).SelectMany(f => Assignments(f, files)),
        .. Orphans(files),
    ];

    private static IEnumerable<string> Names(BicepFile file)
    {
        var symbols = file.Declarations.Where(d => d.Name.Length > 0 && d.Kind != BicepDeclarationKind.Output).Select(d => d.Name).ToList();
        foreach (var twice in symbols.GroupBy(s => s, StringComparer.Ordinal).Where(g => g.Count() > 1))
        {
            yield return $"{file.Path}: {twice.Key} is declared twice.";
        }

        foreach (var unknown in file.Declarations.SelectMany(Expressions).SelectMany(e => Unknown(e, [.. symbols])))
        {
            yield return $"{file.Path}: {unknown}";
        }

        foreach (var resource in file.Of(BicepDeclarationKind.Resource).Where(r => !ResourceType().IsMatch(r.Type)))
        {
            yield return $"{file.Path}:{resource.Line}: {resource.Type} is no resource type with an API version.";
        }
    }

    private static IEnumerable<string> Unknown(BicepExpression expression, IReadOnlyList<string> known)
    {
        var own = expression switch
        {
            BicepReference r when !known.Contains(r.Name, StringComparer.Ordinal) => $"line {r.Line}: {r.Name} is not declared.",
            BicepCall c when !Functions.Contains(c.Name) => $"line {c.Line}: there is no function {c.Name}.",
            _ => null,
        };
        var inner = expression is BicepScope scope
            ? [.. scope.Source is null ? [] : Unknown(scope.Source, known), .. Unknown(scope.Body, [.. known, .. scope.Names])]
            : expression.Children.SelectMany(c => Unknown(c, known));
        return own is null ? inner : inner.Prepend(own);
    }

    private static IEnumerable<string> Unused(BicepFile file)
    {
        var used = file.Declarations.SelectMany(Expressions).SelectMany(All).OfType<BicepReference>().Select(r => r.Name).ToHashSet(StringComparer.Ordinal);
        return file.Declarations
            .Where(d => (d.Kind is BicepDeclarationKind.Parameter or BicepDeclarationKind.Variable || d.Existing) && !used.Contains(d.Name))
            .Select(d => $"{file.Path}:{d.Line}: {d.Name} is not used.");
    }

    private static IEnumerable<string> Modules(BicepFile file, IReadOnlyList<BicepFile> files)
    {
        var targets = new Dictionary<string, BicepFile>(StringComparer.Ordinal);
        foreach (var module in file.Of(BicepDeclarationKind.Module))
        {
            if (files.FirstOrDefault(f => f.Path == Resolve(file.Path, module.Type)) is not { } target)
            {
                yield return $"{file.Path}:{module.Line}: there is no file {module.Type}.";
                continue;
            }

            targets[module.Name] = target;
            var passed = (module.Body?.Find("params") as BicepObject)?.Properties.Select(p => p.Key.Text).ToList() ?? [];
            foreach (var problem in Compare(passed, target))
            {
                yield return $"{file.Path}:{module.Line}: module {module.Name} {problem}";
            }
        }

        foreach (var output in file.Declarations.SelectMany(Expressions).SelectMany(All).OfType<BicepMember>())
        {
            if (output.Target is BicepMember { Name: "outputs", Target: BicepReference module }
                && targets.TryGetValue(module.Name, out var target)
                && !target.Of(BicepDeclarationKind.Output).Any(o => o.Name == output.Name))
            {
                yield return $"{file.Path}:{output.Line}: module {module.Name} has no output {output.Name}.";
            }
        }
    }

    private static IEnumerable<string> Assignments(BicepFile file, IReadOnlyList<BicepFile> files)
    {
        var used = file.Of(BicepDeclarationKind.Using).SingleOrDefault();
        if (used is null || files.FirstOrDefault(f => f.Path == Resolve(file.Path, used.Type)) is not { } target)
        {
            return [$"{file.Path}: it uses no template that is here."];
        }

        var assignments = file.Of(BicepDeclarationKind.Parameter).ToList();
        return Compare([.. assignments.Select(a => a.Name)], target).Select(p => $"{file.Path}: {p}")
            .Concat(assignments.SelectMany(a => OutOfRange(a, target)).Select(p => $"{file.Path}: {p}"));
    }

    private static IEnumerable<string> Compare(IReadOnlyList<string> passed, BicepFile target)
    {
        var parameters = target.Of(BicepDeclarationKind.Parameter).ToList();
        return passed.Where(p => !parameters.Exists(x => x.Name == p)).Select(p => $"gives {p}, which {target.Path} does not take.")
            .Concat(parameters.Where(p => p.Value is null && !passed.Contains(p.Name, StringComparer.Ordinal)).Select(p => $"does not give {p.Name}."));
    }

    private static IEnumerable<string> OutOfRange(BicepDeclaration assignment, BicepFile target)
    {
        var decorators = target.Of(BicepDeclarationKind.Parameter).FirstOrDefault(p => p.Name == assignment.Name)?.Decorators ?? [];
        if (assignment.Value is not BicepLiteral { Interpolated.Count: 0 } value)
        {
            yield break;
        }

        long? Limit(string name) => decorators.FirstOrDefault(d => d.Name == name)?.Arguments[0] is BicepLiteral l
            ? long.Parse(l.Text, System.Globalization.CultureInfo.InvariantCulture)
            : null;
        long size = value.IsString ? value.Text.Length : long.TryParse(value.Text, out var number) ? number : 0;
        var (least, most) = value.IsString ? (Limit("minLength"), Limit("maxLength")) : (Limit("minValue"), Limit("maxValue"));
        if (size < least || size > most)
        {
            yield return $"{assignment.Name} = {value.Text} is out of range.";
        }

        if (decorators.FirstOrDefault(d => d.Name == "allowed")?.Arguments[0] is BicepOperation { Symbol: "[...]" } allowed
            && !allowed.Operands.OfType<BicepLiteral>().Any(l => l.Text == value.Text))
        {
            yield return $"{assignment.Name} = {value.Text} is not allowed.";
        }
    }

    /// <summary>Keys neither read from a resource, nor written down, nor passed as a plain parameter.</summary>
    private static IEnumerable<string> Secrets(BicepFile file)
    {
        foreach (var expression in file.Declarations.SelectMany(Expressions).SelectMany(All))
        {
            if (expression is BicepCall { Name: var call } && call.StartsWith("list", StringComparison.Ordinal)
                || expression is BicepMember { Name: "listKeys" or "primaryKey" or "InstrumentationKey" })
            {
                yield return $"{file.Path}: a key is read from a resource.";
            }

            if (expression is BicepLiteral { IsString: true } literal && SecretText().IsMatch(literal.Text))
            {
                yield return $"{file.Path}: a string looks like a secret or a connection string with a key: {literal.Text[..Math.Min(30, literal.Text.Length)]}";
            }
        }

        foreach (var parameter in file.Of(BicepDeclarationKind.Parameter)
            .Where(p => SecretName().IsMatch(p.Name) && !p.Decorators.Any(d => d.Name == "secure")))
        {
            yield return $"{file.Path}:{parameter.Line}: {parameter.Name} sounds like a secret: values of secrets belong into the vault.";
        }
    }

    private static IEnumerable<string> Orphans(IReadOnlyList<BicepFile> files)
    {
        var used = files.SelectMany(f => f.Declarations
            .Where(d => d.Kind is BicepDeclarationKind.Module or BicepDeclarationKind.Using)
            .Select(d => Resolve(f.Path, d.Type))).ToHashSet(StringComparer.Ordinal);
        return files.Where(f => !f.IsParameters && !used.Contains(f.Path)).Select(f => $"{f.Path}: nothing uses this file.");
    }

    private static IEnumerable<BicepExpression> Expressions(BicepDeclaration declaration)
    {
        foreach (var argument in declaration.Decorators.SelectMany(d => d.Arguments))
        {
            yield return argument;
        }

        if (declaration.Value is { } value)
        {
            yield return value;
        }
    }

    internal static IEnumerable<BicepExpression> All(BicepExpression expression) => expression.Children.SelectMany(All).Prepend(expression);

    private static string Resolve(string from, string target) =>
        Path.GetRelativePath(".", Path.Combine(Path.GetDirectoryName(from) ?? "", target)).Replace('\\', '/');

    [GeneratedRegex(@"^Microsoft\.[A-Za-z]+(/[A-Za-z]+)+@\d{4}-\d{2}-\d{2}(-preview)?$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex ResourceType();

    [GeneratedRegex(@"AccountKey=|SharedAccess|InstrumentationKey=|Password=|PRIVATE KEY|[?&]sig=|^[A-Za-z0-9+/]{40,}={0,2}$", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex SecretText();

    [GeneratedRegex(@"(secret|password|accessKey|apiKey|token)$", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex SecretName();
}
