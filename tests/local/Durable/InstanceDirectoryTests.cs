using NoVisit.Emulator.Durable;
using NoVisit.Emulator.Durable.Instances;

namespace NoVisit.Emulator.Tests.Durable;

public sealed class InstanceDirectoryTests
{
    [Fact]
    public async Task Under_load_begun_work_goes_first_and_new_work_is_let_in_now_and_then()
    {
        var idleness = new Idleness();
        using var allPosted = new ManualResetEventSlim();
        InstanceDirectory? directory = null;
        List<string> order = [];
        directory = new(maxRunning: 1, maxIdle: 10, idleness, (instance, _) =>
        {
            if (instance.Id == "first")
            {
                allPosted.Wait(TimeSpan.FromSeconds(30));
            }

            order.Add(instance.Id);
            if (order.Count < 500 && instance.Id.StartsWith("begun", StringComparison.Ordinal))
            {
                // Each turn brings the next: the load does not let up by itself.
                directory!.Post(instance.Id, new(new Message.Wake()));
            }

            directory!.Release(instance, []);
            return true;
        });
        directory.Post("first", new(new Message.Wake()));
        for (var i = 0; i < 2 * InstanceDirectory.FreeEntryBelow; i++)
        {
            directory.Post($"begun-{i}", new(new Message.Wake()));
        }

        for (var i = 0; i < 3; i++)
        {
            directory.Post($"new-{i}", new(new Message.Start("e", "Case", null, null, null)));
        }

        allPosted.Set();
        await idleness.WaitAsync(TestContext.Current.CancellationToken);

        var entries = order.Index().Where(run => run.Item.StartsWith("new", StringComparison.Ordinal)).Select(run => run.Index).ToList();
        Assert.Equal(3, entries.Count);
        Assert.All(entries.Zip(entries.Skip(1)), pair => Assert.Equal(InstanceDirectory.EntryOneIn, pair.Second - pair.First));
    }
}
