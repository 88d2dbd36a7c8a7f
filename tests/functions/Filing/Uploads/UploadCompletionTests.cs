using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using NoVisit.Filing.Uploads;
using NoVisit.Storage;

namespace NoVisit.Tests.Filing.Uploads;

[Rule("IN-04")]
public sealed class UploadCompletionTests(Azurite azurite, Clamd clamd) : IAsyncLifetime
{
    private UploadFixture uploads = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() =>
        uploads = await new UploadFixture(azurite.NewAccount(), new ClamdScanner("127.0.0.1", await clamd.PortAsync(Cancel))).ReadyAsync();

    public ValueTask DisposeAsync()
    {
        uploads.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task An_honest_upload_is_clean_and_can_be_read()
    {
        var content = UploadFixture.Pdf();

        var upload = await uploads.UploadAsync(content);

        Assert.Equal(MaterialState.Clean, upload.State);
        Assert.Null(upload.Reason);
        Assert.Equal("租赁合同.pdf", upload.FileName);
        Assert.Equal("application/pdf", upload.ContentType);
        Assert.Equal(content.Length, upload.Size);
        Assert.Equal(UploadFixture.Sha256(content), upload.Sha256);
        Assert.Equal(new DateTimeOffset(2026, 2, 10, 1, 0, 0, TimeSpan.Zero), upload.UploadedAt);
        Assert.Equal(content, await uploads.ReadAsync(upload));
    }

    [Fact]
    public async Task Twelve_blocks_make_one_file()
    {
        var content = UploadFixture.Pdf(11 * 1024 * 1024 + 777);
        var ticket = await uploads.TicketAsync(content.Length);

        using var put = await uploads.PutBlocksAsync(ticket, content);
        var upload = await uploads.ExamineAsync(ticket, UploadFixture.Sha256(content).ToUpperInvariant());

        Assert.Equal(12, content.Chunk(ticket.BlockSize).Count());
        Assert.True(put.IsSuccessStatusCode);
        Assert.Equal(MaterialState.Clean, upload.State);
        Assert.Equal(content, await uploads.ReadAsync(upload));
    }

    [Fact]
    public async Task Completion_reads_the_blob_once_and_writes_nothing()
    {
        var content = UploadFixture.Pdf(5 * 1024 * 1024);
        var ticket = await uploads.TicketAsync(content.Length);
        using var put = await uploads.PutAsync(ticket, content);
        uploads.Storage.Counter.Reset();

        await uploads.ExamineAsync(ticket, UploadFixture.Sha256(content));

        Assert.Equal([new StorageRequestCount(StorageService.Blob, "GetBlob", "", 1)], uploads.Storage.Counter.Snapshot());
    }

    [Fact]
    public async Task An_ofd_without_declared_type_is_clean()
    {
        var upload = await uploads.UploadAsync(UploadFixture.Zip("OFD.xml", "Doc_0/Document.xml"), "发票.ofd", "");

        Assert.Equal(MaterialState.Clean, upload.State);
        Assert.Equal("application/ofd", upload.ContentType);
    }

    [Fact]
    public async Task A_wrong_digest_is_rejected()
    {
        var content = UploadFixture.Pdf();
        var ticket = await uploads.TicketAsync(content.Length);
        using var put = await uploads.PutAsync(ticket, content);

        var upload = await uploads.ExamineAsync(ticket, UploadFixture.Sha256(UploadFixture.Pdf(1)));

        Assert.Equal(MaterialState.Rejected, upload.State);
        Assert.Contains("damaged", upload.Reason!.En, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_program_renamed_to_pdf_is_rejected()
    {
        var upload = await uploads.UploadAsync([.. "MZ"u8, .. RandomNumberGenerator.GetBytes(3000)]);

        Assert.Equal(MaterialState.Rejected, upload.State);
        Assert.Contains(".pdf", upload.Reason!.Zh, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_picture_renamed_to_pdf_is_rejected()
    {
        var upload = await uploads.UploadAsync([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, .. new byte[100]]);

        Assert.Equal(MaterialState.Rejected, upload.State);
    }

    [Fact]
    public async Task A_docx_renamed_to_ofd_is_rejected()
    {
        var upload = await uploads.UploadAsync(UploadFixture.Zip("[Content_Types].xml", "word/document.xml"), "合同.ofd", "");

        Assert.Equal(MaterialState.Rejected, upload.State);
    }

    [Fact]
    public async Task Fifty_megabytes_behind_a_ticket_for_three_thousand_bytes_are_rejected_unread()
    {
        var content = new byte[50 * 1024 * 1024];
        UploadFixture.Pdf().CopyTo(content, 0);
        var ticket = await uploads.TicketAsync(3000);
        using var put = await uploads.PutBlocksAsync(ticket, content);

        var upload = await uploads.ExamineAsync(ticket, UploadFixture.Sha256(content));

        Assert.True(put.IsSuccessStatusCode);
        Assert.Equal(MaterialState.Rejected, upload.State);
        Assert.Contains("20 MB", upload.Reason!.En, StringComparison.Ordinal);
        Assert.Equal(50 * 1024 * 1024, upload.Size);
    }

    [Fact]
    public async Task A_file_of_another_size_than_declared_is_rejected()
    {
        var content = UploadFixture.Pdf();
        var ticket = await uploads.TicketAsync(content.Length - 1);
        using var put = await uploads.PutAsync(ticket, content);

        var upload = await uploads.ExamineAsync(ticket, UploadFixture.Sha256(content));

        Assert.Equal(MaterialState.Rejected, upload.State);
        Assert.Contains($"{content.Length} bytes", upload.Reason!.En, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Malware_inside_a_pdf_is_rejected_by_name()
    {
        var upload = await uploads.UploadAsync([.. "%PDF-1.7\n"u8, .. UploadFixture.Eicar(), .. "\n%%EOF\n"u8]);

        Assert.Equal(MaterialState.Rejected, upload.State);
        Assert.Contains("Eicar-Test", upload.Reason!.En, StringComparison.Ordinal);
        await Assert.ThrowsAsync<MaterialUnavailableException>(() => uploads.ReadAsync(upload));
        Assert.Equal(2101, Assert.Single(uploads.Log.Lines).Event);
    }

    [Fact]
    public async Task Nothing_that_is_logged_names_person_or_file()
    {
        await uploads.UploadAsync([.. "%PDF-1.7\n"u8, .. UploadFixture.Eicar()], "张三的病历.pdf");

        var line = Assert.Single(uploads.Log.Lines).Line;
        Assert.DoesNotContain("张三", line, StringComparison.Ordinal);
        Assert.DoesNotContain(UploadFixture.Person, line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task While_clamd_is_away_a_file_waits_and_a_later_scan_clears_it()
    {
        var port = ClamdProcess.FreePort();
        using var waiting = await new UploadFixture(azurite.NewAccount(), new ClamdScanner("127.0.0.1", port)).ReadyAsync();
        var content = UploadFixture.Pdf(200_000);

        var first = await waiting.UploadAsync(content);
        var second = await waiting.Completion.RescanAsync(first, Cancel);
        MaterialUpload third;
        await using (await ClamdProcess.StartAsync(port, Cancel))
        {
            third = await waiting.Completion.RescanAsync(second, Cancel);
        }

        Assert.Equal((MaterialState.Scanning, 1, true), (first.State, first.ScanAttempts, first.NeedsRescan));
        await Assert.ThrowsAsync<MaterialUnavailableException>(() => waiting.ReadAsync(first));
        Assert.Equal((MaterialState.Scanning, 2), (second.State, second.ScanAttempts));
        Assert.Equal((MaterialState.Clean, 3, false), (third.State, third.ScanAttempts, third.NeedsRescan));
        Assert.Equal(content, await waiting.ReadAsync(third));
    }

    [Fact]
    public async Task A_later_scan_finds_malware_too()
    {
        var port = ClamdProcess.FreePort();
        using var waiting = await new UploadFixture(azurite.NewAccount(), new ClamdScanner("127.0.0.1", port)).ReadyAsync();
        var first = await waiting.UploadAsync([.. "%PDF-1.7\n"u8, .. UploadFixture.Eicar()]);

        await using var late = await ClamdProcess.StartAsync(port, Cancel);
        var second = await waiting.Completion.RescanAsync(first, Cancel);

        Assert.Equal(MaterialState.Scanning, first.State);
        Assert.Equal(MaterialState.Rejected, second.State);
        Assert.Contains("Eicar-Test", second.Reason!.Zh, StringComparison.Ordinal);
    }

    [Fact]
    public async Task After_the_last_try_a_file_stays_unopened_and_people_are_alerted()
    {
        using var waiting = await new UploadFixture(azurite.NewAccount(), new ClamdScanner("127.0.0.1", ClamdProcess.FreePort())).ReadyAsync();
        var upload = await waiting.UploadAsync(UploadFixture.Pdf());

        while (upload.NeedsRescan)
        {
            upload = await waiting.Completion.RescanAsync(upload, Cancel);
        }

        Assert.Equal((MaterialState.Scanning, UploadLimits.MaxScanAttempts), (upload.State, upload.ScanAttempts));
        Assert.Equal((2103, LogLevel.Error), (waiting.Log.Lines[^1].Event, waiting.Log.Lines[^1].Level));
        Assert.All(waiting.Log.Lines.SkipLast(1), l => Assert.Equal(2102, l.Event));
    }

    [Fact]
    public async Task A_clamd_that_never_answers_is_given_up_in_time()
    {
        using var silent = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        silent.Start();
        var port = ((System.Net.IPEndPoint)silent.LocalEndpoint).Port;
        using var waiting = await new UploadFixture(azurite.NewAccount(), new ClamdScanner("127.0.0.1", port, TimeSpan.FromMilliseconds(200))).ReadyAsync();

        var upload = await waiting.UploadAsync(UploadFixture.Pdf());

        Assert.Equal(MaterialState.Scanning, upload.State);
    }

    [Fact]
    public async Task An_overwrite_after_completion_makes_every_read_fail()
    {
        var content = UploadFixture.Pdf();
        var ticket = await uploads.TicketAsync(content.Length);
        using var put = await uploads.PutAsync(ticket, content);
        var upload = await uploads.ExamineAsync(ticket, UploadFixture.Sha256(content));

        using var overwritten = await uploads.PutAsync(ticket, UploadFixture.Eicar());
        var refused = await Assert.ThrowsAsync<MaterialUnavailableException>(() => uploads.ReadAsync(upload));

        Assert.True(overwritten.IsSuccessStatusCode);
        Assert.Contains("changed or removed after", refused.Reason.En, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Even_the_same_bytes_again_are_another_version()
    {
        var content = UploadFixture.Pdf();
        var ticket = await uploads.TicketAsync(content.Length);
        using var put = await uploads.PutAsync(ticket, content);
        var upload = await uploads.ExamineAsync(ticket, UploadFixture.Sha256(content));

        using var overwritten = await uploads.PutAsync(ticket, content);

        await Assert.ThrowsAsync<MaterialUnavailableException>(() => uploads.ReadAsync(upload));
    }

    [Fact]
    public async Task An_overwrite_before_a_later_scan_rejects_the_upload()
    {
        var port = ClamdProcess.FreePort();
        using var waiting = await new UploadFixture(azurite.NewAccount(), new ClamdScanner("127.0.0.1", port)).ReadyAsync();
        var content = UploadFixture.Pdf();
        var ticket = await waiting.TicketAsync(content.Length);
        using var put = await waiting.PutAsync(ticket, content);
        var upload = await waiting.ExamineAsync(ticket, UploadFixture.Sha256(content));
        using var overwritten = await waiting.PutAsync(ticket, UploadFixture.Pdf(5000));

        var rescanned = await waiting.Completion.RescanAsync(upload, Cancel);

        Assert.Equal(MaterialState.Rejected, rescanned.State);
        Assert.Contains("changed or removed after", rescanned.Reason!.En, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_deleted_file_cannot_be_read_and_the_reason_is_said()
    {
        var upload = await uploads.UploadAsync(UploadFixture.Pdf());
        await uploads.Storage.Container(StorageNames.Containers.Materials).DeleteBlobAsync(upload.BlobName, cancellationToken: Cancel);

        var refused = await Assert.ThrowsAsync<MaterialUnavailableException>(() => uploads.ReadAsync(upload));

        Assert.Contains("changed or removed after", refused.Reason.En, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_person_cannot_complete_an_upload() =>
        await AssertRefusedAsync(UploadProblem.OtherPerson, (id, sha) => uploads.Completion.CompleteAsync(id, "li.si", UploadFixture.Draft, sha, Cancel));

    [Fact]
    public async Task An_upload_of_another_draft_cannot_be_completed_here() =>
        await AssertRefusedAsync(UploadProblem.OtherOwner, (id, sha) => uploads.Completion.CompleteAsync(id, UploadFixture.Person, "d-other", sha, Cancel));

    [Fact]
    public async Task A_forged_upload_id_is_refused()
    {
        using var stranger = new UploadFixture(azurite.NewAccount(), new DefenderTagScanner(), key: RandomNumberGenerator.GetBytes(32));
        var forged = await stranger.TicketAsync(3000);

        await AssertRefusedAsync(
            UploadProblem.InvalidTicket, (_, sha) => uploads.Completion.CompleteAsync(forged.UploadId, UploadFixture.Person, UploadFixture.Draft, sha, Cancel));
    }

    [Theory]
    [InlineData(35, false)]
    [InlineData(36, true)]
    public async Task An_upload_id_expires_five_minutes_after_its_write_window(int minutes, bool expired)
    {
        var content = UploadFixture.Pdf();
        var ticket = await uploads.TicketAsync(content.Length);
        using var put = await uploads.PutAsync(ticket, content);
        uploads.Clock.Now = uploads.Clock.Now.AddMinutes(minutes);

        var outcome = await uploads.Completion.CompleteAsync(
            ticket.UploadId, UploadFixture.Person, UploadFixture.Draft, UploadFixture.Sha256(content), Cancel);

        Assert.Equal(expired, outcome is CompletionOutcome.Refused { Refusal.Problem: UploadProblem.ExpiredTicket });
    }

    [Theory]
    [InlineData("")]
    [InlineData("abc")]
    [InlineData("zz112233445566778899aabbccddeeff00112233445566778899aabbccddeeff")]
    public async Task A_malformed_digest_is_refused(string digest) =>
        await AssertRefusedAsync(UploadProblem.Digest, (id, _) => uploads.Completion.CompleteAsync(id, UploadFixture.Person, UploadFixture.Draft, digest, Cancel));

    [Fact]
    public async Task A_completion_before_the_upload_is_refused()
    {
        var ticket = await uploads.TicketAsync(3000);

        var outcome = await uploads.Completion.CompleteAsync(
            ticket.UploadId, UploadFixture.Person, UploadFixture.Draft, UploadFixture.Sha256([]), Cancel);

        Assert.Equal(UploadProblem.NotUploaded, Assert.IsType<CompletionOutcome.Refused>(outcome).Refusal.Problem);
    }

    [Theory]
    [InlineData("No threats found", MaterialState.Clean)]
    [InlineData("Malicious", MaterialState.Rejected)]
    [InlineData("Error", MaterialState.Scanning)]
    [InlineData(null, MaterialState.Scanning)]
    public async Task Defenders_tag_decides_when_it_is_there(string? tag, MaterialState state)
    {
        using var azure = await new UploadFixture(azurite.NewAccount(), new DefenderTagScanner()).ReadyAsync();
        var first = await azure.UploadAsync(UploadFixture.Pdf());
        if (tag is not null)
        {
            await azure.Storage.Container(StorageNames.Containers.Materials).GetBlobClient(first.BlobName)
                .SetTagsAsync(new Dictionary<string, string> { [DefenderTagScanner.TagName] = tag }, cancellationToken: Cancel);
        }

        var second = await azure.Completion.RescanAsync(first, Cancel);

        Assert.Equal(MaterialState.Scanning, first.State);
        Assert.Equal(state, second.State);
    }

    [Fact]
    public async Task Defenders_tag_for_a_replaced_file_clears_nothing()
    {
        using var azure = await new UploadFixture(azurite.NewAccount(), new DefenderTagScanner()).ReadyAsync();
        var content = UploadFixture.Pdf();
        var ticket = await azure.TicketAsync(content.Length);
        using var put = await azure.PutAsync(ticket, content);
        var upload = await azure.ExamineAsync(ticket, UploadFixture.Sha256(content));
        using var replaced = await azure.PutAsync(ticket, UploadFixture.Pdf(9));
        await azure.Storage.Container(StorageNames.Containers.Materials).GetBlobClient(upload.BlobName)
            .SetTagsAsync(new Dictionary<string, string> { [DefenderTagScanner.TagName] = "No threats found" }, cancellationToken: Cancel);

        var rescanned = await azure.Completion.RescanAsync(upload, Cancel);

        Assert.Equal(MaterialState.Rejected, rescanned.State);
    }

    [Fact]
    public async Task A_record_survives_json()
    {
        var upload = await uploads.UploadAsync(UploadFixture.Pdf());

        var json = JsonSerializer.Serialize(upload, JsonSerializerOptions.Web);

        Assert.Contains("\"state\":\"clean\"", json, StringComparison.Ordinal);
        Assert.Equal(upload, JsonSerializer.Deserialize<MaterialUpload>(json, JsonSerializerOptions.Web));
    }

    [Fact]
    public async Task The_registered_services_work_together()
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["AzureWebJobsStorage"] = azurite.NewAccount(),
            ["Protection:Key"] = Convert.ToBase64String(new byte[32]),
            ["Scanner:Mode"] = "clamd",
            ["Scanner:Host"] = "127.0.0.1",
            ["Scanner:Port"] = $"{await clamd.PortAsync(Cancel)}",
        }).Build();
        await using var services = new ServiceCollection()
            .AddLogging().AddSingleton(TimeProvider.System).AddStorage(configuration).AddUploads(configuration).BuildServiceProvider();
        await services.GetRequiredService<StorageSetup>().EnsureAsync(Cancel);
        var content = UploadFixture.Pdf();

        var ticket = Assert.IsType<TicketOutcome.Issued>(await services.GetRequiredService<UploadTickets>()
            .IssueAsync(new UploadRequest("p", "d", "M001", "a.pdf", "application/pdf", content.Length), Cancel)).Ticket;
        using var put = await uploads.PutAsync(ticket, content);
        var outcome = await services.GetRequiredService<UploadCompletion>().CompleteAsync(ticket.UploadId, "p", "d", UploadFixture.Sha256(content), Cancel);

        var upload = Assert.IsType<CompletionOutcome.Examined>(outcome).Upload;
        Assert.Equal(MaterialState.Clean, upload.State);
        await using var stream = await services.GetRequiredService<MaterialReader>().OpenAsync(upload, Cancel);
        Assert.Equal((byte)'%', stream.ReadByte());
    }

    private async Task AssertRefusedAsync(UploadProblem problem, Func<string, string, Task<CompletionOutcome>> complete)
    {
        var content = UploadFixture.Pdf();
        var ticket = await uploads.TicketAsync(content.Length);
        using var put = await uploads.PutAsync(ticket, content);
        uploads.Storage.Counter.Reset();

        var outcome = await complete(ticket.UploadId, UploadFixture.Sha256(content));

        Assert.Equal(problem, Assert.IsType<CompletionOutcome.Refused>(outcome).Refusal.Problem);
        Assert.Empty(uploads.Storage.Counter.Snapshot());
    }
}
