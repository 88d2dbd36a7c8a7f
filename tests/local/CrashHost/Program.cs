using Microsoft.Extensions.Logging.Abstractions;
using NoVisit.Emulator.CrashHost;
using NoVisit.Emulator.Durable;

// CrashHost HUB LOG: takes the hub, does what is left of the workload, and says "done". Killed at any moment, the next one goes on.
var (hubPath, logPath) = (args[0], args[1]);
using var log = new EffectLog(logPath);
await using var hub = new DurableHub(new() { Path = hubPath }, new CrashApp(log), TimeProvider.System, NullLoggerFactory.Instance);
await hub.StartAsync(CancellationToken.None);
Console.WriteLine("started");
await CrashWorkload.RunAsync(hub.Client, log);
Console.WriteLine("done");
