using System.Buffers.Text;
using System.Net;
using System.Text;
using NoVisit.Filing.Uploads;
using NoVisit.Storage;

namespace NoVisit.Tests.Filing.Uploads;

[Rule("IN-04")]
public sealed class UploadTicketTests(Azurite azurite) : IAsyncLifetime
{
    private readonly UploadFixture uploads = new(azurite.NewAccount(), new DefenderTagScanner());

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => await uploads.ReadyAsync();

    public ValueTask DisposeAsync()
    {
        uploads.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task A_ticket_costs_no_request_to_storage()
    {
        uploads.Storage.Counter.Reset();

        await uploads.TicketAsync(3000);

        Assert.Empty(uploads.Storage.Counter.Snapshot());
    }

    [Fact]
    public async Task The_upload_id_shows_nothing_of_person_and_file()
    {
        var ticket = await uploads.TicketAsync(3000, "zhangsan-lease.pdf");

        var bytes = Encoding.Latin1.GetString(Base64Url.DecodeFromChars(ticket.UploadId));

        Assert.DoesNotContain("zhang", bytes, StringComparison.Ordinal);
        Assert.DoesNotContain("lease", bytes, StringComparison.Ordinal);
        Assert.DoesNotContain("lease", ticket.UploadUrl.AbsoluteUri, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_blob_stands_under_draft_material_and_upload()
    {
        var ticket = await uploads.TicketAsync(3000);

        Assert.Matches($"^/test[0-9]+/materials/{UploadFixture.Draft}/{UploadFixture.Material}/[0-9a-f]{{32}}/v1$", ticket.UploadUrl.AbsolutePath);
        Assert.Contains("sp=cw&", ticket.UploadUrl.Query, StringComparison.Ordinal);
        Assert.Contains("sr=b&", ticket.UploadUrl.Query, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_write_window_lasts_thirty_minutes()
    {
        var ticket = await uploads.TicketAsync(3000);

        Assert.InRange(ticket.ExpiresAt - TimeProvider.System.GetUtcNow(), TimeSpan.FromMinutes(29.5), TimeSpan.FromMinutes(30));
    }

    [Fact]
    public async Task The_address_writes_but_does_not_read()
    {
        var ticket = await uploads.TicketAsync(3000);
        using var written = await uploads.PutAsync(ticket, UploadFixture.Pdf());

        using var read = await uploads.Http.GetAsync(ticket.UploadUrl, Cancel);
        using var head = await uploads.Http.SendAsync(new HttpRequestMessage(HttpMethod.Head, ticket.UploadUrl), Cancel);

        Assert.Equal(HttpStatusCode.Created, written.StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, read.StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, head.StatusCode);
    }

    [Fact]
    public async Task The_address_does_not_delete_or_tag()
    {
        var ticket = await uploads.TicketAsync(3000);
        using var written = await uploads.PutAsync(ticket, UploadFixture.Pdf());
        using var tags = new StringContent("<Tags><TagSet><Tag><Key>Malware Scanning scan result</Key><Value>No threats found</Value></Tag></TagSet></Tags>");

        using var deleted = await uploads.Http.DeleteAsync(ticket.UploadUrl, Cancel);
        using var tagged = await uploads.Http.PutAsync(new Uri($"{ticket.UploadUrl}&comp=tags"), tags, Cancel);

        Assert.Equal(HttpStatusCode.Forbidden, deleted.StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, tagged.StatusCode);
    }

    [Fact]
    public async Task The_address_does_not_list_the_container()
    {
        var ticket = await uploads.TicketAsync(3000);
        var container = uploads.Storage.Container(StorageNames.Containers.Materials).Uri;

        using var listed = await uploads.Http.GetAsync(new Uri($"{container}{ticket.UploadUrl.Query}&restype=container&comp=list"), Cancel);

        Assert.Equal(HttpStatusCode.Forbidden, listed.StatusCode);
    }

    [Fact]
    public async Task The_address_of_one_blob_does_not_write_another()
    {
        var mine = await uploads.TicketAsync(3000);
        var other = await uploads.TicketAsync(3000, draft: "d-other");
        var crossed = mine with { UploadUrl = new Uri(other.UploadUrl.GetLeftPart(UriPartial.Path) + mine.UploadUrl.Query) };

        using var refused = await uploads.PutAsync(crossed, UploadFixture.Pdf());

        Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
    }

    [Fact]
    public async Task The_address_ends_with_its_window()
    {
        var clock = new SetClock { Now = TimeProvider.System.GetUtcNow().AddMinutes(-31) };
        using var early = new UploadFixture(azurite.NewAccount(), new DefenderTagScanner(), clock);
        await early.ReadyAsync();
        var ticket = await early.TicketAsync(3000);

        using var refused = await early.PutAsync(ticket, UploadFixture.Pdf());

        Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
    }

    [Fact]
    public async Task Plain_http_to_another_machine_is_refused()
    {
        using var remote = new UploadFixture(
            $"AccountName=a;AccountKey=a2V5;BlobEndpoint=http://192.0.2.1/a;QueueEndpoint=http://192.0.2.1/a;TableEndpoint=http://192.0.2.1/a", new DefenderTagScanner());

        await Assert.ThrowsAsync<InvalidOperationException>(() => remote.TicketAsync(3000));
    }

    [Fact]
    public async Task Over_https_the_address_is_good_for_https_only()
    {
        using var remote = new UploadFixture("DefaultEndpointsProtocol=https;AccountName=novisit;AccountKey=a2V5", new DefenderTagScanner());

        var ticket = await remote.TicketAsync(3000);

        Assert.Contains("spr=https&", ticket.UploadUrl.Query, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a.exe", "application/pdf", 10, UploadProblem.FileType, "fileName")]
    [InlineData("a.pdf.exe", "", 10, UploadProblem.FileType, "fileName")]
    [InlineData("a.docx", "", 10, UploadProblem.FileType, "fileName")]
    [InlineData("a", "application/pdf", 10, UploadProblem.FileType, "fileName")]
    [InlineData("/../ .", "application/pdf", 10, UploadProblem.FileName, "fileName")]
    [InlineData("a.pdf", "image/png", 10, UploadProblem.FileType, "contentType")]
    [InlineData("a.pdf", "application/pdf", 0, UploadProblem.Size, "size")]
    [InlineData("a.pdf", "application/pdf", -1, UploadProblem.Size, "size")]
    [InlineData("a.pdf", "application/pdf", 50 * 1024 * 1024, UploadProblem.Size, "size")]
    public async Task What_cannot_be_accepted_is_refused_before_the_upload(string fileName, string contentType, long size, UploadProblem problem, string field)
    {
        var outcome = await uploads.Tickets.IssueAsync(
            new UploadRequest(UploadFixture.Person, UploadFixture.Draft, UploadFixture.Material, fileName, contentType, size), Cancel);

        var refusal = Assert.IsType<TicketOutcome.Refused>(outcome).Refusal;
        Assert.Equal(problem, refusal.Problem);
        Assert.Equal(field, refusal.Field);
        Assert.NotEmpty(refusal.Reason.Zh);
        Assert.NotEmpty(refusal.Reason.En);
    }

    [Theory]
    [InlineData(20 * 1024 * 1024, UploadLimits.MaxFileSize, true)]
    [InlineData(20 * 1024 * 1024 + 1, long.MaxValue, false)]
    [InlineData(5 * 1024 * 1024, 5 * 1024 * 1024, true)]
    [InlineData(5 * 1024 * 1024 + 1, 5 * 1024 * 1024, false)]
    public async Task An_items_own_limit_can_only_be_stricter(long size, long itemLimit, bool issued)
    {
        var request = new UploadRequest(UploadFixture.Person, UploadFixture.Draft, UploadFixture.Material, "a.pdf", "", size) { MaxSize = itemLimit };

        Assert.Equal(issued, await uploads.Tickets.IssueAsync(request, Cancel) is TicketOutcome.Issued);
    }

    [Theory]
    [InlineData("")]
    [InlineData("..")]
    [InlineData("a/b")]
    [InlineData("草稿")]
    public async Task An_owner_that_is_no_path_part_is_a_mistake_of_the_caller(string owner) => await Assert.ThrowsAsync<ArgumentException>(
        () => uploads.Tickets.IssueAsync(new UploadRequest(UploadFixture.Person, owner, "M004", "a.pdf", "", 1), Cancel));
}
