namespace NoVisit.Approval.Flow;

/// <summary>A record with the ledger lines that brought it there.</summary>
internal sealed record Transition(CaseRecord? Before, CaseRecord After, IReadOnlyList<LedgerEntry> Entries);

/// <summary>Turns events into ledger lines and the next record, and lets the flow settle.</summary>
internal static class CaseMachine
{
    public static Transition Advance(CaseRecord? before, string number, IReadOnlyList<CaseEvent> events, RuleContext context)
    {
        var record = before;
        var entries = new List<LedgerEntry>();
        Append(events, context.Actor);
        while (record is not null && Following(record) is { Count: > 0 } following)
        {
            Append(following, Actor.System);
        }

        return new Transition(before, record ?? throw new InvalidOperationException("A case begins with an event."), entries);

        IReadOnlyList<CaseEvent> Following(CaseRecord settling) =>
            CaseFlow.Settle(settling, context.Clock, context.Now) is { Count: > 0 } flow ? flow : ProvisionalDues.Settle(settling, context.Clock);

        void Append(IReadOnlyList<CaseEvent> added, Actor actor)
        {
            foreach (var caseEvent in added)
            {
                var entry = LedgerEntry.Create(
                    number, (record?.Sequence ?? 0) + 1, context.Now, actor, caseEvent, record?.LedgerHead ?? LedgerEntry.Genesis);
                record = CaseFold.Apply(record, number, entry);
                entries.Add(entry);
            }
        }
    }
}
