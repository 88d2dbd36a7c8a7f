using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Configuration;

namespace NoVisit.Emulator.Hosting;

/// <summary>
/// The keys that requests show as query <c>code</c> or header <c>x-functions-key</c>. Each may be set
/// (<c>Local:Keys:Master</c>, <c>:Default</c>, <c>:System</c>, <c>:Functions:NAME</c>); the first three are otherwise made at the
/// first start and kept in <c>keys.json</c> beside the hub.
/// </summary>
internal sealed class FunctionKeys
{
    private readonly IConfiguration _configuration;
    private readonly Lazy<Kept> _kept;

    public FunctionKeys(IConfiguration configuration)
    {
        _configuration = configuration;
        _kept = new(() => ReadOrMake(Path.Combine(HubLocation.FolderOf(configuration), "keys.json")));
    }

    /// <summary>Opens everything.</summary>
    public string Master => _configuration["Local:Keys:Master"] ?? _kept.Value.Master;

    /// <summary>Opens every function of level <see cref="AuthorizationLevel.Function"/>.</summary>
    public string Default => _configuration["Local:Keys:Default"] ?? _kept.Value.Default;

    /// <summary>Opens the durable management endpoints.</summary>
    public string System => _configuration["Local:Keys:System"] ?? _kept.Value.System;

    public bool Admit(HttpRequest request, string function, AuthorizationLevel level)
    {
        if (level is AuthorizationLevel.Anonymous or AuthorizationLevel.User)
        {
            return true;
        }

        var shown = request.Headers["x-functions-key"].ToString();
        if (shown.Length == 0)
        {
            shown = request.Query["code"].ToString();
        }

        if (shown.Length == 0)
        {
            return false;
        }

        return Same(shown, Master) || level switch
        {
            AuthorizationLevel.Function => Same(shown, Default) || Same(shown, _configuration[$"Local:Keys:Functions:{function}"]),
            AuthorizationLevel.System => Same(shown, System),
            _ => false,
        };
    }

    private static bool Same(string shown, string? key) =>
        !string.IsNullOrEmpty(key) && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(shown), Encoding.UTF8.GetBytes(key));

    private static Kept ReadOrMake(string path)
    {
        if (File.Exists(path))
        {
            return JsonSerializer.Deserialize<Kept>(File.ReadAllText(path))
                ?? throw new InvalidOperationException($"{path} holds no keys; delete it to have new ones made.");
        }

        var kept = new Kept(NewKey(), NewKey(), NewKey());
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        using var file = new FileStream(path, options);
        JsonSerializer.Serialize(file, kept);
        return kept;
    }

    private static string NewKey() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(24));

    private sealed record Kept(string Master, string Default, string System);
}

/// <summary>Where the host keeps its files.</summary>
internal static class HubLocation
{
    /// <summary>The hub's file: <c>Local:HubPath</c>, else <c>.local/hub.db</c> below the current folder.</summary>
    public static string FileOf(IConfiguration configuration) =>
        Path.GetFullPath(configuration["Local:HubPath"] ?? Path.Combine(".local", "hub.db"));

    public static string FolderOf(IConfiguration configuration) => Path.GetDirectoryName(FileOf(configuration))!;
}
