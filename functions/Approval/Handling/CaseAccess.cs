using NoVisit.Filing.Authorisations;
using NoVisit.Http;
using NoVisit.Identity;

namespace NoVisit.Approval;

/// <summary>Who may read which case (ID-05): deny by default.</summary>
internal static class CaseAccess
{
    /// <summary>The applicant's own case, also for his agent while the authorisation holds (IN-13); anybody else's does not exist for him.</summary>
    /// <param name="act">What an agent's authorisation must allow.</param>
    /// <exception cref="ProblemException">404: not his; 403: the agent's authorisation does not hold, or not for this act.</exception>
    public static async Task<CaseRecord> OwnAsync(
        CaseDesk desk, Caller caller, string number, CancellationToken cancellationToken, AuthorisedAct act = AuthorisedAct.Follow)
    {
        if (await desk.FindAsync(number, cancellationToken) is not { } record || !IsOwn(record, caller))
        {
            throw new ProblemException(ProblemKind.NotFound);
        }

        await desk.RequireMandateAsync(record, caller.Id, act, cancellationToken);
        return record;
    }

    public static bool IsOwn(CaseRecord record, Caller caller) =>
        record.Applicant.PersonId == caller.Id || record.Mandate?.Agent == caller.Id;

    /// <summary>Staff read a case in which their department has, or had, an open stage, or is called to its meeting or signature; coordinators and supervisors read all.</summary>
    /// <exception cref="ProblemException">403: another department's case.</exception>
    public static void RequireReadable(CaseRecord record, Caller caller)
    {
        if (!caller.Is(Role.Supervisor) && !caller.Is(Role.Coordinator) && !record.Stages.Any(s => s.Round > 0 && TakesPart(s, caller.Department)))
        {
            throw Refusal.OtherDepartment(record.Lead).ToProblem();
        }
    }

    private static bool TakesPart(Stage stage, string? department) =>
        stage.Department == department || (department is not null && (stage.Participants?.Contains(department) is true || stage.Signers?.Contains(department) is true));
}
