using System.Text.Json;

namespace NoVisit.Approval;

/// <summary>The chain of the ledger, its JSON, and the record folded from it.</summary>
[Rule("SV-11")]
public sealed class LedgerTests
{
    private readonly CaseWalk walk = new CaseWalk(CaseWalk.Company, "2026-02-10 09:30").Accept().Decide(CaseWalk.Approver)
        .Decide(CaseWalk.ApproverOf("GAJ")).Decide(CaseWalk.ApproverOf("SWJ"), "refuse").Decide(CaseWalk.ApproverOf("RSJ"))
        .At("2026-02-11 17:30:01").Look().Decide(CaseWalk.Approver).Issue();

    public static TheoryData<string> EventTypes => [.. Types.Select(t => t.Name)];

    private static IEnumerable<Type> Types => typeof(CaseEvent).Assembly.GetTypes().Where(t => t.IsSubclassOf(typeof(CaseEvent)) && !t.IsAbstract);

    [Fact]
    public void An_untouched_chain_is_whole() => Assert.Null(LedgerEntry.FirstBroken(walk.CaseNumber, walk.Ledger));

    [Fact]
    public void The_first_line_hangs_on_nothing() => Assert.Equal(LedgerEntry.Genesis, walk.Ledger[0].PreviousHash);

    [Fact]
    public void Every_single_changed_line_is_found() => Assert.All(
        Enumerable.Range(0, walk.Ledger.Count).SelectMany(i => Tampered(walk.Ledger[i]).Select(t => (Index: i, Line: t))),
        t => Assert.Same(t.Line, LedgerEntry.FirstBroken(walk.CaseNumber, [.. walk.Ledger.Take(t.Index), t.Line, .. walk.Ledger.Skip(t.Index + 1)])));

    [Fact]
    public void A_line_that_was_rehashed_breaks_the_next_one()
    {
        var forged = walk.Ledger[2] with { At = walk.Ledger[2].At.AddHours(-1) };
        forged = forged with { Hash = forged.ComputeHash(walk.CaseNumber) };

        Assert.Same(walk.Ledger[3], LedgerEntry.FirstBroken(walk.CaseNumber, [.. walk.Ledger.Take(2), forged, .. walk.Ledger.Skip(3)]));
    }

    [Fact]
    public void Every_missing_line_but_the_last_is_found() => Assert.All(
        Enumerable.Range(0, walk.Ledger.Count - 1),
        i => Assert.Same(walk.Ledger[i + 1], LedgerEntry.FirstBroken(walk.CaseNumber, [.. walk.Ledger.Take(i), .. walk.Ledger.Skip(i + 1)])));

    [Fact]
    public void A_chain_of_another_case_does_not_hold() => Assert.Same(walk.Ledger[0], LedgerEntry.FirstBroken("320681-20260210-AAAAAA-1", walk.Ledger));

    [Fact]
    public void The_record_is_what_its_ledger_gives() =>
        Assert.Equal(CaseWalk.Text(walk.Record), CaseWalk.Text(CaseFold.Replay(walk.CaseNumber, walk.Ledger)));

    [Fact]
    public void The_record_is_what_its_ledger_gives_after_being_stored_and_read() => Assert.Equal(
        CaseWalk.Text(walk.Record), CaseWalk.Text(CaseFold.Replay(walk.CaseNumber, walk.Ledger.Select(Reread))));

    [Fact]
    public void A_ledger_that_does_not_begin_with_a_filing_gives_no_record() =>
        Assert.Throws<InvalidOperationException>(() => CaseFold.Replay(walk.CaseNumber, walk.Ledger.Skip(1)));

    [Theory]
    [MemberData(nameof(EventTypes))]
    public void Every_kind_of_event_reads_back_as_it_was_written(string type)
    {
        var line = Line(type);

        Assert.Equal(CaseWalk.Text(line), CaseWalk.Text(Reread(line)));
    }

    [Theory]
    [MemberData(nameof(EventTypes))]
    public void Every_kind_of_event_keeps_all_its_content(string type)
    {
        var sample = (CaseEvent)Samples.Of(Types.Single(t => t.Name == type));

        Assert.Equal(Samples.Content(sample), Samples.Content(Reread(Line(type)).Event));
    }

    [Theory]
    [MemberData(nameof(EventTypes))]
    public void The_hash_of_a_line_that_was_read_back_is_the_one_stored(string type)
    {
        var read = Reread(Line(type));

        Assert.Equal(read.Hash, read.ComputeHash(CaseWalk.Number));
    }

    private static LedgerEntry Line(string type) => LedgerEntry.Create(
        CaseWalk.Number, 1, CaseWalk.Time("2026-02-10 09:30").AddTicks(1234567), CaseWalk.Clerk,
        (CaseEvent)Samples.Of(Types.Single(t => t.Name == type)), LedgerEntry.Genesis);

    private static LedgerEntry Reread(LedgerEntry entry) =>
        JsonSerializer.Deserialize<LedgerEntry>(JsonSerializer.Serialize(entry, CaseJson.Options), CaseJson.Options)!;

    private static IEnumerable<LedgerEntry> Tampered(LedgerEntry line) =>
    [
        line with { At = line.At.AddTicks(1) },
        line with { Actor = line.Actor with { Id = line.Actor.Id + "x" } },
        line with { Actor = line.Actor with { Role = "supervisor" } },
        line with { Actor = line.Actor with { Department = "XXX" } },
        line with { Event = new ReminderGiven("another") },
        line with { PreviousHash = new string('1', 64) },
        line with { Sequence = line.Sequence + 1 },
        line with { Hash = new string('2', 64) },
    ];
}
