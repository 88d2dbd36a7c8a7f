using System.Text;

namespace NoVisit.Scenarios;

/// <summary>Bad input: each answer is a problem document that names the cause, and nothing stored has changed.</summary>
public sealed class BadInputTests(CityOfClass fixture) : IClassFixture<CityOfClass>
{
    private const int FiftyMegabytes = 50 * 1024 * 1024;
    private const string Item = "320681-QR-SCJ-0001-1";

    private City City => fixture.City;

    [Theory]
    [InlineData("""{"itemCode": """, 400, "malformed", null)]
    [InlineData("""["itemCode"]""", 400, "malformed", "")]
    [InlineData("""{"itemCode": 5}""", 400, "malformed", "/itemCode")]
    [InlineData("""{}""", 400, "malformed", "/itemCode")]
    [InlineData("""{"itemCode": "320681-QR-SCJ-0001-1", "colour": "red"}""", 400, "malformed", "/colour")]
    [InlineData("""{"itemCode": "320681-QR-SCJ-0001-1", "itemCode": "320681-QR-SCJ-0001-1"}""", 400, "malformed", "/itemCode")]
    [InlineData("""{"itemCode": "320681-QR-SCJ-9999-9"}""", 404, "not-found", "/itemCode")]
    [InlineData("""{"itemCode": "320681-QR-SCJ-0001-1", "values": {"business.motto": "x"}}""", 422, "invalid", "business.motto")]
    [InlineData("""{"itemCode": "320681-QR-SCJ-0001-1", "values": {"premises.area": "big"}}""", 422, "invalid", "premises.area")]
    [InlineData("""{"itemCode": "320681-QR-SCJ-0001-1", "values": {"agent.acts": "yes"}}""", 422, "invalid", "agent.acts")]
    [InlineData("""{"itemCode": "320681-QR-SCJ-0001-1", "values": {"applicant.idNumber": "320681198503141212"}}""", 422, "invalid", "applicant.idNumber")]
    [InlineData("""{"itemCode": "320681-QR-SCJ-0001-1", "values": {"business.capital": 1e400}}""", 422, "invalid", "business.capital")]
    public async Task A_body_that_does_not_hold_is_refused_at_its_place(string body, int status, string problem, string? place)
    {
        var before = await City.StoredAsync();

        var reply = await PostAsync("applications", new StringContent(body, Encoding.UTF8, "application/json"));

        var blamed = reply.Refused(status, problem).Blamed();
        Assert.Equal(place is null ? [] : [place], blamed);
        Assert.Equal(before, await City.StoredAsync());
    }

    [Fact]
    public async Task A_body_of_fifty_megabytes_or_of_another_type_is_refused()
    {
        var before = await City.StoredAsync();

        (await PostAsync("applications", new StringContent($$"""{"itemCode": "{{Item}}"}""", Encoding.UTF8, "text/plain"))).Refused(415, "unsupported-media-type");
        (await PostAsync("applications", new StringContent(new string(' ', FiftyMegabytes), Encoding.UTF8, "application/json"))).Refused(413, "too-large");

        Assert.Equal(before, await City.StoredAsync());
    }

    [Fact]
    public async Task A_creation_without_a_key_and_a_change_without_a_version_are_refused()
    {
        var zhang = City.Citizen();
        var draft = await zhang.DraftsAsync(Application.SoleTrader());
        var before = await City.StoredAsync();

        (await zhang.SendAsync(HttpMethod.Post, "applications", new { itemCode = Item })).Refused(400, "idempotency-key-required");
        (await zhang.SendAsync(HttpMethod.Post, $"applications/{draft}/submission")).Refused(400, "idempotency-key-required");
        (await zhang.SendAsync(HttpMethod.Put, $"applications/{draft}", new { values = new { } })).Refused(428, "precondition-required");

        Assert.Equal(before, await City.StoredAsync());
    }

