using System.Reflection;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;

namespace NoVisit.Emulator.Hosting;

/// <summary>Finds the functions of an app and refuses what Azure's build would refuse or would run differently.</summary>
internal static class FunctionDiscovery
{
    /// <summary>Functions of the given classes, by name.</summary>
    /// <exception cref="InvalidOperationException">Names every function that is not well-formed, and why.</exception>
    public static IReadOnlyList<FunctionDescriptor> Find(IEnumerable<Type> classes)
    {
        var functions = new List<FunctionDescriptor>();
        var faults = new List<string>();
        foreach (var method in classes.SelectMany(MethodsOf))
        {
            if (method.GetCustomAttribute<FunctionAttribute>() is not { } attribute)
            {
                continue;
            }

            try
            {
                functions.Add(Describe(attribute.Name, method));
            }
            catch (InvalidOperationException fault)
            {
                faults.Add(fault.Message);
            }
        }

        faults.AddRange(functions
            .GroupBy(f => f.Name, StringComparer.OrdinalIgnoreCase)
            .Where(group => group.Count() > 1)
            .Select(group => $"Function '{group.Key}' is defined {group.Count()} times: {string.Join(", ", group.Select(f => f.Definition.EntryPoint))}."));
        if (faults.Count > 0)
        {
            throw new InvalidOperationException(string.Join(Environment.NewLine, faults));
        }

        return [.. functions.OrderBy(f => f.Name, StringComparer.Ordinal)];
    }

    private static MethodInfo[] MethodsOf(Type type) =>
        type.GetMethods(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly);

    private static FunctionDescriptor Describe(string name, MethodInfo method)
    {
        var where = $"Function '{name}' ({method.DeclaringType!.FullName}.{method.Name})";
        if (name.Length is 0 or > 127 || !char.IsAsciiLetter(name[0]) || name.Any(c => !char.IsAsciiLetterOrDigit(c) && c is not ('_' or '-')))
        {
            throw new InvalidOperationException($"{where}: a name starts with a letter and has letters, digits, '-' and '_', at most 127.");
        }

        // The worker SDK's generator lists public methods only; their class may be internal.
        if (!method.IsPublic)
        {
            throw new InvalidOperationException($"{where}: the method must be public.");
        }

        if (method.IsGenericMethodDefinition || method.DeclaringType.ContainsGenericParameters)
        {
            throw new InvalidOperationException($"{where}: functions cannot be generic.");
        }

        if (method.ReturnType == typeof(ValueTask) || (method.ReturnType.IsGenericType && method.ReturnType.GetGenericTypeDefinition() == typeof(ValueTask<>)))
        {
            throw new InvalidOperationException($"{where}: Azure's worker awaits a ValueTask of public classes only; return a Task.");
        }

        // It looks a method of an internal class up by its name alone.
        if (method.DeclaringType.GetMethods().Count(other => other.Name == method.Name) > 1)
        {
            throw new InvalidOperationException($"{where}: another public method of the class has the same name, and Azure's worker could not tell them apart.");
        }

        var triggers = method.GetParameters()
            .Select(parameter => (Parameter: parameter, Trigger: parameter.GetCustomAttribute<TriggerBindingAttribute>()))
            .Where(pair => pair.Trigger is not null)
            .ToArray();
        return triggers.Length switch
        {
            1 => new FunctionDescriptor(name, method, triggers[0].Parameter, triggers[0].Trigger!),
            0 => throw new InvalidOperationException($"{where}: no parameter has a trigger."),
            _ => throw new InvalidOperationException($"{where}: {triggers.Length} parameters have a trigger; only one may."),
        };
    }
}
