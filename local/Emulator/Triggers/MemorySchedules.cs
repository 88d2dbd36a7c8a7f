using NoVisit.Emulator.Store;

namespace NoVisit.Emulator.Triggers;

internal sealed class MemorySchedules : IScheduleStore
{
    private readonly Dictionary<string, ScheduleEntry> _entries = new(StringComparer.OrdinalIgnoreCase);

    public ScheduleEntry? Get(string name) => _entries.GetValueOrDefault(name);

    public void Set(string name, DateTimeOffset? last, DateTimeOffset next) => _entries[name] = new(last, next);
}
