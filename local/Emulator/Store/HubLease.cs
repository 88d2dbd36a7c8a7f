namespace NoVisit.Emulator.Store;

/// <summary>
/// Lets one host own a hub: an exclusive lock on a file beside it, which the operating system lets go of when the process ends,
/// however it ends. A note beside it tells the others who holds it.
/// </summary>
internal sealed class HubLease : IDisposable
{
    private readonly FileStream _lock;

    private HubLease(FileStream held) => _lock = held;

    /// <summary>Takes the lease; null if another host has it.</summary>
    /// <param name="hubPath">Path of the hub's file.</param>
    /// <param name="now">The time, for the note.</param>
    public static HubLease? TryTake(string hubPath, DateTimeOffset now)
    {
        FileStream held;
        try
        {
            held = new(hubPath + ".lease", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException) when (File.Exists(hubPath + ".lease"))
        {
            return null;
        }

        File.WriteAllText(hubPath + ".owner", $"process {Environment.ProcessId} ({Path.GetFileName(Environment.ProcessPath)}) since {now:O}");
        return new(held);
    }

    /// <summary>Who has the lease, as far as is known.</summary>
    public static string Owner(string hubPath)
    {
        try
        {
            return File.ReadAllText(hubPath + ".owner");
        }
        catch (IOException)
        {
            return "another process";
        }
    }

    public void Dispose() => _lock.Dispose();
}
