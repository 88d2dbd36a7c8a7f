using System.Text.Json;
using NoVisit.Catalogue;
using NoVisit.Delivery;
using NoVisit.Notifications;
using NoVisit.Protection;

namespace NoVisit.Approval.Records;

/// <summary>Which events are told to the applicant, and with what words filled in (NT-01 to NT-03).</summary>
internal static class CaseNotices
{
    public static MessageRow? Of(CaseRecord record, LedgerEntry entry, QueryCode queryCode)
    {
        var kind = KindOf(record, entry.Event);
        if (kind is null)
        {
            return null;
        }

        var english = record.Applicant.Language == "en";
        var variables = new Dictionary<string, string>
        {
            ["number"] = record.Number,
            ["item"] = english ? record.ItemName.En : record.ItemName.Zh,
            ["applicant"] = record.Applicant.Name,
        };
        foreach (var (name, value) in VariablesOf(record, entry.Event, english, queryCode))
        {
            variables[name] = value;
        }

        return new MessageRow
        {
            PartitionKey = record.Applicant.PersonId,
            RowKey = PersonKeys.Message(entry.At, record.Number, entry.Sequence),
            Number = record.Number,
            At = entry.At,
            Kind = kind.Value,
            Variables = JsonSerializer.Serialize(variables, CaseJson.Options),
            Language = record.Applicant.Language,
            Phone = record.Applicant.Phone,
            Email = record.Applicant.Email,
        };
    }

    private static (string Name, string Value)[] VariablesOf(CaseRecord record, CaseEvent caseEvent, bool english, QueryCode queryCode) => caseEvent switch
    {
        Submitted e => [("due", NoticeTemplates.Day(e.AcceptanceDue)), ("queryCode", queryCode.For(record.Number))],
        CorrectionRequested e => [("due", NoticeTemplates.Day(e.AnswerDue)), ("reason", string.Join(english ? "; " : ";", e.Defects.Select(d => d.Reason)))],
        Accepted e => [("due", NoticeTemplates.Day(e.PromisedDue))],
        NotAccepted e => [("reason", e.Reason)],
        Returned e => [("reason", e.Reason)],
        DecisionMade { Granted: false } e => [("reason", e.Reason ?? "")],
        CertificatesIssued e =>
        [
            ("certificate", string.Join(english ? ", " : "、", e.Results.Select(r => english ? r.Name.En : r.Name.Zh))),
            ("certificateNumber", string.Join(english ? ", " : "、", e.Results.Select(r => r.Number))),
        ],
        CourierOrdered e => [("waybill", e.Waybill)],
        CourierTracked or ResultDelivered => [("waybill", record.Parcel?.Parcel.Waybill ?? "")],
        LimitBroken e => [("due", NoticeTemplates.Day(e.Due))],
        _ => [],
    };

    private static NoticeKind? KindOf(CaseRecord record, CaseEvent caseEvent) => caseEvent switch
    {
        Submitted => NoticeKind.Submitted,
        CorrectionRequested => NoticeKind.CorrectionRequested,
        Accepted { Deemed: true } => NoticeKind.DeemedAccepted,
        Accepted => NoticeKind.Accepted,
        NotAccepted => NoticeKind.NotAccepted,
        Returned => NoticeKind.Returned,
        DecisionMade { Granted: true } => NoticeKind.DecidedGrant,
        DecisionMade => NoticeKind.DecidedRefuse,
        CertificatesIssued when record.Decision is { Granted: true } => NoticeKind.CertificateReady,
        CourierOrdered => NoticeKind.Dispatched,
        CourierTracked { Status: ParcelStatus.Returned or ParcelStatus.Refused or ParcelStatus.Failed } => NoticeKind.DeliveryReturned,
        ResultDelivered { Method: DeliveryMethod.Courier } => NoticeKind.Delivered,
        LimitBroken { Rule: "promised" } => NoticeKind.PromisedBreach,
        CaseWithdrawn => NoticeKind.Withdrawn,
        _ => null,
    };
}
