namespace Microsoft.Azure.Functions.Worker;

/// <summary>Makes a public method a function of the app.</summary>
[AttributeUsage(AttributeTargets.Method)]
public class FunctionAttribute : Attribute
{
    /// <summary>Names the function; names are unique in an app, whatever their case.</summary>
    /// <param name="name">Name under which the host, logs and durable calls know the function.</param>
    public FunctionAttribute(string name) => Name = name;

    /// <summary>The function's name.</summary>
    public string Name { get; }
}
