using System.Globalization;
using System.Reflection;
using System.Text;

namespace NoVisit.Emulator.Tests.Surface;

/// <summary>Writes down the public members of types, one a line, with nullability, defaults and constraints.</summary>
internal sealed class SurfaceListing
{
    private readonly NullabilityInfoContext _nullability = new();

    public static IEnumerable<string> Of(IEnumerable<Type> types)
    {
        var listing = new SurfaceListing();
        return types.OrderBy(type => type.FullName, StringComparer.Ordinal).SelectMany(listing.LinesOf);
    }

    private static BindingFlags Declared => BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    private IEnumerable<string> LinesOf(Type type)
    {
        var name = FullNameOf(type);
        yield return $"{name} : {KindOf(type)}";
        if (type.IsEnum)
        {
            foreach (var value in Enum.GetValues(type))
            {
                yield return $"{name}.{value} = {Convert.ToInt64(value, CultureInfo.InvariantCulture)}";
            }

            yield break;
        }

        if (typeof(Delegate).IsAssignableFrom(type))
        {
            yield return $"{name}{Parameters(type.GetMethod("Invoke")!)} : {TypeOf(_nullability.Create(type.GetMethod("Invoke")!.ReturnParameter))}";
            yield break;
        }

        var members = type.GetConstructors(Declared).Where(IsVisible).Select(c => $"{name}.new{Parameters(c)}{Access(c)}")
            .Concat(type.GetFields(Declared).Where(f => f.IsPublic).Select(f => $"{name}.{f.Name} : {TypeOf(_nullability.Create(f))}{(f.IsLiteral ? $" = {Text(f.GetRawConstantValue())}" : "")}"))
            .Concat(type.GetProperties(Declared).Where(p => p.GetAccessors(nonPublic: true).Any(IsVisible)).Select(p => PropertyLine(name, p)))
            .Concat(type.GetEvents(Declared).Where(e => IsVisible(e.AddMethod!)).Select(e => $"{name}.{e.Name} : event {NameOf(e.EventHandlerType!)}"))
            .Concat(type.GetMethods(Declared).Where(m => IsVisible(m) && !IsAccessor(m) && !IsCompilerMade(m)).Select(m => MethodLine(name, m)));
        foreach (var line in members.Order(StringComparer.Ordinal))
        {
            yield return line;
        }
    }

    private string PropertyLine(string type, PropertyInfo property)
    {
        var accessors = new StringBuilder();
        foreach (var accessor in new[] { property.GetMethod, property.SetMethod })
        {
            if (accessor is not null && IsVisible(accessor))
            {
                var init = accessor.ReturnParameter.GetRequiredCustomModifiers().Any(m => m.Name == "IsExternalInit");
                accessors.Append(CultureInfo.InvariantCulture, $" {(accessor.IsFamily || accessor.IsFamilyOrAssembly ? "protected " : "")}{(accessor == property.GetMethod ? "get" : init ? "init" : "set")};");
            }
        }

        var first = property.GetAccessors(nonPublic: true)[0];
        return $"{type}.{property.Name} : {TypeOf(_nullability.Create(property))} {{{accessors} }}{Access(first, withVisibility: false)}";
    }

    private string MethodLine(string type, MethodInfo method)
    {
        var generic = method.IsGenericMethodDefinition ? $"<{string.Join(", ", method.GetGenericArguments().Select(a => a.Name))}>" : "";
        var constraints = string.Concat(method.IsGenericMethodDefinition ? method.GetGenericArguments().Select(ConstraintsOf) : []);
        return $"{type}.{method.Name}{generic}{Parameters(method)} : {ReturnOf(method)}{constraints}{Access(method)}";
    }