    [Fact]
    public async Task A_submission_with_gaps_names_all_of_them_at_once()
    {
        var zhang = City.Citizen();
        var draft = await zhang.DraftsAsync(Application.SoleTrader().But(("applicant.phone", null), ("business.scope", null)));
        var before = await City.StoredAsync();

        var reply = await zhang.CreateAsync($"applications/{draft}/submission");

        Assert.Equal(["M002", "applicant.phone", "business.scope"], reply.Refused(422, "invalid").Blamed());
        Assert.Equal(before, await City.StoredAsync());
    }

    [Fact]
    public async Task A_file_of_fifty_megabytes_gets_no_address()
    {
        var zhang = City.Citizen();
        var draft = await zhang.DraftsAsync(Application.SoleTrader());
        var before = await City.StoredAsync();

        var reply = await zhang.AsksToUploadAsync($"applications/{draft}", new Material("M002", "身份证.pdf", "application/pdf", new byte[FiftyMegabytes]));

        Assert.Equal(["/size"], reply.Refused(413, "too-large").Blamed());
        Assert.Equal(before, await City.StoredAsync());
    }

    public static TheoryData<string> BadFiles => ["larger than said", "a program", "a virus", "another file than said"];

    [Theory]
    [MemberData(nameof(BadFiles))]
    public async Task A_file_that_is_not_what_it_says_is_rejected_and_holds_the_submission_back(string fault)
    {
        var zhang = City.Citizen();
        var draft = await zhang.DraftsAsync(Application.SoleTrader());
        var said = Material.Pdf("M002", "身份证.pdf");
        var sent = said with
        {
            Content = fault switch
            {
                "larger than said" => [.. said.Content, .. new byte[FiftyMegabytes]],
                "a program" => [.. "MZ\x90\0"u8, .. new byte[said.Content.Length - 5]],
                "a virus" => Virus(said.Content.Length),
                _ => [.. said.Content[..^1], (byte)'!'],
            },
        };
        var ticket = (await zhang.AsksToUploadAsync($"applications/{draft}", said)).Ok();
        await Scenarios.Citizen.PutAsync(ticket, sent);

        var record = (await zhang.CompletesAsync($"applications/{draft}", ticket, fault == "another file than said" ? said : sent)).Ok();

        Assert.Equal("rejected", record["state"].GetString());
        Assert.False(string.IsNullOrWhiteSpace(record["reason"].GetProperty("zh").GetString()));
        var before = await City.StoredAsync();
        var reply = (await zhang.CreateAsync($"applications/{draft}/submission")).Refused(422, "invalid");
        Assert.Equal(["M002"], reply.Blamed());
        Assert.Equal(record["reason"].GetProperty("zh").GetString(), reply["errors"].GetProperty("M002").GetString());
        Assert.Equal(before, await City.StoredAsync());
    }

    [Fact]
    public async Task A_file_of_another_case_is_no_answer_to_a_correction()
    {
        var (zhang, clerk) = (City.Citizen(), City.Clerk("SCJ"));
        var (first, second) = (await zhang.FilesAsync(Application.Food()), await zhang.FilesAsync(Application.Food()));
        foreach (var filing in (Filing[])[first, second])
        {
            (await clerk.ActsAsync(filing, $"{filing.StaffPath}/acceptance", new
            {
                outcome = "correct",
                defects = new[] { new { materialCode = "M006", reason = "平面图未标注面积。", cure = "请标注。" } },
            })).Ok();
        }

        var foreign = (await zhang.UploadsAsync(second.Path, Material.Pdf("M006", "平面图二.pdf"))).Ok()["uploadId"].GetString();
        var before = await City.StoredAsync();

        Assert.Equal(["/materials/0"], (await zhang.CorrectsAsync(first, new { materials = new[] { foreign } })).Refused(422, "invalid").Blamed());

        Assert.Equal(before, await City.StoredAsync());
        (await zhang.CorrectsAsync(second, new { materials = new[] { foreign } })).Ok();
    }

