using Microsoft.Data.Sqlite;
using Microsoft.DurableTask.Client;
using NoVisit.Emulator.Store;

namespace NoVisit.Emulator.Tests.Durable;

public sealed class HubWriterTests
{
    [Fact]
    public async Task Writes_that_queue_up_share_a_transaction_and_one_that_fails_does_not_take_the_others_with_it()
    {
        await using var hub = await TestHub.StartAsync(new TestApp());
        var writer = hub.Hub.Store.Writer;
        using var gate = new ManualResetEventSlim();
        using var begun = new SemaphoreSlim(0);
        var first = new Write(_ => Hold());
        writer.Add(first);
        await begun.WaitAsync(TestHub.Ct);
        var before = writer.Transactions;
        Write[] good = [.. Enumerable.Range(1, 5).Select(i => new Write(tables => tables.Send(1000 + i, "x", "{}")))];
        foreach (var write in good)
        {
            writer.Add(write);
        }

        gate.Set();
        await Task.WhenAll([first.Done, .. good.Select(write => write.Done)]);
        var shared = writer.Transactions - before;
        var bad = new Write(_ => throw new SqliteException("disk full", 13));
        gate.Reset();
        writer.Add(new Write(_ => Hold()));
        await begun.WaitAsync(TestHub.Ct);
        var neighbour = new Write(tables => tables.Receive(1001));
        writer.Add(neighbour);
        writer.Add(bad);
        gate.Set();

        Assert.Null(await neighbour.Done);
        Assert.IsType<SqliteException>(await bad.Done);
        Assert.Equal(2, shared);
        Assert.Equal([1002, 1003, 1004, 1005], Seqs(hub));

        void Hold()
        {
            begun.Release();
            gate.Wait(TestHub.Ct);
        }
    }

    [Fact]
    public async Task A_hub_that_cannot_write_says_so_and_goes_on_when_it_can_again()
    {
        await using var hub = await TestHub.StartAsync(new TestApp()
            .Activity<int, int>("One", _ => 1)
            .Orchestrator("Wait", async context => await context.WaitForExternalEvent<string>("e") + await context.CallActivityAsync<int>("One", 0)));
        var id = await hub.ScheduleAsync("Wait");
        Execute(hub, "ALTER TABLE history RENAME TO gone");

        await Assert.ThrowsAsync<IOException>(() => hub.Client.RaiseEventAsync(id, "e", "lost", TestHub.Ct));
        Execute(hub, "ALTER TABLE gone RENAME TO history");
        await hub.Client.RaiseEventAsync(id, "e", "kept", TestHub.Ct);

        Assert.Equal("kept1", (await hub.StateAsync(id)).ReadOutputAs<string>());
    }

    [Fact]
    public async Task The_result_of_an_activity_that_could_not_be_written_is_written_later_without_running_it_again()
    {
        var runs = 0;
        TestHub? hub = null;
        await using var owned = hub = await TestHub.StartAsync(new TestApp()
            .Activity<int, int>("Break", _ =>
            {
                Execute(hub!, "ALTER TABLE history RENAME TO gone");
                return Interlocked.Increment(ref runs);
            })
            .Orchestrator("Call", context => context.CallActivityAsync<int>("Break", 0)));
        var id = await hub.ScheduleAsync("Call");
        await Task.Delay(TimeSpan.FromMilliseconds(300), TestHub.Ct);
        Execute(hub, "ALTER TABLE gone RENAME TO history");

        var state = await hub.Client.WaitForInstanceCompletionAsync(id, true, TestHub.Ct);

        Assert.Equal((OrchestrationRuntimeStatus.Completed, 1, 1), (state.RuntimeStatus, state.ReadOutputAs<int>(), runs));
    }

    private static List<long> Seqs(TestHub hub)
    {
        using var connection = Connect(hub);
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT seq FROM inbox ORDER BY seq";
        using var reader = command.ExecuteReader();
        List<long> seqs = [];
        while (reader.Read())
        {
            seqs.Add(reader.GetInt64(0));
        }

        return seqs;
    }

    private static SqliteConnection Connect(TestHub hub)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = hub.FilePath, Pooling = false }.ToString());
        connection.Open();
        return connection;
    }

    private static void Execute(TestHub hub, string sql)
    {
        using var connection = Connect(hub);
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // Constants of this file.
        command.CommandText = sql;
#pragma warning restore CA2100
        command.ExecuteNonQuery();
    }

    private sealed class Write(Action<HubTables> apply) : IHubWrite
    {
        private readonly TaskCompletionSource<Exception?> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task<Exception?> Done => _done.Task;

        public void Apply(HubTables tables) => apply(tables);

        public void Settle(Exception? failure) => _done.SetResult(failure);
    }
}
