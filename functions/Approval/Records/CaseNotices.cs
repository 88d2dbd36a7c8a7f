using System.Text.Json;
using NoVisit.Catalogue;
using NoVisit.Deadlines;

namespace NoVisit.Approval.Records;

/// <summary>Which events are told to the applicant, and with what words filled in (NT-01 to NT-03).</summary>
internal static class CaseNotices
{
    public static MessageRow? Of(CaseRecord record, LedgerEntry entry)
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
        };
        switch (entry.Event)
        {
            case Submitted e:
                variables["due"] = Day(e.AcceptanceDue);
                break;
            case CorrectionRequested e:
                variables["due"] = Day(e.AnswerDue);
                variables["count"] = e.Defects.Count.ToString(System.Globalization.CultureInfo.InvariantCulture);
                break;
            case Accepted e:
                variables["due"] = Day(e.PromisedDue);
                break;
            case NotAccepted e:
                variables["reason"] = e.Reason;
                variables["authority"] = e.CompetentAuthority;
                break;
            case Returned e:
                variables["reason"] = e.Reason;
                break;
            case DecisionMade { Granted: false } e:
                variables["reason"] = e.Reason ?? "";
                break;
            case CertificatesIssued e:
                variables["count"] = e.Results.Count.ToString(System.Globalization.CultureInfo.InvariantCulture);
                break;
            case CourierOrdered e:
                variables["waybill"] = e.Waybill;
                break;
        }

        return new MessageRow
        {
            PartitionKey = record.Applicant.PersonId,
            RowKey = PersonKeys.Message(entry.At, record.Number, entry.Sequence),
            Number = record.Number,
            At = entry.At,
            Kind = kind,
            Variables = JsonSerializer.Serialize(variables, CaseJson.Options),
            Language = record.Applicant.Language,
            Phone = record.Applicant.Phone,
            Email = record.Applicant.Email,
        };
    }

    private static string? KindOf(CaseRecord record, CaseEvent caseEvent) => caseEvent switch
    {
        Submitted => "submitted",
        CorrectionRequested => "correctionRequested",
        Accepted { Deemed: true } => "deemedAccepted",
        Accepted => "accepted",
        NotAccepted => "notAccepted",
        Returned => "returned",
        DecisionMade { Granted: true } => "decidedGrant",
        DecisionMade => "decidedRefuse",
        CertificatesIssued when record.Decision is { Granted: true } => "certificateReady",
        CourierOrdered => "dispatched",
        CourierTracked { State: "returned" or "refused" } => "deliveryReturned",
        ResultDelivered { Method: not DeliveryMethod.Ecert } => "delivered",
        LimitBroken { Rule: "promised" } => "promisedBreach",
        CaseWithdrawn => "withdrawn",
        _ => null,
    };

    /// <summary>A due date as a person reads it.</summary>
    private static string Day(DateTimeOffset instant) =>
        OfficeHours.DateOf(instant).ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);
}
