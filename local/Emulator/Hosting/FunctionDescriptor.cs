using System.Collections.Immutable;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;

namespace NoVisit.Emulator.Hosting;

/// <summary>A discovered function: its method, its trigger, and how to call it.</summary>
internal sealed class FunctionDescriptor
{
    private readonly PropertyInfo? _taskResult;

    public FunctionDescriptor(string name, MethodInfo method, ParameterInfo triggerParameter, TriggerBindingAttribute trigger)
    {
        Name = name;
        Method = method;
        TriggerParameter = triggerParameter;
        Trigger = trigger;
        Outputs = OutputsOf(method);
        Definition = new LocalFunctionDefinition(this);
        Bind = [.. method.GetParameters().Select(parameter => ParameterBinder.For(this, parameter))];
        _taskResult = method.ReturnType.IsGenericType && method.ReturnType.GetGenericTypeDefinition() == typeof(Task<>)
            ? method.ReturnType.GetProperty(nameof(Task<>.Result))
            : null;
    }

    public string Name { get; }

    public MethodInfo Method { get; }

    public ParameterInfo TriggerParameter { get; }

    public TriggerBindingAttribute Trigger { get; }

    public FunctionDefinition Definition { get; }

    /// <summary>Where parts of the result go, besides the HTTP response.</summary>
    public ImmutableArray<FunctionOutput> Outputs { get; }

    public ImmutableArray<Func<LocalFunctionContext, ValueTask<object?>>> Bind { get; }

    /// <summary>Type of the result, or null if there is none.</summary>
    public static Type? ResultType(MethodInfo method)
    {
        var type = method.ReturnType;
        if (type == typeof(void) || type == typeof(Task))
        {
            return null;
        }

        return type.IsGenericType && type.GetGenericTypeDefinition() == typeof(Task<>) ? type.GetGenericArguments()[0] : type;
    }

    /// <summary>Calls the method and awaits it.</summary>
    public async Task<object?> CallAsync(object? instance, object?[] arguments)
    {
        var returned = Method.Invoke(instance, BindingFlags.DoNotWrapExceptions, binder: null, arguments, culture: null);
        if (returned is not Task task)
        {
            return returned;
        }

        await task;
        return _taskResult?.GetValue(task);
    }

    private static ImmutableArray<FunctionOutput> OutputsOf(MethodInfo method)
    {
        var outputs = ImmutableArray.CreateBuilder<FunctionOutput>();
        if (method.GetCustomAttribute<OutputBindingAttribute>() is { } onReturn)
        {
            outputs.Add(new FunctionOutput("$return", onReturn, result => result));
        }
        else if (ResultType(method) is { } type && !type.IsPrimitive && type != typeof(string))
        {
            foreach (var property in type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(p => p.GetIndexParameters().Length == 0))
            {
                var attribute = property.GetCustomAttribute<OutputBindingAttribute>();
                if (attribute is null && IsHttpResult(property.PropertyType) && !IsHttpResult(type))
                {
                    attribute = new HttpResultAttribute();
                }

                if (attribute is not null)
                {
                    outputs.Add(new FunctionOutput(property.Name, attribute, result => result is null ? null : property.GetValue(result)));
                }
            }
        }

        return outputs.ToImmutable();
    }

    private static bool IsHttpResult(Type type) =>
        typeof(IActionResult).IsAssignableFrom(type) || typeof(IResult).IsAssignableFrom(type);

    private sealed class LocalFunctionDefinition : FunctionDefinition
    {
        public LocalFunctionDefinition(FunctionDescriptor function)
        {
            var method = function.Method;
            Name = function.Name;
            EntryPoint = $"{method.DeclaringType!.FullName}.{method.Name}";
            PathToAssembly = method.Module.FullyQualifiedName;
            Id = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{Name}|{EntryPoint}")).AsSpan(0, 8));
            Parameters = [.. method.GetParameters().Select(p =>
                new FunctionParameter(p.Name!, p.ParameterType, p.HasDefaultValue, p.HasDefaultValue ? p.DefaultValue : null))];
            InputBindings = method.GetParameters()
                .Select(p => (p.Name, Attribute: p.GetCustomAttribute<BindingAttribute>()))
                .Where(p => p.Attribute is not null)
                .ToImmutableDictionary(p => p.Name!, BindingMetadata (p) => new LocalBinding(p.Name!, TypeOf(p.Attribute!), BindingDirection.In));
            OutputBindings = function.Outputs
                .ToImmutableDictionary(o => o.Name, BindingMetadata (o) => new LocalBinding(o.Name, TypeOf(o.Attribute), BindingDirection.Out));
        }

        public override ImmutableArray<FunctionParameter> Parameters { get; }

        public override string PathToAssembly { get; }

        public override string EntryPoint { get; }

        public override string Id { get; }

        public override string Name { get; }

        public override IImmutableDictionary<string, BindingMetadata> InputBindings { get; }

        public override IImmutableDictionary<string, BindingMetadata> OutputBindings { get; }

        // The names of function.json, which middleware may compare with: HttpTriggerAttribute is httpTrigger, QueueOutputAttribute is queue.
        private static string TypeOf(BindingAttribute attribute)
        {
            if (attribute is HttpResultAttribute)
            {
                return "http";
            }

            var name = attribute.GetType().Name[..^"Attribute".Length];
            name = name.EndsWith("Output", StringComparison.Ordinal) ? name[..^"Output".Length] : name;
            return char.ToLowerInvariant(name[0]) + name[1..];
        }
    }

    private sealed class LocalBinding(string name, string type, BindingDirection direction) : BindingMetadata
    {
        public override string Name => name;

        public override string Type => type;

        public override BindingDirection Direction => direction;
    }
}

/// <summary>A part of a function's result that the host sends on.</summary>
/// <param name="Name">Property of the result, or <c>$return</c>.</param>
/// <param name="Attribute">Where it goes.</param>
/// <param name="Of">Takes the part out of the result.</param>
internal sealed record FunctionOutput(string Name, OutputBindingAttribute Attribute, Func<object?, object?> Of);
