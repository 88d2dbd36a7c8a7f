using System.Collections;
using System.Reflection;
using System.Text.Json;

namespace NoVisit.Approval;

/// <summary>One sample of any of the case's types with every member filled, so that a member nobody stores cannot hide.</summary>
internal static class Samples
{
    // What breaks encoders: quotes, angle brackets, a line feed, a character outside the basic plane.
    private const string Words = "“补正” <b>&'\"\\\n𬭚 é";

    public static object Of(Type type)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        if (type.IsEnum)
        {
            return Enum.GetValues(type).GetValue(Enum.GetValues(type).Length - 1)!;
        }

        return type switch
        {
            _ when type == typeof(string) => Words,
            _ when type == typeof(bool) => true,
            _ when type == typeof(int) => 7,
            _ when type == typeof(long) => 8_589_934_592L,
            _ when type == typeof(decimal) => 12.30m,
            _ when type == typeof(DateTimeOffset) => new DateTimeOffset(2026, 2, 10, 9, 30, 15, TimeSpan.FromHours(8)).AddTicks(7),
            _ when type == typeof(DateOnly) => new DateOnly(2026, 2, 28),
            _ when type == typeof(JsonElement) => JsonSerializer.Deserialize<JsonElement>("""{"n":1.50,"s":"\u003c面\"","l":[true,null]}"""),
            _ when type.IsGenericType => Collection(type),
            _ => Record(type),
        };
    }

    /// <summary>All members of a sample, those that are no part of its JSON too.</summary>
    public static string Content(object? value) => value switch
    {
        null => "-",
        string text => text,
        JsonElement json => JsonSerializer.Serialize(json, CaseJson.Options),
        DateTimeOffset at => at.ToString("O"),
        IDictionary map => string.Join(';', map.Keys.Cast<object>().Select(k => $"{k}={Content(map[k])}")),
        IEnumerable list => "[" + string.Join(',', list.Cast<object>().Select(Content)) + "]",
        _ when value.GetType().IsValueType => value.ToString()!,
        _ => $"{value.GetType().Name}({string.Join(", ", Members(value.GetType()).Select(p => $"{p.Name}: {Content(p.GetValue(value))}"))})",
    };

    private static IEnumerable<PropertyInfo> Members(Type type) =>
        type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(p => p.CanWrite && p.GetIndexParameters().Length == 0);

    private static object Collection(Type type)
    {
        var arguments = type.GetGenericArguments();
        if (arguments.Length == 2)
        {
            var map = (IDictionary)Activator.CreateInstance(typeof(Dictionary<,>).MakeGenericType(arguments))!;
            map.Add("applicant.name", Of(arguments[1]));
            return map;
        }

        var list = Array.CreateInstance(arguments[0], 2);
        list.SetValue(Of(arguments[0]), 0);
        list.SetValue(Of(arguments[0]), 1);
        return list;
    }

    private static object Record(Type type)
    {
        var constructor = type.GetConstructors(BindingFlags.Public | BindingFlags.Instance).MaxBy(c => c.GetParameters().Length)!;
        var sample = constructor.Invoke([.. constructor.GetParameters().Select(p => Of(p.ParameterType))]);
        foreach (var member in Members(type))
        {
            member.SetValue(sample, Of(member.PropertyType));
        }

        return sample;
    }
}
