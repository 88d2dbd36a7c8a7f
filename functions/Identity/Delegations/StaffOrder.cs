using NoVisit.Deadlines;
using NoVisit.Identity.Posts;

namespace NoVisit.Identity.Delegations;

/// <summary>
/// Who of the staff may do what, who stands in for whom and who is on duty, as it is on record (WF-12, WF-14, WF-17). The role in the token says what
/// somebody may do at all. Deciding and sealing need a document on top; whoever has documents, standing or ended, has nothing but what they say.
/// </summary>
internal sealed record StaffOrder(
    IReadOnlyList<Delegation> Delegations, IReadOnlyList<Deputyship> Deputies, IReadOnlyList<Absence> Absences, IReadOnlyList<Duty> Duties)
{
    /// <summary>Nothing on record.</summary>
    public static readonly StaffOrder None = new([], [], [], []);

    /// <summary>Whether the person may use the right on the item now. The leader on duty may decide and seal for his department that day.</summary>
    public bool Holds(string person, string? department, string item, Right right, DateTimeOffset at)
    {
        var day = OfficeHours.DateOf(at);
        if (department is not null && LeaderOnDuty(department, at) == person)
        {
            return true;
        }

        var own = Delegations.Where(d => d.Person == person && d.Department == department).ToList();
        return own.Count == 0 ? right is not (Right.Decide or Right.UseSeal) : own.Any(d => d.Rights.Contains(right) && d.Covers(item, day));
    }

    /// <summary>Persons who hold the right by a document or as leader on duty, in the order of their names.</summary>
    public IReadOnlyList<string> Holders(string department, string item, Right right, DateTimeOffset at)
    {
        var day = OfficeHours.DateOf(at);
        return [.. Delegations.Where(d => d.Department == department && d.Rights.Contains(right) && d.Covers(item, day)).Select(d => d.Person)
            .Append(LeaderOnDuty(department, at)).OfType<string>().Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
    }

    /// <summary>To whom it goes what nobody else may do: the leader on duty, otherwise the department's head; null when neither is on record.</summary>
    public string? HeadOf(string department, string item, DateTimeOffset at)
    {
        var day = OfficeHours.DateOf(at);
        return LeaderOnDuty(department, at)
            ?? Delegations.FirstOrDefault(d => d.Head && d.Department == department && d.Covers(item, day) && !IsAbsent(d.Person, at))?.Person;
    }

    /// <summary>The leader on duty that day; null when the roster names nobody.</summary>
    public string? LeaderOnDuty(string department, DateTimeOffset at)
    {
        var day = OfficeHours.DateOf(at);
        return Duties.FirstOrDefault(d => d.Department == department && d.Day == day)?.Leader;
    }

    /// <summary>The department for which the person acts by a document; null when there is none.</summary>
    public string? DepartmentOf(string person, string item, DateTimeOffset at)
    {
        var day = OfficeHours.DateOf(at);
        return Delegations.FirstOrDefault(d => d.Person == person && d.Covers(item, day))?.Department;
    }

    /// <summary>On leave that day.</summary>
    public bool IsAbsent(string person, DateTimeOffset at)
    {
        var day = OfficeHours.DateOf(at);
        return Absences.Any(a => a.Person == person && a.From <= day && day <= a.To);
    }

    /// <summary>The deputies of a post who are there that day.</summary>
    public IEnumerable<string> DeputiesOf(string person, string department, DateTimeOffset at)
    {
        var day = OfficeHours.DateOf(at);
        return Deputies.Where(d => d.Person == person && d.Department == department && d.From <= day && (d.To is null || day <= d.To) && !IsAbsent(d.Deputy, at))
            .Select(d => d.Deputy);
    }

    /// <summary>Somebody of whom there is a document of the department that covers the day.</summary>
    public bool IsColleague(string person, string department, string item, Right right, DateTimeOffset at) =>
        Holders(department, item, right, at).Contains(person);
}
