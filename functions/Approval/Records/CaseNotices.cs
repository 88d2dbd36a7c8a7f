using System.Text.Json;
using NoVisit.Protection;

namespace NoVisit.Approval.Records;

/// <summary>The message that an event puts into the applicant's box.</summary>
internal static class CaseNotices
{
    public static MessageRow? Of(CaseRecord record, LedgerEntry entry, QueryCode queryCode)
    {
        var english = record.Applicant.Language == "en";
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
            PartitionKey = record.Applicant.PersonId,
            RowKey = PersonKeys.Message(entry.At, record.Number, entry.Sequence),
            Number = record.Number,
            At = entry.At,
            Kind = message.Kind,
            Variables = JsonSerializer.Serialize(variables, CaseJson.Options),
            Language = record.Applicant.Language,
            Phone = record.Applicant.Phone,
            Email = record.Applicant.Email,
        };
    }
}
