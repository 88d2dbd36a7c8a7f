using System.Text.Json.Serialization;

namespace NoVisit.Identity;

/// <summary>What a token lets a person do at all (ID-05); delegated rights and departments narrow it further.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<Role>))]
public enum Role
{
    /// <summary>申请人: files for himself or his enterprise.</summary>
    [JsonStringEnumMemberName("applicant")]
    Applicant,

    /// <summary>代办员: files for villagers who cannot.</summary>
    [JsonStringEnumMemberName("agent")]
    Agent,

    /// <summary>窗口受理人员: accepts, asks for correction.</summary>
    [JsonStringEnumMemberName("clerk")]
    Clerk,

    /// <summary>审查人员: reviews and gives opinions.</summary>
    [JsonStringEnumMemberName("reviewer")]
    Reviewer,

    /// <summary>首席代表: decides.</summary>
    [JsonStringEnumMemberName("approver")]
    Approver,

    /// <summary>协调员: urges, reassigns, runs joint meetings.</summary>
    [JsonStringEnumMemberName("coordinator")]
    Coordinator,

    /// <summary>监察人员: reads all, warns, changes nothing.</summary>
    [JsonStringEnumMemberName("supervisor")]
    Supervisor,

    /// <summary>管理员: catalogue, calendar, delegations.</summary>
    [JsonStringEnumMemberName("administrator")]
    Administrator,
}

/// <summary>审批、管理、监督三分离 (SV-10): no account holds roles of two staff families.</summary>
public enum RoleFamily
{
    /// <summary>Applicants and their agents; not staff, goes with any other family.</summary>
    Public,

    /// <summary>Accepts, reviews and decides cases.</summary>
    Approval,

    /// <summary>Runs catalogue, users and queue.</summary>
    Management,

    /// <summary>Reads all and warns.</summary>
    Supervision,
}

/// <summary>The separation rule and the names of roles in tokens.</summary>
public static class Roles
{
    /// <summary>Every role.</summary>
    public static IReadOnlyList<Role> All { get; } = Enum.GetValues<Role>();

    /// <summary>The family of a role (SV-10).</summary>
    public static RoleFamily FamilyOf(Role role) => role switch
    {
        Role.Applicant or Role.Agent => RoleFamily.Public,
        Role.Clerk or Role.Reviewer or Role.Approver => RoleFamily.Approval,
        Role.Coordinator or Role.Administrator => RoleFamily.Management,
        Role.Supervisor => RoleFamily.Supervision,
        _ => throw new ArgumentOutOfRangeException(nameof(role)),
    };

    /// <summary>Whether one account may hold these roles together (SV-10).</summary>
    public static bool AreSeparated(IEnumerable<Role> roles) =>
        roles.Select(FamilyOf).Where(f => f != RoleFamily.Public).Distinct().Count() <= 1;

    /// <summary>The name of a role in tokens and in the API, for example <c>approver</c>.</summary>
    public static string NameOf(Role role) => role.ToString().ToLowerInvariant();

    /// <summary>Reads the name of a role; a name that is not ours grants nothing.</summary>
    public static Role? Parse(string? name)
    {
        foreach (var role in All)
        {
            if (NameOf(role) == name)
            {
                return role;
            }
        }

        return null;
    }
}

/// <summary>实名等级: how sure the identity provider is of a person (ID-02). Higher values include lower ones.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<Assurance>))]
public enum Assurance
{
    /// <summary>Signed up, nothing checked.</summary>
    [JsonStringEnumMemberName("registered")]
    Registered,

    /// <summary>Name and identity number checked.</summary>
    [JsonStringEnumMemberName("realName")]
    RealName,

    /// <summary>Face or certificate checked.</summary>
    [JsonStringEnumMemberName("strong")]
    Strong,
}
