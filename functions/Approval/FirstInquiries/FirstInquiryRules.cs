using NoVisit.Catalogue;
using NoVisit.Deadlines;
using NoVisit.Filing.Hall;
using NoVisit.Localization;
using NoVisit.Notifications;

namespace NoVisit.Approval.FirstInquiries;

/// <param name="Matter">What is asked.</param>
/// <param name="Contact">How to reach who asks; null when he leaves nothing.</param>
/// <param name="ItemCode">The item that it is about; null for none.</param>
/// <param name="PromisedBy">Day until whose end the answer was promised; null for the usual limit.</param>
internal sealed record InquiryCommand(string Matter, string? Contact = null, string? ItemCode = null, DateOnly? PromisedBy = null)
{
    /// <summary>Records print all their members, and these would take personal data into logs.</summary>
    public override string ToString() => nameof(InquiryCommand);
}

internal sealed record InquiryTransferCommand(string Department, string Reason);

internal sealed record InquiryAnswerCommand(string Answer);

/// <summary>
/// 首问负责制 (IN-10): 「在政务服务中心和各部门窗口设立“首问责任岗”,确定首问责任人,明确首问职责,实行首问事项登记制度和跟踪办理制度」. Who is asked first
/// is responsible, once and for all. He answers what is his department's; what is another's he hands over, never closes, and watches until it is answered.
/// </summary>
internal static class FirstInquiryRules
{
    /// <summary>Working days until an enquiry is answered when nothing else was promised.</summary>
    public const int AnswerDays = 2;

    private const int MaxMatter = 2000;
    private const int MaxContact = 200;

    /// <summary>
    /// Of a filing: who of a department did the first thing with it that stands in the ledger: entered it at the window, opened, claimed or decided on it.
    /// The ledger says so for good, so nothing is written down a second time, no filing costs a write more, and cases from before this rule have theirs.
    /// A look that writes no line does not count: who acts takes a filing over. Null while nobody has; staff who file for themselves are no staff there.
    /// </summary>
    public static FirstInquiry? Of(IReadOnlyList<LedgerEntry> ledger)
    {
        var self = ledger[0].Event is Submitted { Channel: { } channel } && HallRules.IsByStaff(channel) ? null : ledger[0].Actor.Id;
        return ledger.Where(entry => entry.Actor.Id != self).Select(entry => Of(entry.Actor, entry.At)).FirstOrDefault(first => first is not null);
    }

    /// <param name="number">Its number.</param>
    /// <param name="command">What was asked.</param>
    /// <param name="lead">Code of the item's lead department by item code; null for an item that there is not.</param>
    /// <param name="actor">Who was asked; of a department.</param>
    /// <param name="clock">Counts the limit.</param>
    /// <param name="now">When.</param>
    public static (Inquiry? Inquiry, Refusal? Refusal) Register(
        string number, InquiryCommand command, Func<string, string?> lead, Actor actor, LimitClock clock, DateTimeOffset now)
    {
        if (Of(actor, now) is not { } first)
        {
            return (null, Refusal.WrongRole(StageRole.Clerk));
        }

        var errors = new Dictionary<string, Text>(StringComparer.Ordinal);
        Require(errors, "/matter", command.Matter, MaxMatter);
        if (command.Contact?.Length > MaxContact)
        {
            errors["/contact"] = TooLong(MaxContact);
        }

        var itemLead = command.ItemCode is { } code ? lead(code) : null;
        if (command.ItemCode is not null && itemLead is null)
        {
            errors["/itemCode"] = new("没有这个事项", "No such item");
        }

        var due = command.PromisedBy is { } day ? clock.Hours.CloseOf(day) : clock.Due(now, AnswerDays).At;
        if (due <= now)
        {
            errors["/promisedBy"] = new("须晚于现在", "Lies in the past");
        }

        return errors.Count > 0
            ? (null, Refusal.Invalid("inquiry-incomplete", new("首问登记须写明事项。", "A registration says what is asked, about an item that there is, for a day to come."), errors))
            : (new Inquiry
            {
                Number = number,
                First = first,
                Matter = command.Matter.Trim(),
                Contact = Guards.IsBlank(command.Contact) ? null : command.Contact!.Trim(),
                ItemCode = command.ItemCode,
                Lead = itemLead,
                Department = first.Department,
                Due = due,
            }, null);
    }

