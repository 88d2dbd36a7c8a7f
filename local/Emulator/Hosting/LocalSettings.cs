using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Configuration.Json;

namespace NoVisit.Emulator.Hosting;

/// <summary>Reads the two files that lie beside an app: host.json, and local.settings.json, whose <c>Values</c> are app settings.</summary>
internal static class LocalSettings
{
    /// <summary>Adds both below every other source: as with the Functions tools, what is in the environment wins over a file.</summary>
    public static void AddTo(IConfigurationBuilder configuration)
    {
        var folder = AppContext.BaseDirectory;
        configuration.Sources.Insert(0, new FileSection(Path.Combine(folder, "host.json"), ":", HostSettings.Section + ":"));
        configuration.Sources.Insert(1, new FileSection(Path.Combine(folder, "local.settings.json"), ":Values:", string.Empty));
    }

    /// <summary>A section of a JSON file under another name.</summary>
    private sealed class FileSection(string path, string section, string name) : IConfigurationSource
    {
        public IConfigurationProvider Build(IConfigurationBuilder builder) => new Provider(path, section, name);
    }

    private sealed class Provider(string path, string section, string name) : ConfigurationProvider
    {
        public override void Load()
        {
            if (!File.Exists(path))
            {
                return;
            }

            using var file = File.OpenRead(path);
            var json = new JsonReader();
            json.Load(file);
            foreach (var (key, value) in json.Values)
            {
                if ((":" + key).StartsWith(section, StringComparison.OrdinalIgnoreCase))
                {
                    // An app setting's double underscore stands for the colon, as it does in the environment.
                    Data[(name + key[(section.Length - 1)..]).Replace("__", ":", StringComparison.Ordinal)] = value;
                }
            }
        }
    }

    private sealed class JsonReader() : JsonStreamConfigurationProvider(new JsonStreamConfigurationSource())
    {
        public IDictionary<string, string?> Values => Data;
    }
}
