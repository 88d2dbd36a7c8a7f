using Azure;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;
using NoVisit.Approval.Flow;
using NoVisit.Approval.Orchestrations;
using NoVisit.Approval.PreAcceptances;
using NoVisit.Approval.Records;
using NoVisit.Approval.Rights;
using NoVisit.Deadlines;
using NoVisit.Filing.Authorisations;
using NoVisit.Http;
using NoVisit.Identity.Delegations;
using NoVisit.Storage;

namespace NoVisit.Approval;

/// <summary>
/// The one way to change a case: read, ask the rule, commit, write the read models, wake the orchestrations.
/// </summary>
/// <remarks>
/// A message that comes back after a few seconds is put into a queue before the commit and taken out when all is done. If the host dies in between,
/// <see cref="CaseRecovery"/> gets it and does the rest; so nothing waits for a sweep over all cases.
/// </remarks>
internal sealed partial class CaseDesk(
    CaseStore store, CaseProjection projection, StorageConnection storage, StaffDirectory directory, AuthorisationStore authorisations,
    CurrentCalendar calendar, TimeProvider time, ILogger<CaseDesk> logger)
{
    private const int Attempts = 8;

    private readonly QueueSender recoveries = storage.Queue(StorageNames.Queues.CaseWakes);

    /// <summary>Longer than a request takes, shorter than anybody waits.</summary>
    private static readonly TimeSpan RecoverAfter = TimeSpan.FromSeconds(5);

    public async Task<CaseRecord?> FindAsync(string number, CancellationToken cancellationToken) =>
        (await store.FindAsync(number, cancellationToken))?.Record;

    /// <summary>
    /// The case with its version, for an activity that works on it first and then commits. Null when storage was put back to a time before the
    /// case: its orchestrations have nothing left to do then. The applicant has the draft again, and filing it gives the same number.
    /// </summary>
    public async Task<StoredCase?> ReadAsync(string number, CancellationToken cancellationToken)
    {
        var stored = await store.FindAsync(number, cancellationToken);
        if (stored is null)
        {
            LogGone(logger, number);
        }

        return stored;
    }

    /// <summary>Sets a case going that was left, as after a restore of storage or hub; for whoever happens to read it.</summary>
    public async Task NudgeAsync(CaseRecord record, CancellationToken cancellationToken)
    {
        if (Standstill.IsLeft(record, calendar.Clock, time.GetUtcNow()))
        {
            LogLeft(logger, record.Number);
            await recoveries.SendAsync(new CaseRecovery.Message(record.Number), default, cancellationToken);
        }
    }

    /// <summary>What the case's orchestration has to do next.</summary>
    public CaseStep Next(CaseRecord record) => CaseFlow.Next(record, calendar.Clock);

    /// <summary>Asks the rule and commits what it says.</summary>
    /// <param name="client">To wake the orchestrations with.</param>
    /// <param name="number">Case number.</param>
    /// <param name="actor">Who acts.</param>
    /// <param name="rule">Pure; may be asked again when somebody else committed first.</param>
    /// <param name="precondition">Refuses when what the caller saw is no longer true.</param>
    /// <param name="caller">Instance id of the orchestration whose activity this is; it needs no waking. Null for people.</param>
    /// <param name="read">The case as the caller has just read it; spares reading it again unless somebody else commits first.</param>
    /// <param name="cancellationToken">Ends the wait, not the commit.</param>
    /// <exception cref="ProblemException">404: no such case; otherwise the rule's refusal. Nothing changed but what the refusal itself records.</exception>
    public async Task<CaseRecord> ExecuteAsync(
        DurableTaskClient client,
        string number,
        Actor actor,
        Func<CaseRecord, RuleContext, Outcome> rule,
        Func<CaseRecord, Refusal?>? precondition = null,
        string? caller = null,
        StoredCase? read = null,
        CancellationToken cancellationToken = default)
    {
        for (var attempt = 1; ; attempt++)
        {
            var stored = (attempt == 1 ? read : null)
                ?? await store.FindAsync(number, cancellationToken) ?? throw new ProblemException(ProblemKind.NotFound);
            if (attempt < Attempts && actor != Actor.System && await IsOverdueAsync(stored.Record, cancellationToken))
            {
                // What time has brought holds before the act, also when the timer is late: an opinion after the limit is none in time.
                await LookAsync(client, stored, null, cancellationToken);
                continue;
            }

            if (precondition?.Invoke(stored.Record) is { } stale)
            {
                throw stale.ToProblem();
            }

            var context = new RuleContext(calendar.Clock, await ActingAsync(stored.Record, actor, cancellationToken), time.GetUtcNow()) { Staff = await directory.ReadAsync(cancellationToken) };
            var (outcome, right) = RightRules.Check(stored.Record, rule(stored.Record, context), context);
            context = context with { Actor = context.Actor with { Right = right } };
            var (events, refusal) = outcome switch
            {
                Outcome.Done done => (done.Events, null),
                Outcome.Refused refused => (refused.Recorded, refused.Refusal),
                _ => throw new InvalidOperationException("An outcome is done or refused."),
            };
            if (events.Count == 0)
            {
                return refusal is null ? stored.Record : throw refusal.ToProblem();
            }

            var transition = CaseMachine.Advance(stored.Record, number, events, context);
            try
            {
                await CommitAsync(client, transition, stored.ETag, caller, cancellationToken);
                return refusal is null ? transition.After : throw refusal.ToProblem();
            }
            catch (CaseConflictException) when (attempt < Attempts)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(Random.Shared.Next(5, 30 * attempt)), cancellationToken);
            }
        }
    }

    /// <summary>An agent acts only while his authorisation holds and allows it; revoked, it ends with the next act (IN-13).</summary>
    /// <exception cref="ProblemException">403: it does not.</exception>
    public async Task RequireMandateAsync(CaseRecord record, string person, AuthorisedAct act, CancellationToken cancellationToken)
    {
        if (!ActsForApplicant(record, person))
        {
            return;
        }

        var authorisation = await authorisations.FindAsync(person, record.Mandate!.Authorisation, cancellationToken);
        if (AuthorisationRules.RefuseUse(authorisation, person, act, OfficeHours.DateOf(time.GetUtcNow())) is { } refusal)
        {
            throw refusal.ToProblem();
        }
    }

    /// <summary>The actor as the ledger names him: an agent on behalf of the applicant.</summary>
    private async Task<Actor> ActingAsync(CaseRecord record, Actor actor, CancellationToken cancellationToken)
    {
        if (!ActsForApplicant(record, actor.Id))
        {
            return actor;
        }

        await RequireMandateAsync(record, actor.Id, AuthorisedAct.File, cancellationToken);
        return actor with { OnBehalfOf = record.Applicant.PersonId };
    }

    private static bool ActsForApplicant(CaseRecord record, string person) =>
        record.Mandate?.Agent == person && record.Applicant.PersonId != person;

    /// <summary>Files a new case; filing the same draft again answers the case that is there, null that another draft has the number.</summary>
    public async Task<CaseRecord?> FileAsync(
        DurableTaskClient client, string number, Actor actor, Submitted submitted, CancellationToken cancellationToken)
    {
        var transition = CaseMachine.Advance(null, number, [submitted], new RuleContext(calendar.Clock, actor, time.GetUtcNow()));
        try
        {
            await CommitAsync(client, transition, null, null, cancellationToken);
            return transition.After;
        }
        catch (CaseConflictException)
        {
            var stored = await store.FindAsync(number, cancellationToken);
            return stored?.Record.DraftId == submitted.DraftId ? stored.Record : null;
        }
    }

    /// <summary>
    /// Puts on record what neither a read model nor an orchestration has to know, in one request. When somebody else commits first, nothing is noted.
    /// </summary>
    /// <returns>The line and the record after it; null when nothing was noted.</returns>
    public async Task<(CaseRecord Record, LedgerEntry Line)?> NoteAsync(StoredCase stored, Actor actor, CaseEvent note, CancellationToken cancellationToken)
    {
        var before = stored.Record;
        var line = LedgerEntry.Create(before.Number, before.Sequence + 1, time.GetUtcNow(), actor, note, before.LedgerHead);
        var after = CaseFold.Apply(before, before.Number, line);
        try
        {
            await store.CommitAsync(new Transition(before, after, [line]), stored.ETag, cancellationToken);
            return (after, line);
        }
        catch (CaseConflictException)
        {
            // The next reader notes it.
            return null;
        }
    }

    /// <summary>Puts what time has brought on record; reading only when nothing is due. Null as for <see cref="ReadAsync"/>.</summary>
    public async Task<CaseRecord?> LookAsync(DurableTaskClient client, string number, string caller, CancellationToken cancellationToken) =>
        await ReadAsync(number, cancellationToken) is { } read ? await LookAsync(client, read, caller, cancellationToken) : null;

    private async Task<CaseRecord> LookAsync(DurableTaskClient client, StoredCase read, string? caller, CancellationToken cancellationToken)
    {
        var number = read.Record.Number;
        var issuing = read.Record is { State: CaseState.PreAccepted, Awaited: { } awaited }
            ? await AwaitAsync(client, awaited.CaseNumber, number, cancellationToken)
            : null;
        return await ExecuteAsync(
            client, number, Actor.System, (record, context) => Outcome.Of(PreAcceptanceRules.Due(record, issuing, context)),
            caller: caller, read: read, cancellationToken: cancellationToken);
    }

    /// <summary>
    /// The case that a pre-accepted one waits for, having noted there who waits (IN-06). Whoever looks notes it, so a crash after the pre-acceptance loses
    /// nothing; what that case had brought before is found here at once. Null when storage was put back to a time before it.
    /// </summary>
    private async Task<CaseRecord?> AwaitAsync(DurableTaskClient client, string issuing, string waiting, CancellationToken cancellationToken) =>
        await ReadAsync(issuing, cancellationToken) is { } read
            ? await ExecuteAsync(
                client, issuing, Actor.System, (record, _) => PreAcceptanceRules.Note(record, waiting), read: read, cancellationToken: cancellationToken)
            : null;

    private async Task<bool> IsOverdueAsync(CaseRecord record, CancellationToken cancellationToken) =>
        TimeRules.Due(record, new RuleContext(calendar.Clock, Actor.System, time.GetUtcNow()) { Staff = await directory.ReadAsync(cancellationToken) }).Count > 0;

    private async Task CommitAsync(
        DurableTaskClient client, Transition transition, ETag? etag, string? caller, CancellationToken cancellationToken)
    {
        // For activities too: tried again, they find their change on record and would leave its read models and messages unwritten.
        var net = await recoveries.SendAsync(new CaseRecovery.Message(transition.After.Number), RecoverAfter, cancellationToken);
        try
        {
            await store.CommitAsync(transition, etag, cancellationToken);
        }
        catch (CaseConflictException)
        {
            await recoveries.DeleteAsync(net.MessageId, net.PopReceipt, CancellationToken.None);
            throw;
        }

        // From here on the command holds; a caller that goes away must not leave the rest undone.
        var (projected, woken) = (false, false);
        try
        {
            foreach (var start in Wakes.Starts(transition, calendar.Clock))
            {
                await StartAsync(client, start);
            }

            await projection.ProjectAsync(transition, CancellationToken.None);
            projected = true;
            woken = await WakeAsync(client, transition, caller);
        }
        catch (Exception e)
        {
            LogLeftToRecovery(logger, transition.After.Number, projected, e);
            return;
        }

        if (woken)
        {
            await recoveries.DeleteAsync(net.MessageId, net.PopReceipt, CancellationToken.None);
        }
    }

    private async Task<bool> WakeAsync(DurableTaskClient client, Transition transition, string? caller)
    {
        var all = true;
        foreach (var (instance, over) in Wakes.Instances(transition).Where(w => w.InstanceId != caller))
        {
            try
            {
                await client.RaiseEventAsync(instance, CaseOrchestrator.Changed, over ? CaseOrchestrator.Over : null);
            }
            catch (Exception e)
            {
                // Not started yet or ended just now. It looks before it waits; recovery settles the rest.
                LogNotWoken(logger, instance, e);
                all = false;
            }
        }

        return all;
    }

    /// <summary>Starts an orchestration unless it runs; one that failed begins anew from the record.</summary>
    internal static async Task StartAsync(DurableTaskClient client, OrchestrationStart start)
    {
        if (await client.GetInstanceAsync(start.InstanceId) is not { IsCompleted: false })
        {
            await client.ScheduleNewOrchestrationInstanceAsync(
                start.Orchestrator, start.Input, new Microsoft.DurableTask.StartOrchestrationOptions(start.InstanceId));
        }
    }

    [LoggerMessage(101, LogLevel.Warning, "{Number}: left to recovery (read models written: {Projected}).")]
    private static partial void LogLeftToRecovery(ILogger logger, string number, bool projected, Exception exception);

    [LoggerMessage(102, LogLevel.Information, "{Instance}: not woken.")]
    private static partial void LogNotWoken(ILogger logger, string instance, Exception exception);

    [LoggerMessage(103, LogLevel.Warning, "{Number}: an orchestration looks after a case that is not on record; it ends. Was storage put back?")]
    private static partial void LogGone(ILogger logger, string number);

    [LoggerMessage(104, LogLevel.Warning, "{Number}: what is due has not happened; the case is set going again.")]
    private static partial void LogLeft(ILogger logger, string number);
}
