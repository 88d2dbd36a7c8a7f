using NoVisit.Catalogue;
using NoVisit.Deadlines;
using NoVisit.Protection;
using NoVisit.Storage;
using NoVisit.Tests.Filing.Uploads;
using NoVisit.Tests.Storage;

namespace NoVisit.Approval.Views;

/// <summary>What readers of a case see at an instant, by the catalogue and the calendar of the build.</summary>
internal static class StandingViewer
{
    /// <summary>Never asked: everything is answered from memory.</summary>
    private static readonly StorageConnection Storage = new(
        StorageFixture.Settings(("AzureWebJobsStorage", "UseDevelopmentStorage=true")), new StorageRequestCounter());

    public static CaseViewer At(DateTimeOffset now) => new(
        new CurrentCatalogue(CaseWalk.Catalogue, Storage, TimeProvider.System), new CurrentCalendar(CaseWalk.Clock, Storage),
        new FieldProtector([new byte[32]]), new QueryCode(new byte[32]), new SetClock { Now = now });
}
