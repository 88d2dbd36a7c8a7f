using NoVisit.Catalogue;
using NoVisit.Http;
using NoVisit.Localization;

namespace NoVisit.Identity.Delegations;

/// <param name="Person">Subject of the account.</param>
/// <param name="Department">Department code.</param>
/// <param name="Rights">At least one.</param>
/// <param name="From">First day.</param>
/// <param name="Document">Number of the authorisation document.</param>
/// <param name="Item">Item code; left out for all items of the department.</param>
/// <param name="To">Last day; left out until revoked.</param>
/// <param name="Head">The person is the head of the department.</param>
internal sealed record DelegationCommand(
    string Person, string Department, IReadOnlyList<Right> Rights, DateOnly From, string Document, string? Item = null, DateOnly? To = null, bool Head = false);

/// <summary>What an authorisation may be (WF-12): a document is put on record once, never changed, and ends by revocation, of which the record stays.</summary>
internal static class DelegationRules
{
    /// <summary>The document as it goes on record; the one that is there when the same is put again.</summary>
    /// <exception cref="ProblemException">422 for what is missing or unknown, 409 when another document has the id.</exception>
    public static Delegation Grant(string id, DelegationCommand command, Delegation? known, string by, DateTimeOffset now, ItemCatalogue catalogue)
    {
        var errors = new Dictionary<string, Text>(StringComparer.Ordinal);
        Check(string.IsNullOrWhiteSpace(command.Person), "/person", new("必填", "Required"));
        Check(command.Person == by, "/person", new("不能给自己授权", "Not for yourself"));
        Check(!catalogue.Registers.Departments.ContainsKey(command.Department), "/department", new("没有这个部门", "No such department"));
        Check(command.Item is not null && catalogue.Find(command.Item) is null, "/item", new("没有这个事项", "No such item"));
        Check(command.Rights.Count == 0, "/rights", new("至少一项", "At least one"));
        Check(string.IsNullOrWhiteSpace(command.Document), "/document", new("必填", "Required"));
        Check(command.To < command.From, "/to", new("早于起始日期", "Before the first day"));
        if (errors.Count > 0)
        {
            throw new ProblemException(Invalid, errors: errors);
        }

        var granted = new Delegation
        {
            Id = id,
            Person = command.Person.Trim(),
            Department = command.Department,
            Item = command.Item,
            Rights = [.. command.Rights.Distinct().Order()],
            From = command.From,
            To = command.To,
            Document = command.Document.Trim(),
            Head = command.Head,
            GrantedBy = by,
            GrantedAt = now,
        };
        return known is null ? granted
            : known.Revoked is null && IsSame(known, granted) ? known
            : throw new ProblemException(Exists);

        void Check(bool fault, string at, Text message)
        {
            if (fault)
            {
                errors[at] = message;
            }
        }
    }

    /// <summary>The document with its revocation; revoking twice changes nothing.</summary>
    /// <exception cref="ProblemException">422 without a reason.</exception>
    public static Delegation Revoke(Delegation known, string? reason, DateOnly from, string by, DateTimeOffset now) =>
        string.IsNullOrWhiteSpace(reason)
            ? throw new ProblemException(Invalid, errors: new Dictionary<string, Text> { ["reason"] = new("撤销授权须说明理由", "A revocation needs a reason") })
            : known.Revoked is not null ? known : known with { Revoked = new Revocation(from, reason.Trim(), by, now) };

    private static bool IsSame(Delegation a, Delegation b) =>
        (a.Person, a.Department, a.Item, a.From, a.To, a.Document, a.Head) == (b.Person, b.Department, b.Item, b.From, b.To, b.Document, b.Head)
        && a.Rights.Order().SequenceEqual(b.Rights);

    private static readonly ProblemKind Invalid = new(
        "delegation-invalid", 422, new("授权内容不符合要求", "Not a valid authorisation"), new("请按提示改正。", "Correct the places named."));

    private static readonly ProblemKind Exists = new(
        "delegation-exists", 409, new("授权文件已存在", "Already on record"),
        new("该编号的授权已登记,不能更改;请先撤销,再以新编号登记。", "This authorisation is on record and cannot be changed; revoke it and record another under a new id."));
}
