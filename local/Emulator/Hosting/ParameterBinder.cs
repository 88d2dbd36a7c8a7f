using System.Globalization;
using System.Reflection;
using System.Text.Json;
using Azure.Storage.Queues.Models;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;
using Microsoft.Azure.Functions.Worker.Http;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using NoVisit.Emulator.Durable;
using AspNetJson = Microsoft.AspNetCore.Mvc.JsonOptions;

namespace NoVisit.Emulator.Hosting;

/// <summary>
/// Decides once, at discovery, how a parameter gets its value. A parameter that Azure's worker could not fill is refused
/// here, at start, rather than by the first request.
/// </summary>
internal static class ParameterBinder
{
    public static Func<LocalFunctionContext, ValueTask<object?>> For(FunctionDescriptor function, ParameterInfo parameter)
    {
        var type = parameter.ParameterType;
        if (type == typeof(FunctionContext))
        {
            return context => new(context);
        }

        if (type == typeof(CancellationToken))
        {
            return context => new(context.CancellationToken);
        }

        if (type == typeof(HttpContext))
        {
            throw Refusal(function, parameter, "Azure's worker hands out no HttpContext; take HttpRequest and its HttpContext property");
        }

        // By place, not by reference: hosts that start at the same time in one process may each be handed parameters of their own.
        if (parameter.Position == function.TriggerParameter.Position)
        {
            return ForTrigger(function, parameter);
        }

        if (type == typeof(HttpRequest))
        {
            return function.Trigger is HttpTriggerAttribute
                ? context => new(context.Trigger.Http!.Request)
                : throw Refusal(function, parameter, "only an HTTP function has a request");
        }

        if (parameter.GetCustomAttribute<FromBodyAttribute>() is not null)
        {
            return function.Trigger is HttpTriggerAttribute
                ? context => ReadBodyAsync(context, parameter)
                : throw Refusal(function, parameter, "only an HTTP function has a body");
        }

        if (parameter.GetCustomAttribute<DurableClientAttribute>() is not null)
        {
            return type == typeof(DurableTaskClient)
                ? context => new(context.InstanceServices.GetRequiredService<DurableHub>().Client)
                : throw Refusal(function, parameter, "the durable client goes on a DurableTaskClient");
        }

        return function.Trigger is OrchestrationTriggerAttribute && IsOrchestrationInput(function, parameter)
            ? OrchestrationInput(parameter)
            : context => new(FromBindingData(context, parameter));
    }

    // Azure takes the first parameter that nothing else fills for the orchestration's input.
    private static bool IsOrchestrationInput(FunctionDescriptor function, ParameterInfo parameter) =>
        parameter.Position == function.Method.GetParameters().First(p =>
            p.GetCustomAttribute<BindingAttribute>() is null && p.ParameterType != typeof(FunctionContext) && p.ParameterType != typeof(CancellationToken)).Position;

    private static Func<LocalFunctionContext, ValueTask<object?>> OrchestrationInput(ParameterInfo parameter)
    {
        var getInput = typeof(TaskOrchestrationContext).GetMethod(nameof(TaskOrchestrationContext.GetInput))!.MakeGenericMethod(parameter.ParameterType);
        return context => new(getInput.Invoke(context.Trigger.Value, BindingFlags.DoNotWrapExceptions, binder: null, [], culture: null));
    }

    private static Func<LocalFunctionContext, ValueTask<object?>> ForTrigger(FunctionDescriptor function, ParameterInfo parameter)
    {
        var type = parameter.ParameterType;
        switch (function.Trigger)
        {
            case HttpTriggerAttribute when type == typeof(HttpRequest):
                return context => new(context.Trigger.Http!.Request);
            case HttpTriggerAttribute:
                throw Refusal(function, parameter, "the HTTP trigger goes on an HttpRequest; read a body through [FromBody]");
            case TimerTriggerAttribute when type == typeof(TimerInfo):
                return context => new(context.Trigger.Value);
            case TimerTriggerAttribute:
                throw Refusal(function, parameter, "the timer trigger goes on a TimerInfo");
            case QueueTriggerAttribute:
                return context => new(FromMessage(context, parameter));
            case OrchestrationTriggerAttribute when type == typeof(TaskOrchestrationContext):
                return context => new(context.Trigger.Value);
            case OrchestrationTriggerAttribute:
                throw Refusal(function, parameter, "the orchestration trigger goes on a TaskOrchestrationContext");
            case ActivityTriggerAttribute:
                return context => new(FromActivityInput(context, parameter));
            default:
                throw Refusal(function, parameter, $"this host has no {function.Trigger.GetType().Name}");
        }
    }

