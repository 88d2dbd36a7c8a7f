using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using NoVisit.Approval.Handovers;
using NoVisit.Catalogue;
using NoVisit.Http;
using NoVisit.Identity.Delegations;
using NoVisit.Localization;

namespace NoVisit.Identity.Posts;

/// <param name="Person">Holder of the post.</param>
/// <param name="Department">Department of both.</param>
/// <param name="Deputy">Who stands in.</param>
/// <param name="From">First day.</param>
/// <param name="To">Last day; left out without end.</param>
internal sealed record DeputyCommand(string Person, string Department, string Deputy, DateOnly From, DateOnly? To = null);

/// <param name="From">First day.</param>
/// <param name="To">Last day.</param>
/// <param name="Reason">Why, in words.</param>
/// <param name="Person">Left out for oneself; the administrator names somebody.</param>
/// <param name="Department">Of the person whom the administrator names.</param>
internal sealed record AbsenceCommand(DateOnly From, DateOnly To, string Reason, string? Person = null, string? Department = null);

/// <param name="Leader">Subject of the leader's account.</param>
internal sealed record DutyCommand(string Leader);

/// <summary>Deputies, leave and duties as they stand.</summary>
internal sealed record PostList(IReadOnlyList<Deputyship> Deputies, IReadOnlyList<Absence> Absences, IReadOnlyList<Duty> Duties);

