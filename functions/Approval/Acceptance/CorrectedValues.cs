using System.Text.Json;
using NoVisit.Catalogue;
using NoVisit.Deadlines;
using NoVisit.Filing;
using NoVisit.Filing.Forms;
using NoVisit.Http;
using NoVisit.Protection;

namespace NoVisit.Approval.Acceptance;

/// <summary>Values that take the place of others in a filing, on a correction notice or on the spot.</summary>
internal static class CorrectedValues
{
    /// <summary>The values as stored, once the form holds with them in place of the old ones; only faults of the new ones are the applicant's to mend now.</summary>
    /// <exception cref="ProblemException">422: a new value does not hold.</exception>
    public static IReadOnlyDictionary<string, JsonElement> Of(ServiceItem item, CaseRecord record, FormValues given, FieldProtector protector, DateTimeOffset now)
    {
        var values = given.Normalized(item.Form).ByCode;
        var merged = new Dictionary<string, JsonElement>(FiledValues.Unprotect(record.DraftId, record.Values, protector), StringComparer.Ordinal);
        foreach (var (code, value) in values)
        {
            merged[code] = value;
        }

        var errors = FormValidator.Validate(item.Form, FormValues.Of(merged), OfficeHours.DateOf(now)).Where(e => values.ContainsKey(e.Key)).ToDictionary(e => e.Key, e => e.Value, StringComparer.Ordinal);
        return errors.Count > 0 ? throw new ProblemException(ProblemKind.Invalid, errors: errors)
            : FiledValues.Protect(item.Form, record.DraftId, values, protector);
    }
}
