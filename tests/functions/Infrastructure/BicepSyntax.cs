namespace NoVisit.Infrastructure;

/// <summary>A text is not Bicep.</summary>
internal sealed class BicepException(string message, int line) : Exception($"line {line}: {message}");

internal enum BicepTokenKind
{
    Identifier,
    Number,
    String,
    Symbol,
    NewLine,
    End,
}

/// <param name="Kind">What it is.</param>
/// <param name="Text">As written; of strings the text without what is interpolated.</param>
/// <param name="Line">From 1.</param>
/// <param name="Interpolated">Of strings: the tokens between <c>${</c> and <c>}</c>, each list ending with End.</param>
internal sealed record BicepToken(BicepTokenKind Kind, string Text, int Line, IReadOnlyList<IReadOnlyList<BicepToken>> Interpolated);

internal abstract record BicepExpression
{
    public abstract IEnumerable<BicepExpression> Children { get; }
}

/// <summary>A number, truth value, null, or string; strings with what they interpolate.</summary>
internal sealed record BicepLiteral(string Text, bool IsString, IReadOnlyList<BicepExpression> Interpolated) : BicepExpression
{
    public override IEnumerable<BicepExpression> Children => Interpolated;
}

internal sealed record BicepReference(string Name, int Line) : BicepExpression
{
    public override IEnumerable<BicepExpression> Children => [];
}

/// <summary>A call; of <c>az.name()</c> the name is <c>name</c>.</summary>
internal sealed record BicepCall(string Name, int Line, IReadOnlyList<BicepExpression> Arguments) : BicepExpression
{
    public override IEnumerable<BicepExpression> Children => Arguments;
}

internal sealed record BicepMember(BicepExpression Target, string Name, int Line) : BicepExpression
{
    public override IEnumerable<BicepExpression> Children => [Target];
}

/// <summary>Anything whose parts are simply evaluated: operators, conditions, indexes, arrays.</summary>
internal sealed record BicepOperation(string Symbol, IReadOnlyList<BicepExpression> Operands) : BicepExpression
{
    public override IEnumerable<BicepExpression> Children => Operands;
}

internal sealed record BicepProperty(BicepLiteral Key, BicepExpression Value);

internal sealed record BicepObject(IReadOnlyList<BicepProperty> Properties) : BicepExpression
{
    public override IEnumerable<BicepExpression> Children => Properties.SelectMany(p => new[] { p.Key, p.Value });

    public BicepExpression? Find(string name) => Properties.FirstOrDefault(p => p.Key.Text == name)?.Value;
}

/// <summary>A <c>for</c> expression or a lambda: names that hold in the body only.</summary>
internal sealed record BicepScope(IReadOnlyList<string> Names, BicepExpression? Source, BicepExpression Body) : BicepExpression
{
    public override IEnumerable<BicepExpression> Children => Source is null ? [Body] : [Source, Body];
}

internal sealed record BicepDecorator(string Name, IReadOnlyList<BicepExpression> Arguments);

internal enum BicepDeclarationKind
{
    TargetScope,
    Using,
    Parameter,
    Variable,
    Resource,
    Module,
    Output,
}

/// <param name="Kind">What is declared. In a parameter file, Parameter is an assignment.</param>
/// <param name="Name">Symbol; empty for targetScope and using.</param>
/// <param name="Type">Type of parameters and outputs; of resources <c>Provider/type@version</c>; of modules and using the file.</param>
/// <param name="Value">Default, value or body; null for parameters without default.</param>
/// <param name="Existing">A resource that is only referred to.</param>
/// <param name="Decorators">Those before it.</param>
/// <param name="Line">From 1.</param>
internal sealed record BicepDeclaration(
    BicepDeclarationKind Kind, string Name, string Type, BicepExpression? Value, bool Existing, IReadOnlyList<BicepDecorator> Decorators, int Line)
{
    /// <summary>The object of a resource or module, under its loop and condition.</summary>
    public BicepObject? Body => Unwrap(Value);

    private static BicepObject? Unwrap(BicepExpression? value) => value switch
    {
        BicepObject body => body,
        BicepScope scope => Unwrap(scope.Body),
        BicepOperation { Symbol: "if" } condition => Unwrap(condition.Operands[1]),
        _ => null,
    };
}

internal sealed record BicepFile(string Path, IReadOnlyList<BicepDeclaration> Declarations)
{
    public bool IsParameters => Path.EndsWith(".bicepparam", StringComparison.Ordinal);

    public IEnumerable<BicepDeclaration> Of(BicepDeclarationKind kind) => Declarations.Where(d => d.Kind == kind);
}
