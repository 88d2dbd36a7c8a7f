using Microsoft.Extensions.Configuration;
using NoVisit.Storage;

namespace NoVisit.Tests.Storage;

/// <summary>Connections as the application makes them, to an account of their own.</summary>
internal static class StorageFixture
{
    public static IConfiguration Settings(params (string Key, string? Value)[] settings) =>
        new ConfigurationBuilder().AddInMemoryCollection(settings.ToDictionary(s => s.Key, s => s.Value)).Build();

    public static StorageConnection Connect(this Azurite azurite) =>
        new(Settings(("AzureWebJobsStorage", azurite.NewAccount())), new StorageRequestCounter());
}
