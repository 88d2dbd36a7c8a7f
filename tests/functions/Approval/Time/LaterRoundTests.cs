namespace NoVisit.Approval;

/// <summary>A stage that is opened again has its limit again: its second breach is another one (TL-04, SV-03).</summary>
[Rule("TL-04", "SV-03")]
public sealed class LaterRoundTests
{
    [Fact]
    public void A_second_breach_in_a_later_round_is_on_record_too() => Assert.Equal(
        [("320681-20260210-7K3QF9-X~stage-A", null), ("320681-20260210-7K3QF9-X~stage-A-2", (int?)2)],
        LateTwice().Record.Accountabilities.Where(a => a.Rule == "stage").Select(a => (a.Id, a.Round)));

    [Fact]
    public void Each_round_breaks_once() => Assert.Empty(LateTwice().Due());

    [Fact]
    public void Each_round_is_reminded_of() => Assert.Equal(["A", "A~2"], LateTwice().Record.Reminded);

    [Fact]
    public void The_urging_of_a_later_round_goes_to_the_head() => Assert.Equal([false, true], LateTwice().Record.Urgings.Select(u => u.ToHead));

    [Fact]
    public void A_record_from_before_rounds_were_told_apart_breaks_its_round_once()
    {
        var late = LateTwice();
        var old = late.Record with { Accountabilities = [.. late.Record.Accountabilities.Select(a => a with { Round = null })], Reminded = ["A", "A~2"] };

        Assert.Empty(TimeRules.Due(old, late.As(Actor.System)));
    }

    [Fact]
    public void The_line_of_a_first_round_is_written_as_before_rounds_were_told_apart() => Assert.Equal(
        """{"type":"limitBroken","rule":"stage","stageId":"A","department":"SCJ","due":"2026-02-11T09:30:00\u002B00:00"}""".Replace("\\u002B", "+", StringComparison.Ordinal),
        System.Text.Json.JsonSerializer.Serialize<CaseEvent>(LateTwice().Ledger.Select(e => e.Event).OfType<LimitBroken>().First(), CaseJson.Options));

    /// <summary>Late with the receipt, then with the answered correction; food licence, a clerk's limit of one day.</summary>
    private static CaseWalk LateTwice() => new CaseWalk(CaseWalk.Food, "2026-02-10 09:30")
        .At("2026-02-10 17:30").Look().At("2026-02-11 17:30:01").Look().At("2026-02-12 09:00").Correct(new Defect("M005", null, "缺页", "补全"))
        .At("2026-02-12 10:00").Answer([], CaseWalk.Upload("M005", "u-9")).At("2026-02-12 17:30").Look().At("2026-02-13 17:30:01").Look();
}
