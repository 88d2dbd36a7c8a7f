using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using NoVisit.Localization;
using NoVisit.Notifications;
using NoVisit.Protection;

namespace NoVisit.Approval;

/// <summary>
/// What happened to a case. The ledger holds these; the record is folded from them, so each says itself what it changes, and what of it the applicant
/// sees and is told. An event stands beside the rule that brings it about. Names are the ledger's and never change.
/// </summary>
internal abstract record CaseEvent
{
    /// <summary>Name of the event in the ledger and in the API: its type, camelCase.</summary>
    [JsonIgnore]
    public string Name => JsonNamingPolicy.CamelCase.ConvertName(GetType().Name);

    /// <summary>
    /// What the applicant's timeline calls it. Internal acts (opinions, claims, reminders, accountability) have no title and are never shown
    /// to the applicant (IN-18).
    /// </summary>
    [JsonIgnore]
    public virtual Text? Title => null;

    /// <summary>The numbered, dated document that it brings to the applicant (Licence Law art. 32, 38; KD-06).</summary>
    [JsonIgnore]
    public virtual NoticeText? Notice => null;

    /// <summary>The record after it.</summary>
    /// <param name="record">Before.</param>
    /// <param name="entry">The ledger line: when, by whom.</param>
    public abstract CaseRecord Apply(CaseRecord record, LedgerEntry entry);

    /// <summary>What the applicant is told by SMS, mail and message box (NT-01 to NT-03); null for nothing.</summary>
    /// <param name="record">After it.</param>
    /// <param name="english">The applicant reads English.</param>
    /// <param name="queryCode">Makes the query code.</param>
    public virtual ApplicantMessage? Message(CaseRecord record, bool english, QueryCode queryCode) => null;

    /// <summary>
    /// What staff are told of it (NT-05). Of the event and of what never changes in a record alone, so that it reads the same whenever it is written.
    /// </summary>
    /// <param name="record">At any time after it.</param>
    public virtual IEnumerable<StaffMessage> StaffMessages(CaseRecord record) => [];

    /// <summary>All events by their names, found once; a new one needs no list.</summary>
    internal static void Register(JsonTypeInfo type)
    {
        if (type.Type != typeof(CaseEvent))
        {
            return;
        }

        type.PolymorphismOptions = new JsonPolymorphismOptions { TypeDiscriminatorPropertyName = "type" };
        foreach (var derived in typeof(CaseEvent).Assembly.GetTypes().Where(t => t.IsSubclassOf(typeof(CaseEvent)) && !t.IsAbstract))
        {
            type.PolymorphismOptions.DerivedTypes.Add(new JsonDerivedType(derived, JsonNamingPolicy.CamelCase.ConvertName(derived.Name)));
        }
    }
}

/// <summary>A document to the applicant: <paramref name="Kind"/> names it for programs.</summary>
internal sealed record NoticeText(string Kind, Text Title, Text Body)
{
    public IReadOnlyList<Defect> Defects { get; init; } = [];
    public DateTimeOffset? AnswerDue { get; init; }
}

/// <summary>A message and the variables of its template beyond number, item and applicant.</summary>
internal sealed record ApplicantMessage(NoticeKind Kind, params IReadOnlyList<(string Name, string Value)> Variables);