    private string Parameters(MethodBase method)
    {
        var extension = method.IsDefined(typeof(System.Runtime.CompilerServices.ExtensionAttribute), inherit: false);
        return $"({string.Join(", ", method.GetParameters().Select((p, i) =>
            $"{(extension && i == 0 ? "this " : "")}{(p.IsDefined(typeof(ParamArrayAttribute), inherit: false) ? "params " : "")}"
            + $"{TypeOf(_nullability.Create(p))} {p.Name}{(p.HasDefaultValue ? $" = {Text(p.DefaultValue)}" : "")}"))})";
    }

    private static string KindOf(Type type)
    {
        var kind = type.IsEnum ? "enum" : type.IsInterface ? "interface" : typeof(Delegate).IsAssignableFrom(type) ? "delegate" : type.IsValueType ? "struct" : "class";
        var modifier = type is { IsAbstract: true, IsSealed: true } ? "static " : type is { IsAbstract: true, IsInterface: false } ? "abstract " : type is { IsSealed: true, IsClass: true } && kind == "class" ? "sealed " : "";
        var bases = new[] { type.BaseType }
            .Where(b => b is not null && b != typeof(object) && b != typeof(ValueType) && b != typeof(Enum) && b != typeof(MulticastDelegate))
            .Concat(type.GetInterfaces().Where(i => i.IsPublic && type.BaseType?.GetInterfaces().Contains(i) != true && !type.IsEnum).OrderBy(i => i.FullName, StringComparer.Ordinal))
            .Select(b => NameOf(b!));
        var usage = type.GetCustomAttribute<AttributeUsageAttribute>(inherit: true);
        return $"{modifier}{kind} {string.Join(", ", bases)}".TrimEnd()
            + (typeof(Attribute).IsAssignableFrom(type) && usage is not null ? $" on {usage.ValidOn}" : "")
            + string.Concat(type.IsGenericTypeDefinition ? type.GetGenericArguments().Select(ConstraintsOf) : []);
    }

    private static string ConstraintsOf(Type argument)
    {
        var constraints = argument.GetGenericParameterConstraints().Select(NameOf).ToList();
        if (argument.GenericParameterAttributes.HasFlag(GenericParameterAttributes.ReferenceTypeConstraint))
        {
            constraints.Insert(0, "class");
        }

        if (argument.GetCustomAttributesData().Any(a => a.AttributeType.Name == "NullableAttribute" && Equals(a.ConstructorArguments[0].Value, (byte)1)))
        {
            constraints.Add("notnull");
        }

        return constraints.Count == 0 ? "" : $" where {argument.Name} : {string.Join(", ", constraints)}";
    }

    private static bool IsVisible(MethodBase method) => method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly;

    private static bool IsAccessor(MethodInfo method) => method.IsSpecialName && !method.Name.StartsWith("op_", StringComparison.Ordinal);

    // What the compiler adds to every record says nothing about the surface.
    private static bool IsCompilerMade(MethodInfo method) =>
        method.Name.Contains('<', StringComparison.Ordinal) || method.Name == "PrintMembers" || method.GetBaseDefinition().DeclaringType == typeof(object);

    private static string Access(MethodBase method, bool withVisibility = true)
    {
        var words = new List<string>();
        if (withVisibility && (method.IsFamily || method.IsFamilyOrAssembly))
        {
            words.Add("protected");
        }

        if (method.IsStatic && !method.IsConstructor)
        {
            words.Add("static");
        }

        if (method.DeclaringType is { IsInterface: false } && method is { IsVirtual: true, IsFinal: false })
        {
            words.Add(method.IsAbstract ? "abstract" : method is MethodInfo info && info.GetBaseDefinition() != info ? "override" : "virtual");
        }

        return words.Count == 0 ? "" : $" [{string.Join(' ', words)}]";
    }

    private static string TypeOf(NullabilityInfo info)
    {
        var type = info.Type;
        string name;
        if (type.IsArray && info.ElementType is not null)
        {
            name = TypeOf(info.ElementType) + "[]";
        }
        else if (type.IsGenericType && Nullable.GetUnderlyingType(type) is null && info.GenericTypeArguments.Length > 0)
        {
            name = $"{NameOf(type).Split('<')[0]}<{string.Join(", ", info.GenericTypeArguments.Select(TypeOf))}>";
        }
        else
        {
            name = NameOf(type);
        }

        // Of an unconstrained T the runtime says "may be null" whether or not it is written "T?".
        var nullable = info.ReadState == NullabilityState.Nullable || info.WriteState == NullabilityState.Nullable;
        return nullable && type is { IsValueType: false, IsGenericParameter: false } ? name + "?" : name;
    }

    // Written "T?" if the attribute's first flag, or the default of the method or type, is 2.
    private string ReturnOf(MethodInfo method)
    {
        if (!method.ReturnType.IsGenericParameter)
        {
            return TypeOf(_nullability.Create(method.ReturnParameter));
        }

        var own = method.ReturnParameter.GetCustomAttributesData().FirstOrDefault(a => a.AttributeType.Name == "NullableAttribute");
        var context = method.GetCustomAttributesData().Concat(method.DeclaringType!.GetCustomAttributesData()).FirstOrDefault(a => a.AttributeType.Name == "NullableContextAttribute");
        return NameOf(method.ReturnType) + ((own ?? context) is { } flags && Equals(flags.ConstructorArguments[0].Value, (byte)2) ? "?" : "");
    }

    private static string NameOf(Type type)
    {
        if (Nullable.GetUnderlyingType(type) is { } inner)
        {
            return NameOf(inner) + "?";
        }

        if (type.IsByRef)
        {
            return "ref " + NameOf(type.GetElementType()!);
        }

        if (type.IsArray)
        {
            return NameOf(type.GetElementType()!) + "[]";
        }

        var name = type.Name.Split('`')[0];
        return type.IsGenericType ? $"{name}<{string.Join(", ", type.GetGenericArguments().Select(NameOf))}>" : name;
    }

    private static string FullNameOf(Type type) => type.DeclaringType is { } outer ? $"{FullNameOf(outer)}.{NameOf(type)}" : $"{type.Namespace}.{NameOf(type)}";

    private static string Text(object? value) => value switch
    {
        null => "default",
        string text => $"\"{text}\"",
        _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };
}
