using NoVisit.Approval.Acceptance;
using NoVisit.Approval.Decisions;
using NoVisit.Approval.Records;
using NoVisit.Http;
using NoVisit.Storage;
using NoVisit.Tests;

namespace NoVisit.Approval;

/// <summary>The one way to change a case: read, ask, commit, show, wake, with a net underneath.</summary>
public sealed class CaseDeskTests(Azurite azurite)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_command_changes_the_case()
    {
        var house = await FiledAsync();
        await AcceptAsync(house);

        Assert.Equal(CaseState.InReview, (await house.RecordAsync()).State);
    }

    [Fact]
    public async Task A_command_wakes_who_waits_for_it()
    {
        var house = await FiledAsync();
        await AcceptAsync(house);

        Assert.Equal([CaseWalk.Number], house.Orchestrations.Woken);
    }

    [Fact]
    public async Task A_command_that_was_done_leaves_nothing_to_recover()
    {
        var house = await FiledAsync();
        await AcceptAsync(house);

        Assert.Equal(0, await house.WaitingAsync(StorageNames.Queues.CaseWakes));
    }

    [Fact]
    public async Task A_refused_command_says_why()
    {
        var house = await FiledAsync();

        Assert.Equal(403, (await Assert.ThrowsAsync<ProblemException>(() => AcceptAsync(house, CaseWalk.Reviewer))).Kind.Status);
    }

    [Fact]
    public async Task A_refused_command_changes_nothing()
    {
        var house = await FiledAsync();
        await Assert.ThrowsAsync<ProblemException>(() => AcceptAsync(house, CaseWalk.Reviewer));

        Assert.Equal(2, (await house.RowsAsync(StorageNames.Tables.Cases)).Count);
    }

    [Fact]
    public async Task A_command_on_a_case_that_is_not_there_is_refused() =>
        Assert.Equal(404, (await Assert.ThrowsAsync<ProblemException>(async () => await AcceptAsync(await CaseHouse.OpenAsync(azurite)))).Kind.Status);

    [Fact]
    public async Task What_time_has_brought_holds_before_the_act_although_no_timer_came()
    {
        var house = await FiledAsync();
        house.Clock.Now = CaseWalk.Time("2026-02-25 09:00");
        var late = await Assert.ThrowsAsync<ProblemException>(() => AcceptAsync(house));
        var record = await house.RecordAsync();

        Assert.Equal("wrong-state", late.Kind.Name);
        Assert.Equal((CaseState.InReview, CaseWalk.Time("2026-02-24 17:30")), (record.State, record.Accountabilities.Single(a => a.Rule == "acceptance").Due));
    }

    [Fact]
    public async Task Commands_given_at_the_same_time_all_count()
    {
        var house = await (await CaseHouse.OpenAsync(azurite)).StoreAsync(
            new CaseWalk(CaseWalk.Company, "2026-02-10 09:30").Accept().Decide(CaseWalk.Approver), projected: true);
        await Task.WhenAll(((string[])["GAJ", "SWJ", "RSJ"]).Select(d => house.Desk.ExecuteAsync(
            house.Orchestrations, CaseWalk.Number, CaseWalk.ApproverOf(d), (r, c) => DecisionRules.Decide(r, new("grant"), c), cancellationToken: Cancel)));

        Assert.Equal(["C1", "C2", "C3"], (await house.RecordAsync()).Stages.Where(s => s.Phase == 2 && s.State.IsDone()).Select(s => s.Id));
    }

    [Fact]
    public async Task Of_two_people_who_accept_at_the_same_time_one_is_refused()
    {
        var house = await FiledAsync();
        var outcomes = await Task.WhenAll(((Actor[])[CaseWalk.Clerk, CaseWalk.Clerk with { Id = "zhao.clerk" }])
            .Select(async clerk => await Record.ExceptionAsync(() => AcceptAsync(house, clerk))));

        Assert.Equal("wrong-state", Assert.IsType<ProblemException>(Assert.Single(outcomes, o => o is not null)).Kind.Name);
    }

    [Fact]
    public async Task The_same_click_twice_at_the_same_instant_is_one()
    {
        var house = await FiledAsync();
        await Task.WhenAll(Enumerable.Range(0, 2).Select(_ => Task.Run(async () => await Record.ExceptionAsync(() => AcceptAsync(house)))));

        Assert.Single((await house.Store.FindWithLedgerAsync(CaseWalk.Number, Cancel))!.Value.Ledger, e => e.Event is Accepted);
    }

    [Fact]
    public async Task A_command_holds_although_nobody_could_be_woken()
    {
        var house = await FiledAsync();
        house.Orchestrations.Failure = new InvalidOperationException("The hub is away.");
        await AcceptAsync(house);

        Assert.Equal(CaseState.InReview, (await house.RecordAsync()).State);
    }

    [Fact]
    public async Task Who_could_not_be_woken_is_left_to_recovery()
    {
        var house = await FiledAsync();
        house.Orchestrations.Failure = new InvalidOperationException("The hub is away.");
        await AcceptAsync(house);

        Assert.Equal(1, await house.WaitingAsync(StorageNames.Queues.CaseWakes));
    }

    [Fact]
    public async Task What_an_activity_could_not_finish_is_left_to_recovery_too()
    {
        var house = await (await CaseHouse.OpenAsync(azurite)).StoreAsync(new CaseWalk(CaseWalk.Company, "2026-02-10 09:30").Accept(), projected: true);
        house.Orchestrations.Failure = new InvalidOperationException("The hub is away.");
        await house.Desk.ExecuteAsync(
            house.Orchestrations, CaseWalk.Number, Actor.System, (_, _) => Outcome.Of(new CaseWithdrawn("不再需要")), caller: CaseWalk.Number, cancellationToken: Cancel);

        Assert.Equal(1, await house.WaitingAsync(StorageNames.Queues.CaseWakes));
    }

    [Fact]
    public async Task An_activity_does_not_wake_its_own_orchestration()
    {
        var house = await FiledAsync();
        await house.Desk.ExecuteAsync(
            house.Orchestrations, CaseWalk.Number, CaseWalk.Clerk, (r, c) => AcceptanceRules.Handle(r, new("accept"), c), caller: CaseWalk.Number, cancellationToken: Cancel);

        Assert.Empty(house.Orchestrations.Woken);
    }

    [Fact]
    public async Task Filing_a_draft_twice_answers_the_same_case()
    {
        var house = await CaseHouse.OpenAsync(azurite);
        var first = await FileAsync(house, "d-1");
        house.Clock.Now = house.Clock.Now.AddMinutes(5);

        Assert.Equal(first!.SubmittedAt, (await FileAsync(house, "d-1"))!.SubmittedAt);
    }

    [Fact]
    public async Task A_number_that_another_draft_has_is_not_given_again()
    {
        var house = await CaseHouse.OpenAsync(azurite);
        await FileAsync(house, "d-1");

        Assert.Null(await FileAsync(house, "d-2"));
    }

    [Fact]
    public async Task A_filing_starts_its_case()
    {
        var house = await CaseHouse.OpenAsync(azurite);
        await FileAsync(house, "d-1");

        Assert.Equal([("CaseOrchestrator", CaseWalk.Number)], house.Orchestrations.Started);
    }

    [Fact]
    public async Task A_look_when_nothing_is_due_writes_nothing()
    {
        var house = await FiledAsync();
        await house.Desk.LookAsync(house.Orchestrations, CaseWalk.Number, CaseWalk.Number, Cancel);

        Assert.Equal(2, (await house.RowsAsync(StorageNames.Tables.Cases)).Count);
    }

    [Fact]
    public async Task A_look_puts_on_record_what_time_has_brought()
    {
        var house = await FiledAsync();
        house.Clock.Now = CaseWalk.Time("2026-02-24 17:30:01");
        await house.Desk.LookAsync(house.Orchestrations, CaseWalk.Number, CaseWalk.Number, Cancel);

        Assert.Contains(await house.ReadAsync<InboxRow>(StorageNames.Tables.Inbox), r => r.StageId == "B");
    }

    private static Task<CaseRecord> AcceptAsync(CaseHouse house, Actor? actor = null) => house.Desk.ExecuteAsync(
        house.Orchestrations, CaseWalk.Number, actor ?? CaseWalk.Clerk, (r, c) => AcceptanceRules.Handle(r, new("accept"), c), cancellationToken: Cancel);

    private static Task<CaseRecord?> FileAsync(CaseHouse house, string draft) => house.Desk.FileAsync(
        house.Orchestrations, CaseWalk.Number, CaseWalk.Filer, CaseWalk.Filing(CaseWalk.Company, house.Clock.Now, draftId: draft), Cancel);

    private async Task<CaseHouse> FiledAsync() =>
        await (await CaseHouse.OpenAsync(azurite)).StoreAsync(new CaseWalk(CaseWalk.Company, "2026-02-10 09:30"), projected: true);
}
