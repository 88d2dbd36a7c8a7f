namespace NoVisit.Identity.Posts;

/// <summary>服务双岗制 (AB岗): who stands in for whom in a department (WF-14).</summary>
/// <param name="Id">Chosen by the administrator.</param>
/// <param name="Person">Holder of the post.</param>
/// <param name="Department">Department of both.</param>
/// <param name="Deputy">Who stands in.</param>
/// <param name="From">First day.</param>
/// <param name="To">Last day; null without end.</param>
public sealed record Deputyship(string Id, string Person, string Department, string Deputy, DateOnly From, DateOnly? To);

/// <summary>请假: days on which somebody does not handle tasks (WF-14). One record for each first day; a later one with the same first day replaces it.</summary>
/// <param name="Person">Who is away.</param>
/// <param name="Department">Whose tasks are moved.</param>
/// <param name="From">First day.</param>
/// <param name="To">Last day.</param>
/// <param name="Reason">Why, in words.</param>
/// <param name="RecordedBy">Who put it on record.</param>
public sealed record Absence(string Person, string Department, DateOnly From, DateOnly To, string Reason, string RecordedBy);

/// <summary>领导带班: the leader of a department who signs on the spot that day (WF-17).</summary>
/// <param name="Day">The day in Shanghai.</param>
/// <param name="Department">Department.</param>
/// <param name="Leader">Subject of the leader's account.</param>
public sealed record Duty(DateOnly Day, string Department, string Leader);
