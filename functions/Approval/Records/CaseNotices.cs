using System.Text.Json;
using NoVisit.Deadlines;
using NoVisit.Protection;

namespace NoVisit.Approval.Records;

/// <summary>The message that an event puts into the applicant's box.</summary>
internal static class CaseNotices
{
    public static MessageRow? Of(CaseRecord record, LedgerEntry entry, QueryCode queryCode) => Of(
        record, entry, queryCode, record.Applicant.PersonId, record.Applicant.Language, record.Applicant.Phone, record.Applicant.Email);

    /// <summary>The same for the agent, as long as his authorisation holds (IN-13).</summary>
    public static MessageRow? OfAgent(CaseRecord record, LedgerEntry entry, QueryCode queryCode) =>
        record.Mandate is { } agent && agent.HoldsOn(OfficeHours.DateOf(entry.At))
            ? Of(record, entry, queryCode, agent.Agent, agent.Language, agent.Phone, agent.Email)
            : null;

    private static MessageRow? Of(
        CaseRecord record, LedgerEntry entry, QueryCode queryCode, string person, string language, string? phone, string? email)
    {
        var english = language == "en";
        if (entry.Event.Message(record, english, queryCode) is not { } message)
        {
            return null;
        }

        var variables = new Dictionary<string, string>
        {
            ["number"] = record.Number,
            ["item"] = english ? record.ItemName.En : record.ItemName.Zh,
            ["applicant"] = record.Applicant.Name,
        };
        foreach (var (name, value) in message.Variables)
        {
            variables[name] = value;
        }

        return new MessageRow
        {
            PartitionKey = person,
            RowKey = PersonKeys.Message(entry.At, record.Number, entry.Sequence),
            Number = record.Number,
            At = entry.At,
            Kind = message.Kind,
            Variables = JsonSerializer.Serialize(variables, CaseJson.Options),
            Language = language,
            Phone = phone,
            Email = email,
        };
    }
}
