using NoVisit.Approval;
using NoVisit.Identity;

namespace NoVisit.Filing.Hall;

/// <summary>线上线下一体 (IN-17): what a clerk enters for somebody at the window is filed like everything else, and goes on on line.</summary>
internal static class HallRules
{
    /// <summary>The channel of a draft; null when the caller may not file that way.</summary>
    /// <param name="caller">Who files.</param>
    /// <param name="asked">What the caller says; null for the usual one of his role.</param>
    /// <param name="onBehalf">He files under an authorisation.</param>
    public static Channel? Of(Caller caller, Channel? asked, bool onBehalf)
    {
        // A clerk may have an account of his own as well, and files for himself on line.
        var ownAccount = caller.Is(Role.Applicant) || caller.Is(Role.Agent);
        return asked switch
        {
            Channel.Hall or Channel.Hotline => caller.Is(Role.Clerk) && !onBehalf ? asked : null,
            Channel.Campaign => null,
            null when !ownAccount => Channel.Hall,
            _ when !ownAccount => null,
            _ => onBehalf ? Channel.Agent : Channel.Web,
        };
    }

    /// <summary>Staff enter it for who is known by name and number only.</summary>
    public static bool IsByStaff(Channel channel) => channel is Channel.Hall or Channel.Hotline;

    /// <summary>The case is that of the person with the number in the form, whether or not he has an account.</summary>
    public static Submitted At(Submitted submitted, Channel channel, string person) => submitted with
    {
        Channel = channel,
        Applicant = submitted.Applicant with { PersonId = person },
    };

    /// <summary>The applicant takes his case into his account: his verified number is the case's. Anybody else learns nothing.</summary>
    /// <param name="record">The case.</param>
    /// <param name="person">Subject of the caller's account.</param>
    /// <param name="unlinked">Id of the person with the caller's verified number; null when he has none.</param>
    public static Outcome Link(CaseRecord record, string person, string? unlinked) =>
        record.Applicant.PersonId == person ? Outcome.Of()
            : unlinked is not null && record.Applicant.PersonId == unlinked ? Outcome.Of(new ApplicantLinked(person))
            : NotYours;

    private static readonly Refusal NotYours = new(
        "not-found", 404, new("没有找到", "Not found"), new(
            "没有找到与您的实名身份一致的办件,请核对办件编号和查询码。", "No case of yours was found. Check the number, the query code and your verified identity."));
}
