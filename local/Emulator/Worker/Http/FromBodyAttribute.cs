namespace Microsoft.Azure.Functions.Worker.Http;

/// <summary>Reads the parameter from the JSON body of the request; a body that does not fit fails the invocation.</summary>
[AttributeUsage(AttributeTargets.Parameter)]
public class FromBodyAttribute : Attribute
{
    /// <summary>Creates the attribute.</summary>
    public FromBodyAttribute()
    {
    }
}