    [Fact]
    public async Task The_same_submission_again_is_the_same_receipt_and_one_case()
    {
        var zhang = City.Citizen();
        var application = Application.SoleTrader();
        var draft = await zhang.DraftsAsync(application);
        (await zhang.UploadsAsync($"applications/{draft}", application.Materials[0])).Ok();
        var key = Guid.NewGuid().ToString();

        var receipts = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => zhang.CreateAsync($"applications/{draft}/submission", key: key)));
        await City.SettlesAsync();
        var later = (await zhang.CreateAsync($"applications/{draft}/submission", key: key)).Ok();
        var anotherKey = (await zhang.CreateAsync($"applications/{draft}/submission")).Ok();

        Assert.All(receipts.Append(anotherKey), receipt => Assert.Equal(later.Text, receipt.Ok().Text));
        var number = later["number"].GetString()!;
        Assert.Single((await zhang.GetAsync("cases?pageSize=100")).Ok()["items"].EnumerateArray(), c => c.GetProperty("number").GetString() == number);
        await City.ToldExactlyOnceAsync(application, "NV-ZH-01");
    }

    [Fact]
    public async Task A_submitted_draft_is_a_case_and_no_draft_any_more()
    {
        var zhang = City.Citizen();
        var filing = await zhang.FilesAsync(Application.SoleTrader(byCourier: false));
        var before = await City.StoredAsync();

        (await zhang.SendAsync(HttpMethod.Put, $"applications/{filing.DraftId}", new { values = new { } }, ifMatch: "*")).Refused(409, "already-submitted");
        (await zhang.SendAsync(HttpMethod.Delete, $"applications/{filing.DraftId}", ifMatch: "*")).Refused(409, "already-submitted");
        (await zhang.AsksToUploadAsync($"applications/{filing.DraftId}", Material.Pdf("M004", "租赁合同.pdf"))).Refused(409, "already-submitted");

        Assert.Equal(before, await City.StoredAsync());
    }

    [Fact]
    public async Task A_completion_before_the_file_is_there_is_refused()
    {
        var zhang = City.Citizen();
        var draft = await zhang.DraftsAsync(Application.SoleTrader());
        var file = Material.Pdf("M002", "身份证.pdf");
        var ticket = (await zhang.AsksToUploadAsync($"applications/{draft}", file)).Ok();
        var before = await City.StoredAsync();

        (await zhang.CompletesAsync($"applications/{draft}", ticket, file)).Refused(409, "upload-missing");

        Assert.Equal(before, await City.StoredAsync());
    }

    [Theory]
    [Rule("ID-02")]
    [InlineData("registered.only", Application.SoleTraderItem)]
    [InlineData("li.si", Application.CompanyItem)]
    public async Task An_item_is_filed_only_by_who_is_known_as_surely_as_it_asks(string person, string itemCode)
    {
        var before = await City.StoredAsync();

        (await City.Citizen(person).CreateAsync("applications", new { itemCode })).Refused(403, "identity-level");

        Assert.Equal(before, await City.StoredAsync());
    }

    [Fact]
    public async Task A_key_that_comes_with_other_content_is_refused()
    {
        var zhang = City.Citizen();
        var key = Guid.NewGuid().ToString();
        var application = Application.SoleTrader();
        var body = new { itemCode = application.ItemCode, values = application.Values };
        var first = (await zhang.CreateAsync("applications", body, key)).Ok();
        var before = await City.StoredAsync();

        (await zhang.CreateAsync("applications", new { itemCode = Application.Food().ItemCode }, key)).Refused(422, "idempotency-key-reused");
        (await zhang.CreateAsync("applications", new { itemCode = application.ItemCode, values = application.But(("premises.area", 61)).Values }, key))
            .Refused(422, "idempotency-key-reused");
        Assert.Equal(first["id"].GetString(), (await zhang.CreateAsync("applications", body, key)).Ok()["id"].GetString());

        Assert.Equal(before, await City.StoredAsync());
    }

    [Fact]
    public async Task A_draft_is_saved_only_on_the_version_that_was_read()
    {
        var zhang = City.Citizen();
        var application = Application.SoleTrader();
        var draft = await zhang.DraftsAsync(application);
        var read = (await zhang.GetAsync($"applications/{draft}")).Ok();
        (await zhang.SendAsync(HttpMethod.Put, $"applications/{draft}", new { values = application.But(("premises.area", 70)).Values }, ifMatch: read.ETag)).Ok();
        var before = await City.StoredAsync();

        (await zhang.SendAsync(HttpMethod.Put, $"applications/{draft}", new { values = application.But(("premises.area", 80)).Values }, ifMatch: read.ETag)).Refused(412, "stale");
        (await zhang.SendAsync(HttpMethod.Delete, $"applications/{draft}", ifMatch: read.ETag)).Refused(412, "stale");
        (await zhang.SendAsync(HttpMethod.Put, $"applications/{draft}", new { values = new { } }, ifMatch: "\"nonsense\"")).Refused(412, "stale");

        Assert.Equal(before, await City.StoredAsync());
    }

    [Fact]
    public async Task A_draft_whose_text_looks_encrypted_stays_readable()
    {
        var zhang = City.Citizen();
        const string text = "enc:1:00000000:AAAA";
        var draft = await zhang.DraftsAsync(Application.SoleTrader().But(("business.tradeName", text)));

        Assert.Equal(text, (await zhang.GetAsync($"applications/{draft}")).Ok()["values"].GetProperty("business.tradeName").GetString());
    }

    [Fact]
    public async Task A_decision_on_a_version_that_has_changed_is_refused()
    {
        var filing = await ReviewedAsync();
        var approver = City.Approver("SCJ");
        var read = await approver.SeesAsync(filing);
        var colleague = await City.SecondApproverAsync("SCJ");
        (await colleague.ActsAsync(filing, $"{filing.Task("C")}/claim")).Ok();
        var before = await City.StoredAsync();

        (await approver.SendAsync(HttpMethod.Post, $"{filing.StaffPath}/decision", new { outcome = "grant" }, Guid.NewGuid().ToString(), read.ETag)).Refused(412, "stale");

        Assert.Equal(before, await City.StoredAsync());
    }

    [Fact]
    public async Task Of_two_approvers_at_the_same_instant_one_decides()
    {
        for (var round = 0; round < 3; round++)
        {
            var filing = await ReviewedAsync();
            var approver = City.Approver("SCJ");
            var colleague = await City.SecondApproverAsync("SCJ");
            var read = await approver.SeesAsync(filing);

            var replies = await Task.WhenAll(
                approver.SendAsync(HttpMethod.Post, $"{filing.StaffPath}/decision", new { outcome = "grant" }, Guid.NewGuid().ToString(), read.ETag),
                colleague.SendAsync(HttpMethod.Post, $"{filing.StaffPath}/decision", new { outcome = "refuse", reason = "不符。", basis = "第十九条" }, Guid.NewGuid().ToString(), read.ETag));
            await City.SettlesAsync();

            Assert.Single(replies, r => (int)r.Status == 200);
            var loser = Assert.Single(replies, r => (int)r.Status != 200);
            Assert.True((int)loser.Status is 409 or 412, loser.Text);
            Assert.Single(await City.EventsAsync(filing), e => e == "stageDecided");
            Assert.Single(await City.EventsAsync(filing), e => e == "decisionMade");
            Assert.Single(await City.ResultsAsync(filing, City.Citizen()));
        }
    }

    private async Task<Filing> ReviewedAsync()
    {
        var filing = await City.Citizen().FilesAsync(Application.SoleTrader(byCourier: false));
        (await City.Clerk("SCJ").AcceptsAsync(filing)).Ok();
        (await City.Reviewer("SCJ").AgreesAsync(filing, "B")).Ok();
        await City.SettlesAsync();
        return filing;
    }

    private Task<Reply> PostAsync(string path, HttpContent content) =>
        City.Citizen().SendAsync(HttpMethod.Post, path, key: Guid.NewGuid().ToString(), content: content);

    // The industry's test file; its two halves stand apart so that no scanner takes this source for it.
    private static byte[] Virus(int length)
    {
        var file = Encoding.ASCII.GetBytes("%PDF-1.7\n" + @"X5O!P%@AP[4\PZX54(P^)7CC)7}" + "$EICAR-STANDARD-" + "ANTIVIRUS-TEST-FILE!$H+H*" + "\n");
        return [.. file, .. Enumerable.Repeat((byte)' ', length - file.Length - 6), .. "%%EOF\n"u8];
    }
}
