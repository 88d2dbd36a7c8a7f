using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.Configuration;

namespace NoVisit.Emulator.Hosting;

/// <summary>
/// Chooses the clock by the settings <c>Local:Clock</c> and <c>Local:DayLength</c>, and remembers in <c>clock.json</c> beside the
/// hub how far it has come: a host that starts again must not live through the same days twice.
/// </summary>
internal static class LocalClock
{
    /// <summary>Whether the settings ask for a clock other than the machine's.</summary>
    public static bool IsSet(IConfiguration configuration) =>
        !string.IsNullOrEmpty(configuration["Local:Clock"]) || !string.IsNullOrEmpty(configuration["Local:DayLength"]);

    /// <summary>The clock that the settings ask for.</summary>
    public static TimeProvider Choose(IConfiguration configuration)
    {
        var clock = configuration["Local:Clock"];
        var day = configuration["Local:DayLength"];
        var start = string.IsNullOrEmpty(clock) ? TimeProvider.System.GetUtcNow() : Instant(clock);
        var reached = new ClockFile(configuration).Read();
        start = reached > start ? reached.Value : start;
        return string.IsNullOrEmpty(day) ? new StandingClock(start) : new FastClock(start, Length(day));
    }

    /// <summary>Reads an instant with an offset.</summary>
    /// <exception cref="InvalidOperationException">It is none, or lacks the offset.</exception>
    public static DateTimeOffset Instant(string text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.None, out var instant)
        && (text.EndsWith('Z') || text.LastIndexOfAny(['+', '-']) > text.IndexOf('T', StringComparison.Ordinal))
        && text.Contains('T', StringComparison.Ordinal)
            ? instant
            : throw new InvalidOperationException($"'{text}' is no instant: expected for instance 2026-02-10T09:00+08:00.");

    // "20s", "2m", "00:00:20"
    private static TimeSpan Length(string text)
    {
        var unit = text[^1];
        if (unit is 's' or 'm' or 'h' && double.TryParse(text[..^1], NumberStyles.Float, CultureInfo.InvariantCulture, out var number))
        {
            return unit switch { 's' => TimeSpan.FromSeconds(number), 'm' => TimeSpan.FromMinutes(number), _ => TimeSpan.FromHours(number) };
        }

        return TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out var length)
            ? length
            : throw new InvalidOperationException($"Local:DayLength is '{text}': expected for instance 20s or 00:00:20.");
    }
}

/// <summary>How far a clock that is not the wall's has come.</summary>
internal sealed class ClockFile(IConfiguration configuration)
{
    private readonly string _path = Path.Combine(HubLocation.FolderOf(configuration), "clock.json");

    public DateTimeOffset? Read() => File.Exists(_path) ? JsonSerializer.Deserialize<Reached>(File.ReadAllText(_path))?.Now : null;

    public void Write(DateTimeOffset now)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_path)!);
        // Replaced as a whole: a host killed here leaves the old file or the new one.
        var draft = _path + ".new";
        File.WriteAllText(draft, JsonSerializer.Serialize(new Reached(now)));
        File.Move(draft, _path, overwrite: true);
    }

    private sealed record Reached(DateTimeOffset Now);
}
