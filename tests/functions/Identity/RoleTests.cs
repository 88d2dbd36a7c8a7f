namespace NoVisit.Identity;

public sealed class RoleTests
{
    [Rule("SV-10")]
    [Theory]
    [InlineData(Role.Applicant, RoleFamily.Public)]
    [InlineData(Role.Agent, RoleFamily.Public)]
    [InlineData(Role.Clerk, RoleFamily.Approval)]
    [InlineData(Role.Reviewer, RoleFamily.Approval)]
    [InlineData(Role.Approver, RoleFamily.Approval)]
    [InlineData(Role.Coordinator, RoleFamily.Management)]
    [InlineData(Role.Administrator, RoleFamily.Management)]
    [InlineData(Role.Supervisor, RoleFamily.Supervision)]
    public void Each_role_belongs_to_one_family(Role role, RoleFamily family) => Assert.Equal(family, Roles.FamilyOf(role));

    [Rule("SV-10")]
    [Fact]
    public void Two_staff_families_never_go_together_and_all_else_does()
    {
        foreach (var one in Roles.All)
        {
            foreach (var other in Roles.All)
            {
                var (a, b) = (Roles.FamilyOf(one), Roles.FamilyOf(other));

                Assert.Equal(a == b || a == RoleFamily.Public || b == RoleFamily.Public, Roles.AreSeparated([one, other]));
            }
        }
    }

    [Fact]
    public void The_names_in_tokens_are_those_of_the_API() =>
        Assert.Equal(
            ["applicant", "agent", "clerk", "reviewer", "approver", "coordinator", "supervisor", "administrator"],
            Roles.All.Select(Roles.NameOf));
}