    /// <summary>转交: to the item's lead department, or where it is tied to no item, to the department whose matter it is. The limit runs on.</summary>
    /// <param name="inquiry">As it stands.</param>
    /// <param name="command">To whom and why.</param>
    /// <param name="isKnown">The code is a department's.</param>
    /// <param name="actor">Of the department that has it.</param>
    /// <param name="now">When.</param>
    public static (Inquiry? Inquiry, Refusal? Refusal) Transfer(
        Inquiry inquiry, InquiryTransferCommand command, Func<string, bool> isKnown, Actor actor, DateTimeOffset now)
    {
        if (MayHandle(inquiry, actor) is { } refusal)
        {
            return (null, refusal);
        }

        var errors = new Dictionary<string, Text>(StringComparer.Ordinal);
        Require(errors, "/reason", command.Reason, MaxMatter);
        if (command.Department == inquiry.Department || !isKnown(command.Department) || (inquiry.Lead ?? command.Department) != command.Department)
        {
            errors["/department"] = new("不是该事项的主管部门", "Not the department whose matter it is");
        }

        return errors.Count > 0
            ? (null, Refusal.Invalid("inquiry-transfer-invalid", new("转交须写明另一主管部门和理由。", "A transfer names the other department, whose matter it is, and says why."), errors))
            : (inquiry with
            {
                Department = command.Department,
                Transfers = [.. inquiry.Transfers, new InquiryTransfer(inquiry.Department, command.Department, actor.Id, command.Reason.Trim(), now)],
            }, null);
    }

    /// <summary>答复: by the department that has it, late or in time, once.</summary>
    public static (Inquiry? Inquiry, Refusal? Refusal) Answer(Inquiry inquiry, InquiryAnswerCommand command, Actor actor, DateTimeOffset now) =>
        MayHandle(inquiry, actor) is { } refusal ? (null, refusal)
        : inquiry.Lead is { } lead && lead != inquiry.Department ? (null, new Refusal(
            "inquiry-of-another-department", 409, new("属于其他部门的事项", "Another department's matter"),
            new($"该事项由 {lead} 主管,请转交该部门,不得自行答复或办结。", $"This is a matter of {lead}: hand it over. It is not for you to answer or close.")))
        : Fault(command.Answer, MaxMatter) is { } fault ? (null, Refusal.Invalid(
            "inquiry-answer-empty", new("请写明答复。", "Write the answer."), new Dictionary<string, Text> { ["/answer"] = fault }))
        : (inquiry with { Answer = new InquiryAnswer(command.Answer.Trim(), actor.Id, actor.Department!, now) }, null);

    /// <summary>Its time has passed without an answer, and nobody has been told yet.</summary>
    public static bool IsOverdue(Inquiry inquiry, DateTimeOffset now) => Awaits(inquiry) && now > inquiry.Due;

    /// <summary>When to look at it again; null when nothing is awaited.</summary>
    public static DateTimeOffset? Next(Inquiry inquiry) => Awaits(inquiry) ? inquiry.Due.AddSeconds(1) : null;

    /// <summary>Whom an overdue answer alerts: the post of who was asked first and the head of the department that has it.</summary>
    public static IReadOnlyList<StaffMessage> Alerts(Inquiry inquiry)
    {
        (string, Text) reason = ("reason", new(
            $"首问事项应于{NoticeTemplates.Day(inquiry.Due)}前答复,尚未答复", $"The answer to this first inquiry was due by {NoticeTemplates.Day(inquiry.Due)}"));
        return [.. ((Post[])[new Post(inquiry.First.Department, inquiry.First.Role), new Post(inquiry.Department, Words.Of(StageRole.Approver))])
            .Distinct().Select(post => new StaffMessage(post, NoticeKind.WorkWarning, [reason]))];
    }

    private static bool Awaits(Inquiry inquiry) => inquiry is { Answer: null, AlertedAt: null };

    private static FirstInquiry? Of(Actor actor, DateTimeOffset at) =>
        actor.Department is { } department && ((StageRole[])[StageRole.Clerk, StageRole.Reviewer, StageRole.Approver]).Where(actor.Has).Select(Words.Of).FirstOrDefault() is { } role
            ? new FirstInquiry(actor.Id, role, department, at)
            : null;

    private static Refusal? MayHandle(Inquiry inquiry, Actor actor) =>
        actor.Department != inquiry.Department ? Refusal.OtherDepartment(inquiry.Department)
        : inquiry.Answer is not null ? new Refusal("inquiry-answered", 409, new("已答复", "Answered already"), new("该首问事项已经答复。", "This enquiry has been answered."))
        : null;

    private static void Require(Dictionary<string, Text> errors, string place, string text, int max)
    {
        if (Fault(text, max) is { } fault)
        {
            errors[place] = fault;
        }
    }

    private static Text? Fault(string text, int max) => Guards.IsBlank(text) ? new("必填", "Required") : text.Length > max ? TooLong(max) : null;

    private static Text TooLong(int max) => new($"不得超过 {max} 字", $"At most {max} characters");
}
