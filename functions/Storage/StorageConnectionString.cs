namespace NoVisit.Storage;

/// <summary>The parts of a storage connection string that the application uses.</summary>
/// <param name="AccountName">The account.</param>
/// <param name="AccountKey">Its key, Base64.</param>
/// <param name="Table">Endpoint of the table service.</param>
/// <param name="Blob">Endpoint of the blob service.</param>
/// <param name="Queue">Endpoint of the queue service.</param>
internal sealed record StorageConnectionString(string AccountName, string AccountKey, Uri Table, Uri Blob, Uri Queue)
{
    // Azurite's account, published with it; it opens nothing but a local store.
    private const string DevelopmentAccount = "devstoreaccount1";
    private const string DevelopmentKey = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";

    /// <summary>Reads a connection string with an account key, or <c>UseDevelopmentStorage=true</c>.</summary>
    /// <exception cref="FormatException">It is neither. The message does not repeat it.</exception>
    public static StorageConnectionString Parse(string text)
    {
        var parts = text.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Select(p => p.Split('=', 2))
            .ToDictionary(p => p[0], p => p.ElementAtOrDefault(1) ?? "", StringComparer.OrdinalIgnoreCase);

        if (parts.TryGetValue("UseDevelopmentStorage", out var development) && bool.TryParse(development, out var local) && local)
        {
            var proxy = parts.GetValueOrDefault("DevelopmentStorageProxyUri") ?? "http://127.0.0.1";
            Uri At(int port) => new($"{proxy.TrimEnd('/')}:{port}/{DevelopmentAccount}");
            return new StorageConnectionString(DevelopmentAccount, DevelopmentKey, At(10002), At(10000), At(10001));
        }

        if (!parts.TryGetValue("AccountName", out var account) || !parts.TryGetValue("AccountKey", out var key))
        {
            throw new FormatException("The storage connection string needs AccountName and AccountKey, or UseDevelopmentStorage=true.");
        }

        var protocol = parts.GetValueOrDefault("DefaultEndpointsProtocol") ?? "https";
        var suffix = parts.GetValueOrDefault("EndpointSuffix") ?? "core.windows.net";
        Uri Endpoint(string service) => parts.TryGetValue($"{service}Endpoint", out var given)
            ? new Uri(given)
            : new Uri($"{protocol}://{account}.{service.ToLowerInvariant()}.{suffix}");
        return new StorageConnectionString(account, key, Endpoint("Table"), Endpoint("Blob"), Endpoint("Queue"));
    }
}
