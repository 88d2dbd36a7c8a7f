namespace NoVisit.Emulator.CrashHost;

/// <summary>
/// What the workload did to the world outside the hub, one line each, appended with one write so that a kill leaves whole lines. It
/// outlives the process, as the world does.
/// </summary>
internal sealed class EffectLog(string path) : IDisposable
{
    private readonly Lock _gate = new();
    private readonly FileStream _file = new(path, FileMode.Append, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);

    /// <summary>All whole lines so far.</summary>
    public static IReadOnlyList<string> Read(string path)
    {
        using var reader = new StreamReader(new FileStream(path, FileMode.OpenOrCreate, FileAccess.Read, FileShare.ReadWrite));
        return reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    public IReadOnlyList<string> Read() => Read(path);

    public void Append(string line)
    {
        lock (_gate)
        {
            _file.Write(System.Text.Encoding.UTF8.GetBytes(line + "\n"));
        }
    }

    public void Dispose() => _file.Dispose();
}
