using NoVisit.Approval;
using NoVisit.Approval.Records;
using NoVisit.Catalogue;
using NoVisit.Http;

namespace NoVisit.Notifications;

/// <summary>Every message that an event sends can be written in both languages: its template needs nothing that the event does not give.</summary>
public sealed class EventMessageTests
{
    private static readonly CaseRecord Shipped = new CaseWalk(CaseWalk.SoleTrader, "2026-02-10 09:30", DeliveryMethod.Courier)
        .Accept().Opine("B", CaseWalk.Reviewer).Decide(CaseWalk.Approver).Issue().OrderCourier().Record;

    public static TheoryData<string, Language> Events => [.. typeof(CaseEvent).Assembly.GetTypes()
        .Where(t => t.IsSubclassOf(typeof(CaseEvent)) && !t.IsAbstract)
        .SelectMany(t => new (string, Language)[] { (t.Name, Language.Zh), (t.Name, Language.En) })];

    [Theory]
    [MemberData(nameof(Events))]
    public void A_message_has_all_that_its_template_needs(string type, Language language)
    {
        var sample = (CaseEvent)Samples.Of(typeof(CaseEvent).Assembly.GetTypes().Single(t => t.IsSubclassOf(typeof(CaseEvent)) && t.Name == type));
        var record = Shipped with { Applicant = Shipped.Applicant with { Language = language == Language.En ? "en" : "zh" } };
        var entry = LedgerEntry.Create(record.Number, 9, CaseWalk.Time("2026-02-12 09:30"), Actor.System, sample, LedgerEntry.Genesis);
        var rendered = CaseNotices.Of(record, entry, new(new byte[32])) is { } row
            ? NoticeTemplates.Load().Render(
                row.Kind, language, System.Text.Json.JsonSerializer.Deserialize<Dictionary<string, string>>(row.Variables, CaseJson.Options)!, new Uri("http://localhost:7071"))
            : null;

        Assert.DoesNotContain("{", rendered?.Text ?? "", StringComparison.Ordinal);
    }
}
