using System.Text.Json;
using NoVisit.Approval.ReportingUp;
using NoVisit.Filing.Comparisons;

namespace NoVisit.Approval;

/// <summary>Folds the ledger into the record: the only place where a record changes.</summary>
internal static class CaseFold
{
    public static CaseRecord Apply(CaseRecord? record, string number, LedgerEntry entry)
    {
        var next = entry.Event is Submitted submitted
            ? submitted.Begin(number, entry)
            : entry.Event.Apply(record ?? throw new InvalidOperationException($"{number}: the ledger does not begin with a submission."), entry);
        return next with
        {
            Sequence = entry.Sequence,
            StateVersion = record?.State == next.State ? next.StateVersion : entry.Sequence,
            Stages = [.. next.Stages.Select(s => record is not null && ReferenceEquals(s, record.Find(s.Id)) ? s : s with { Version = entry.Sequence })],
            LedgerHead = entry.Hash,
            UpdatedAt = entry.At,
            Timeline = entry.Event.Title is { } title ? [.. next.Timeline, new EventTitle(entry.Sequence, entry.Event.Name, entry.At, title)] : next.Timeline,
            Notices = entry.Event.Notice is { } notice ? [.. next.Notices, Numbered(next.Number, notice, entry)] : next.Notices,
        };
    }

    /// <summary>The record that a whole ledger gives.</summary>
    public static CaseRecord Replay(string number, IEnumerable<LedgerEntry> ledger) =>
        ledger.Aggregate((CaseRecord?)null, (record, entry) => Apply(record, number, entry))
            ?? throw new InvalidOperationException($"{number}: the ledger is empty.");

    private static Notice Numbered(string number, NoticeText text, LedgerEntry entry) => new()
    {
        Id = $"n{entry.Sequence}",
        Kind = text.Kind,
        Number = $"{number}-{entry.Sequence:D3}",
        At = entry.At,
        Title = text.Title,
        Body = text.Body,
        Defects = text.Defects,
        AnswerDue = text.AnswerDue,
    };
}

/// <summary>Changes that several events share.</summary>
internal static class CaseChanges
{
    public static CaseRecord WithStage(this CaseRecord record, string stageId, Func<Stage, Stage> change) =>
        record with { Stages = [.. record.Stages.Select(s => s.Id == stageId ? change(s) : s)] };

    /// <summary>Values in place of those that were filed; what was compared with shared data is no longer what is declared.</summary>
    public static CaseRecord WithValues(this CaseRecord record, IReadOnlyDictionary<string, JsonElement> corrected)
    {
        var values = new Dictionary<string, JsonElement>(record.Values, StringComparer.Ordinal);
        foreach (var (code, value) in corrected)
        {
            values[code] = value;
        }

        return record with
        {
            Values = values,
            Comparisons = [.. record.Comparisons.Select(c => corrected.ContainsKey(c.Field) ? c with { Outcome = ComparisonOutcome.Unknown, AsOf = null } : c)],
        };
    }

    /// <summary>The limits of stages begin: what nobody had opened yet opens, what was open provisionally keeps its round and who has it (IN-06).</summary>
    public static CaseRecord Opened(this CaseRecord record, IReadOnlyList<StageDue> stages, DateTimeOffset at) => stages.Count == 0 ? record : record with
    {
        Stages = [.. record.Stages.Select(s => stages.FirstOrDefault(o => o.StageId == s.Id) is not { } begun ? s
            : s.State.IsActive() ? s with { OpenedAt = at, Due = begun.Due } : s with { State = StageState.Open, OpenedAt = at, Due = begun.Due, Round = s.Round + 1 })],
    };

    /// <summary>Work goes on after a stop, and so does time, from the dues that <paramref name="on"/> gives; null: a bill still stops it.</summary>
    public static CaseRecord Resumed(this CaseRecord record, Resumption? on)
    {
        var working = record with
        {
            State = record.State == CaseState.Suspended ? ReportUpRules.ReviewState(record) : record.State,
            Stages = [.. record.Stages.Select(s => s.State != StageState.Suspended ? s : s with
            {
                State = s.ClaimedBy is null ? StageState.Open : StageState.Claimed,
                Due = on is null ? s.Due : on.Stages.FirstOrDefault(d => d.StageId == s.Id)?.Due,
            })],
        };
        return on is null ? working : working with
        {
            PromisedDue = on.PromisedDue,
            LegalDue = on.LegalDue,
            DueProvisional = on.Provisional,

            // A due time that moved is reminded of anew (TL-04).
            Reminded = [.. record.Reminded.Where(of => of switch
            {
                "promised" => record.PromisedDue is not null,
                "legal" => record.LegalDue is not null,
                _ => !record.Stages.Any(s => (s.Id == of || s.ReminderKey == of) && s is { State: StageState.Suspended, Due: null }),
            })],
        };
    }

    /// <summary>Ends the case: what is still open is cancelled and the clock stands for good.</summary>
    public static CaseRecord Ended(this CaseRecord record, CaseState state, DateTimeOffset at) => record with
    {
        State = state,
        Stages = record.Stages.Cancelled(),
        Clock = record.Clock is { FrozenAt: null } running ? running with { FrozenAt = at } : record.Clock,
    };

    public static IReadOnlyList<Stage> Cancelled(this IReadOnlyList<Stage> stages) =>
        [.. stages.Select(s => s.State.IsDone() ? s : s with { State = StageState.Cancelled })];

    public static Stage Done(this Stage stage, StageState outcome, LedgerEntry entry) =>
        stage with { State = outcome, DoneAt = entry.At, DoneBy = entry.Actor.Id };
}
