using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using NoVisit.Approval.Flow;
using NoVisit.Approval.Views;
using NoVisit.Catalogue;
using NoVisit.Deadlines;
using NoVisit.Http;
using NoVisit.Identity;
using NoVisit.Storage;
using NoVisit.Storage.Tables;

namespace NoVisit.Approval.FirstInquiries;

/// <summary>An enquiry as the register shows it.</summary>
/// <param name="First">首问责任人, who watches until it is answered.</param>
/// <param name="Contact">Personal data: only for the department that has it and the one that was asked first.</param>
/// <param name="Department">Who has it to answer.</param>
/// <param name="Overdue">The answer did not come in time.</param>
internal sealed record InquiryView(
    string Number, FirstInquiry First, string Matter, string? Contact, string? ItemCode, string Department, DateTimeOffset Due, bool Overdue,
    IReadOnlyList<InquiryTransfer> Transfers, InquiryAnswer? Answer);

/// <summary>首问登记、转交、答复 (IN-10).</summary>
internal sealed class InquiryFunctions(InquiryStore store, CurrentCatalogue catalogue, CurrentCalendar calendar, Paging paging, TimeProvider time)
{
    /// <summary>Registers an enquiry; the caller is its first-inquiry responsible person.</summary>
    [Function("RegisterInquiry")]
    [Allow(Role.Clerk, Role.Reviewer, Role.Approver)]
    [Operation("Registers an enquiry that came to me; I am its first-inquiry responsible person. The same again that day answers the one that is there.", Request = typeof(InquiryCommand), Response = typeof(InquiryView), Status = 201, Creates = true)]
    public async Task<IResult> Register(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "staff/inquiries")] HttpRequest request,
        [DurableClient] DurableTaskClient client, CancellationToken cancellationToken)
    {
        var caller = Caller.Of(request.HttpContext);
        var number = InquiryNumber.Of(caller, request.ReadIdempotencyKey(), time.GetUtcNow());
        var command = await request.ReadJsonAsync<InquiryCommand>(cancellationToken);
        var inquiry = Accepted(FirstInquiryRules.Register(
            number, command, code => catalogue.Find(code)?.Lead.Code, StaffActor.Of(caller), calendar.Clock, time.GetUtcNow()));
        await CaseDesk.StartAsync(client, new OrchestrationStart(nameof(InquiryOrchestrator), number, new InquiryRun(number, FirstInquiryRules.Next(inquiry)!.Value)));
        if (await store.AddAsync(inquiry, cancellationToken))
        {
            return new Answer(StatusCodes.Status201Created, View(inquiry, caller));
        }

        var (present, _) = await FindAsync(number, cancellationToken);
        return (present.Matter, present.Contact, present.ItemCode) == (inquiry.Matter, inquiry.Contact, inquiry.ItemCode)
            ? Answer.Ok(View(present, caller))
            : throw new ProblemException(ProblemKind.IdempotencyKeyReused);
    }

    /// <summary>转交: hands an enquiry to the department whose matter it is.</summary>
    [Function("TransferInquiry")]
    [Allow(Role.Clerk, Role.Reviewer, Role.Approver)]
    [Operation("Hands an enquiry to the department whose matter it is; who was asked first goes on watching it.", Request = typeof(InquiryTransferCommand), Response = typeof(InquiryView))]
    public async Task<IResult> Transfer(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "staff/inquiries/{id}/transfer")] HttpRequest request, string id, CancellationToken cancellationToken)
    {
        var command = await request.ReadJsonAsync<InquiryTransferCommand>(cancellationToken);
        return await ChangeAsync(
            request, id, (inquiry, actor, now) => FirstInquiryRules.Transfer(inquiry, command, catalogue.Registers.Departments.ContainsKey, actor, now), cancellationToken);
    }

    /// <summary>答复: answers an enquiry.</summary>
    [Function("AnswerInquiry")]
    [Allow(Role.Clerk, Role.Reviewer, Role.Approver)]
    [Operation("Puts on record what was answered to an enquiry of my department.", Request = typeof(InquiryAnswerCommand), Response = typeof(InquiryView))]
    public async Task<IResult> AnswerOne(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "staff/inquiries/{id}/answer")] HttpRequest request, string id, CancellationToken cancellationToken)
    {
        var command = await request.ReadJsonAsync<InquiryAnswerCommand>(cancellationToken);
        return await ChangeAsync(request, id, (inquiry, actor, now) => FirstInquiryRules.Answer(inquiry, command, actor, now), cancellationToken);
    }

    /// <summary>The register: what my department has or was asked first; all of it for supervisors.</summary>
    [Function("ListInquiries")]
    [Allow(Role.Clerk, Role.Reviewer, Role.Approver, Role.Supervisor)]
    [Operation("Enquiries that my department has to answer or was asked first, oldest first; supervisors see all, without contact data.", Response = typeof(Page<InquiryView>), Paged = true)]
    [QueryParameter("mine", "true: only those of which I am the first-inquiry responsible person.")]
    [QueryParameter("open", "true: only those that are not answered.")]
    public async Task<IResult> List(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "staff/inquiries")] HttpRequest request, CancellationToken cancellationToken)
    {
        var caller = Caller.Of(request.HttpContext);
        List<string> conditions = [TableFilter.Create($"PartitionKey eq {InquiryStore.Partition}")];
        if (!caller.Is(Role.Supervisor))
        {
            conditions.Add(TableFilter.Create($"(Department eq {caller.Department ?? ""} or First eq {caller.Department ?? ""})"));
        }

        if (request.Query["mine"] == "true")
        {
            conditions.Add(TableFilter.Create($"Person eq {caller.Id}"));
        }

        if (request.Query["open"] == "true")
        {
            conditions.Add(TableFilter.Create($"Answered eq {false}"));
        }

        var page = await paging.ReadAsync<TableEntity>(store.Table, request, string.Join(" and ", conditions), cancellationToken);
        return Answer.Ok(page.Select(row => View(store.Read(row), caller)));
    }

    private async Task<IResult> ChangeAsync(
        HttpRequest request, string id, Func<Inquiry, Actor, DateTimeOffset, (Inquiry?, Refusal?)> rule, CancellationToken cancellationToken)
    {
        var caller = Caller.Of(request.HttpContext);
        var (inquiry, read) = await FindAsync(id, cancellationToken);
        var changed = Accepted(rule(inquiry, StaffActor.Of(caller), time.GetUtcNow()));
        await store.SaveAsync(changed, read, cancellationToken);
        return Answer.Ok(View(changed, caller));
    }

    private async Task<(Inquiry Inquiry, Azure.ETag ETag)> FindAsync(string number, CancellationToken cancellationToken) =>
        await store.FindAsync(number, cancellationToken) ?? throw new ProblemException(ProblemKind.NotFound);

    private static Inquiry Accepted((Inquiry? Inquiry, Refusal? Refusal) answer) => answer.Inquiry ?? throw answer.Refusal!.ToProblem();

    private InquiryView View(Inquiry i, Caller caller) => new(
        i.Number, i.First, i.Matter, caller.Department is { } own && (own == i.Department || own == i.First.Department) ? i.Contact : null, i.ItemCode, i.Department,
        i.Due, (i.Answer?.At ?? time.GetUtcNow()) > i.Due, i.Transfers, i.Answer);
}
