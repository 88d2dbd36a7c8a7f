using NoVisit.Bench;

switch (args)
{
    case ["durable"]:
        await DurableBench.RunAsync();
        return 0;
    case ["durable-waiting", var path]:
        await WaitingBench.MeasureAsync(path);
        return 0;
    default:
        await Console.Error.WriteLineAsync("usage: bench durable");
        return 2;
}