/// <summary>AB岗, leave and the duty roster (WF-14, WF-17).</summary>
internal sealed class PostFunctions(StaffDirectory directory, CurrentCatalogue catalogue, AbsentTasks tasks)
{
    /// <summary>Deputies, leave and roster; staff see those of their own department.</summary>
    [Function("ListPosts")]
    [Allow(Role.Clerk, Role.Reviewer, Role.Approver, Role.Coordinator, Role.Administrator)]
    [Operation("Deputies, leave and the duty roster from today on; staff see those of their own department.", Response = typeof(PostList))]
    public async Task<IResult> List(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "staff/posts")] HttpRequest request, CancellationToken cancellationToken)
    {
        var caller = Caller.Of(request.HttpContext);
        var order = await directory.ReadAsync(cancellationToken);
        bool Sees(string department) => caller.Family == RoleFamily.Management || caller.Department == department;
        return Answer.Ok(new PostList(
            [.. order.Deputies.Where(d => Sees(d.Department))], [.. order.Absences.Where(a => Sees(a.Department))], [.. order.Duties.Where(d => Sees(d.Department))]));
    }

    /// <summary>Names a deputy.</summary>
    [Function("PutDeputy")]
    [Allow(Role.Administrator)]
    [Operation("Names the deputy of a post.", Request = typeof(DeputyCommand), Response = typeof(Deputyship))]
    public async Task<IResult> PutDeputy(
        [HttpTrigger(AuthorizationLevel.Anonymous, "put", Route = "admin/deputies/{id}")] HttpRequest request, string id, CancellationToken cancellationToken)
    {
        var command = await request.ReadJsonAsync<DeputyCommand>(cancellationToken);
        StaffKeys.Require(id);
        Require(
            (string.IsNullOrWhiteSpace(command.Person), "/person", new("必填", "Required")),
            (string.IsNullOrWhiteSpace(command.Deputy), "/deputy", new("必填", "Required")),
            (command.Person == command.Deputy, "/deputy", new("不能由本人代理", "Not the same person")),
            (!catalogue.Registers.Departments.ContainsKey(command.Department), "/department", new("没有这个部门", "No such department")),
            (command.To < command.From, "/to", new("早于起始日期", "Before the first day")));
        var deputy = new Deputyship(id, command.Person.Trim(), command.Department, command.Deputy.Trim(), command.From, command.To);
        await directory.SaveAsync(deputy, cancellationToken);
        return Answer.Ok(deputy);
    }

    /// <summary>Ends a deputyship.</summary>
    [Function("RemoveDeputy")]
    [Allow(Role.Administrator)]
    [Operation("Ends a deputyship.", Status = 204)]
    public async Task<IResult> RemoveDeputy(
        [HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = "admin/deputies/{id}")] HttpRequest request, string id, CancellationToken cancellationToken)
    {
        StaffKeys.Require(id);
        await directory.RemoveDeputyAsync(id, cancellationToken);
        return new Answer(StatusCodes.Status204NoContent);
    }

    /// <summary>请假: of oneself, or of anybody by the administrator; tasks in hand move to the deputy.</summary>
    [Function("PutAbsence")]
    [Allow(Role.Clerk, Role.Reviewer, Role.Approver, Role.Administrator)]
    [Operation("Puts leave on record; the tasks in hand move to the deputy when it begins. The same first day again replaces it.", Request = typeof(AbsenceCommand), Response = typeof(Absence))]
    public async Task<IResult> PutAbsence(
        [HttpTrigger(AuthorizationLevel.Anonymous, "put", Route = "staff/absence")] HttpRequest request,
        [DurableClient] DurableTaskClient client, CancellationToken cancellationToken)
    {
        var command = await request.ReadJsonAsync<AbsenceCommand>(cancellationToken);
        var caller = Caller.Of(request.HttpContext);
        var byAdministrator = caller.Is(Role.Administrator);
        if (!byAdministrator && command.Person is { } other && other != caller.Id)
        {
            throw new ProblemException(ProblemKind.Forbidden, new("只能登记本人的请假。", "You can only record your own leave."));
        }

        var person = byAdministrator ? command.Person?.Trim() ?? "" : caller.Id;
        var department = byAdministrator ? command.Department ?? "" : caller.Department ?? "";
        Require(
            (person.Length == 0, "/person", new("必填", "Required")),
            (person.Length > 0 && !IsKey(person), "/person", new("不认识的账号", "Not an account")),
            (!catalogue.Registers.Departments.ContainsKey(department), "/department", new("没有这个部门", "No such department")),
            (command.To < command.From, "/to", new("早于起始日期", "Before the first day")),
            (string.IsNullOrWhiteSpace(command.Reason), "/reason", new("必填", "Required")));
        var absence = new Absence(person, department, command.From, command.To, command.Reason.Trim(), caller.Id);
        await directory.SaveAsync(absence, cancellationToken);
        await tasks.MoveAsync(client, absence, cancellationToken);
        return Answer.Ok(absence);
    }

    /// <summary>领导带班: who signs on the spot that day.</summary>
    [Function("PutDuty")]
    [Allow(Role.Administrator)]
    [Operation("Names the leader on duty of a department for a day (yyyy-MM-dd).", Request = typeof(DutyCommand), Response = typeof(Duty))]
    public async Task<IResult> PutDuty(
        [HttpTrigger(AuthorizationLevel.Anonymous, "put", Route = "admin/duties/{day}/{department}")] HttpRequest request,
        string day, string department, CancellationToken cancellationToken)
    {
        var command = await request.ReadJsonAsync<DutyCommand>(cancellationToken);
        var known = DateOnly.TryParseExact(day, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date);
        Require(
            (!known, "day", new("须为 yyyy-MM-dd", "Must be yyyy-MM-dd")),
            (!catalogue.Registers.Departments.ContainsKey(department), "department", new("没有这个部门", "No such department")),
            (string.IsNullOrWhiteSpace(command.Leader), "/leader", new("必填", "Required")));
        var duty = new Duty(date, department, command.Leader.Trim());
        await directory.SaveAsync(duty, cancellationToken);
        return Answer.Ok(duty);
    }

    private static bool IsKey(string text) => text.All(c => c is not ('/' or '\\' or '#' or '?') && !char.IsControl(c));

    private static void Require(params (bool Fault, string At, Text Message)[] checks)
    {
        var errors = checks.Where(c => c.Fault).GroupBy(c => c.At, StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.First().Message, StringComparer.Ordinal);
        if (errors.Count > 0)
        {
            throw new ProblemException(ProblemKind.Invalid, errors: errors);
        }
    }
}