    private static InvalidOperationException Refusal(FunctionDescriptor function, ParameterInfo parameter, string why) =>
        new($"Function '{function.Name}', parameter '{parameter.Name}' ({parameter.ParameterType.Name}): {why}.");

    private static object? FromMessage(LocalFunctionContext context, ParameterInfo parameter)
    {
        var message = (QueueMessage)context.Trigger.Value!;
        var type = parameter.ParameterType;
        if (type == typeof(QueueMessage))
        {
            return message;
        }

        if (type == typeof(BinaryData))
        {
            return message.Body;
        }

        return type == typeof(byte[]) ? message.Body.ToArray() : Convert(context, parameter, message.Body.ToString());
    }

    private static object? FromActivityInput(LocalFunctionContext context, ParameterInfo parameter)
    {
        var options = context.InstanceServices.GetRequiredService<IOptions<JsonSerializerOptions>>().Value;
        if (context.Trigger.Value is string input)
        {
            return JsonSerializer.Deserialize(input, parameter.ParameterType, options);
        }

        return parameter.ParameterType.IsValueType && Nullable.GetUnderlyingType(parameter.ParameterType) is null
            ? throw new InvalidOperationException($"Activity '{context.Function.Name}' was called without input, and '{parameter.Name}' cannot be null.")
            : null;
    }

    private static object? FromBindingData(LocalFunctionContext context, ParameterInfo parameter)
    {
        if (context.BindingContext.BindingData.TryGetValue(parameter.Name!, out var value) && value is not null)
        {
            return parameter.ParameterType.IsInstanceOfType(value)
                ? value
                : Convert(context, parameter, System.Convert.ToString(value, CultureInfo.InvariantCulture)!);
        }

        if (parameter.HasDefaultValue)
        {
            return parameter.DefaultValue;
        }

        if (!parameter.ParameterType.IsValueType || Nullable.GetUnderlyingType(parameter.ParameterType) is not null)
        {
            return null;
        }

        throw new InvalidOperationException(
            $"Function '{context.Function.Name}': nothing is named '{parameter.Name}', and the parameter has no default and cannot be null.");
    }

    // Azure's worker has converters for text, Guid and dates, and reads everything else as JSON.
    private static object? Convert(LocalFunctionContext context, ParameterInfo parameter, string text)
    {
        var type = Nullable.GetUnderlyingType(parameter.ParameterType) ?? parameter.ParameterType;
        try
        {
            if (type == typeof(string))
            {
                return text;
            }

            if (type == typeof(Guid))
            {
                return Guid.Parse(text);
            }

            if (type == typeof(DateTime) && !text.StartsWith('"'))
            {
                return DateTime.Parse(text, CultureInfo.InvariantCulture);
            }

            if (type == typeof(DateTimeOffset) && !text.StartsWith('"'))
            {
                return DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);
            }

            var options = context.InstanceServices.GetRequiredService<IOptions<JsonSerializerOptions>>().Value;
            return JsonSerializer.Deserialize(text, type, options);
        }
        catch (Exception fault) when (fault is FormatException or JsonException or NotSupportedException)
        {
            throw new InvalidOperationException(
                $"Function '{context.Function.Name}': cannot convert parameter '{parameter.Name}' to {type.FullName}: {fault.Message}", fault);
        }
    }

    private static async ValueTask<object?> ReadBodyAsync(LocalFunctionContext context, ParameterInfo parameter)
    {
        var request = context.Trigger.Http!.Request;
        if (!request.HasJsonContentType())
        {
            throw new InvalidOperationException(
                $"Function '{context.Function.Name}': parameter '{parameter.Name}' is read from JSON, and the body is '{request.ContentType}'.");
        }

        var options = context.InstanceServices.GetRequiredService<IOptions<AspNetJson>>().Value.JsonSerializerOptions;
        try
        {
            return await JsonSerializer.DeserializeAsync(request.Body, parameter.ParameterType, options, context.CancellationToken);
        }
        catch (JsonException fault)
        {
            throw new InvalidOperationException(
                $"Function '{context.Function.Name}': the body does not fit parameter '{parameter.Name}': {fault.Message}", fault);
        }
    }
}
