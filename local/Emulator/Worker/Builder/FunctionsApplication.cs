namespace Microsoft.Azure.Functions.Worker.Builder;

/// <summary>Where a function app's <c>Program.cs</c> begins.</summary>
public class FunctionsApplication
{
    /// <summary>Makes the builder of the app. Locally the host it builds is the whole of Azure Functions on this machine.</summary>
    /// <param name="args">Command line: <c>--Key=value</c> settings, which win over environment variables.</param>
    /// <returns>The builder.</returns>
    public static FunctionsApplicationBuilder CreateBuilder(string[] args) => new(args);
}
