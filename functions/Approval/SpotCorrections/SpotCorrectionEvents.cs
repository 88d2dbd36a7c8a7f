using System.Text.Json;
using NoVisit.Localization;
using NoVisit.Notifications;
using NoVisit.Protection;

namespace NoVisit.Approval;

/// <summary>当场更正: slips that the applicant may mend at once (IN-09, Licence Law art. 32(3)).</summary>
/// <param name="Fields">Codes of the form's fields.</param>
/// <param name="Reason">What is wrong.</param>
/// <param name="Until">Close of business of the same working day, UTC.</param>
internal sealed record SpotCorrection(IReadOnlyList<string> Fields, string Reason, DateTimeOffset Until);

/// <summary>允许当场更正: the clerk lets the applicant mend a slip; the filing stays where it is (IN-09).</summary>
internal sealed record SpotCorrectionOffered(SpotCorrection Offer) : CaseEvent
{
    public override Text Title => new("可当场更正", "May be put right at once");

    public override CaseRecord Apply(CaseRecord record, LedgerEntry entry) => record with { SpotCorrection = Offer };

    public override ApplicantMessage Message(CaseRecord record, bool english, QueryCode queryCode) =>
        new(NoticeKind.SpotCorrection, ("reason", Offer.Reason), ("due", NoticeTemplates.Minute(Offer.Until)));
}

/// <summary>已当场更正, by the applicant or, with him at the window, by the clerk: the ledger says who (IN-09, IN-17).</summary>
internal sealed record SpotCorrected(IReadOnlyDictionary<string, JsonElement> Values) : CaseEvent
{
    public override Text Title => new("已当场更正", "Put right at once");

    public override CaseRecord Apply(CaseRecord record, LedgerEntry entry) => record.WithValues(Values) with { SpotCorrection = null };
}
