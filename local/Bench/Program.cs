using NoVisit.Bench;
using NoVisit.Bench.Case;

switch (args)
{
    case ["case"]:
        return await CaseBench.RunAsync();
    case ["durable"]:
        await DurableBench.RunAsync();
        return 0;
    case ["durable-waiting", var path]:
        await WaitingBench.MeasureAsync(path);
        return 0;
    default:
        await Console.Error.WriteLineAsync("usage: bench case | durable");
        return 2;
}
