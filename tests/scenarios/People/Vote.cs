namespace NoVisit.Scenarios;

/// <summary>Votes in a meeting of the departments.</summary>
internal static class Vote
{
    public static object For(string department) => new { department, vote = "agree", participant = $"approver.{department}" };

    public static object Against(string department, string? reason) => new { department, vote = "disagree", participant = $"approver.{department}", reason };

    public static object Absent(string department) => new { department, vote = "absent" };
}
