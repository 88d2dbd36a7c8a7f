using NoVisit.Approval;
using NoVisit.Storage;

namespace NoVisit.Scenarios;

/// <summary>
/// The app is redeployed while cases run (NF-02): cases that an earlier build began and left at several points are ended by today's,
/// over the earlier one's tables and hub. What the earlier build left is kept in <c>EarlierBuild/</c>.
/// </summary>
/// <remarks>
/// <c>UPDATE_EARLIER_BUILD=1</c> makes these tests write that folder anew with today's build first. Do so for a release, not to make a test
/// pass: what these tests refuse would be refused in the field, where cases wait for months.
/// </remarks>
[Rule("NF-02")]
public sealed class EarlierBuildTests(LocalStack stack)
{
    private static readonly object LeaseMissing = new
    {
        outcome = "correct",
        defects = new[] { new { materialCode = "M004", reason = "租赁合同缺签字页。", cure = "请补充签字页。" } },
    };

    private static readonly SemaphoreSlim Writing = new(1, 1);
    private static bool isWritten;

    [Fact]
    public async Task A_case_that_was_submitted_is_accepted_decided_and_delivered()
    {
        await using var city = await RedeployedAsync();
        var filing = await FilingAsync("submitted", Application.SoleTrader());
        var zhang = city.Citizen();

        (await city.Clerk("SCJ").AcceptsAsync(filing)).Ok();
        (await city.Reviewer("SCJ").AgreesAsync(filing, "B")).Ok();
        (await city.Approver("SCJ").GrantsAsync(filing)).Ok();
        await city.SettlesAsync();
        await city.DeliversAsync(filing, zhang);

        var (_, pdf) = Assert.Single(await city.ResultsAsync(filing, zhang));
        await Documents.SignatureHoldsAsync(pdf);
        await EndedWellAsync(city, filing);
        // The receipt was sent before the redeployment, and is not sent again.
        Assert.Equal(
            ["NV-ZH-03", "NV-ZH-06", "NV-ZH-08", "NV-ZH-09", "NV-ZH-10"],
            (await city.Gateways.SmsAsync(filing.Application.Phone)).Select(s => s.TemplateId).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_case_in_parallel_review_with_one_opinion_given_gets_the_others_and_its_certificates()
    {
        await using var city = await RedeployedAsync();
        var filing = await FilingAsync("inReview", Application.Company(byCourier: false));
        var zhang = city.Citizen();

        foreach (var department in (string[])["GAJ", "SWJ", "RSJ"])
        {
            (await city.Approver(department).GrantsAsync(filing)).Ok();
        }

        await city.SettlesAsync();

        Assert.Equal("closed", await zhang.StateOfAsync(filing));
        Assert.Equal(
            ["C-BL", "C-SEAL", "C-SOC"],
            (await city.ResultsAsync(filing, zhang)).Select(r => r.Result.GetProperty("code").GetString()!).Order(StringComparer.Ordinal));
        await EndedWellAsync(city, filing);
        Assert.Empty(await city.AccountabilityAsync(filing));
    }

    [Fact]
    public async Task A_timer_that_the_earlier_build_set_still_brings_the_tacit_agreement()
    {
        await using var city = await RedeployedAsync();
        var filing = await FilingAsync("tacit", Application.Company(byCourier: false));
        var zhang = city.Citizen();

        await city.ItIsAsync("2026-09-09T17:30:00+08:00");
        Assert.Equal("inReview", await zhang.StateOfAsync(filing));
        await city.ItIsAsync("2026-09-09T17:30:01+08:00");

        Assert.Equal("closed", await zhang.StateOfAsync(filing));
        Assert.Equal(["GJJ stage C4"], await city.AccountabilityAsync(filing));
        (await city.Reviewer("GJJ").ActsAsync(filing, $"{filing.StaffPath}/orders/C4-1/paper", new { outcome = "agree", text = "同意缴存登记。" })).Ok();
        await city.SettlesAsync();
        await EndedWellAsync(city, filing);
    }

    [Fact]
    public async Task A_correction_that_was_asked_for_is_answered_and_the_case_goes_on_to_its_end()
    {
        await using var city = await RedeployedAsync();
        var filing = await FilingAsync("correction", Application.SoleTrader(byCourier: false));
        var zhang = city.Citizen();

        var lease = (await zhang.UploadsAsync(filing.Path, Material.Pdf("M004", "租赁合同二.pdf"))).Ok()["uploadId"].GetString();
        (await zhang.CorrectsAsync(filing, new { materials = new[] { lease } })).Ok();
        (await city.Clerk("SCJ").AcceptsAsync(filing)).Ok();
        (await city.Reviewer("SCJ").AgreesAsync(filing, "B")).Ok();
        (await city.Approver("SCJ").GrantsAsync(filing)).Ok();
        await city.SettlesAsync();

        Assert.Equal("closed", await zhang.StateOfAsync(filing));
        Assert.Single(await city.ResultsAsync(filing, zhang));
        await EndedWellAsync(city, filing);
    }

    [Fact]
    public async Task A_correction_that_is_not_answered_lapses_on_the_day_that_the_earlier_build_named()
    {
        await using var city = await RedeployedAsync();
        var filing = await FilingAsync("unanswered", Application.SoleTrader(byCourier: false));
        var zhang = city.Citizen();

        await city.ItIsAsync("2026-09-29T17:30:00+08:00");
        Assert.Equal("correctionRequested", await zhang.StateOfAsync(filing));
        await city.ItIsAsync("2026-09-29T17:30:01+08:00");

        Assert.Equal("returned", await zhang.StateOfAsync(filing));
        await EndedWellAsync(city, filing);
    }

    [Fact]
    [Rule("NF-03")]
    public async Task A_lost_hub_is_made_anew_from_the_records_with_its_timers()
    {
        await using var city = await RedeployedAsync(EarlierBuild.RestoreTablesAsync);
        var filing = await FilingAsync("tacit", Application.Company(byCourier: false));
        var unanswered = await FilingAsync("unanswered", Application.SoleTrader(byCourier: false));
        var zhang = city.Citizen();

        // What docs/operations.md tells the operator to do.
        foreach (var number in (string[])[filing.Number, unanswered.Number])
        {
            await city.Storage.Queue(StorageNames.Queues.CaseWakes).SendAsync(new CaseRecovery.Message(number), default, TestContext.Current.CancellationToken);
        }

        await Eventually.TrueAsync("the orchestrations run again", async () =>
            (await city.AskHostAsync($"instances?prefix={unanswered.Number}")).Contains("class=\"Running\"", StringComparison.Ordinal)
            && (await city.AskHostAsync($"instances?prefix={filing.Number}-C4")).Contains("class=\"Running\"", StringComparison.Ordinal));
        await city.ItIsAsync("2026-09-09T17:30:01+08:00");
        Assert.Equal("closed", await zhang.StateOfAsync(filing));
        Assert.Equal(["GJJ stage C4"], await city.AccountabilityAsync(filing));
        await city.ItIsAsync("2026-09-29T17:30:01+08:00");
        Assert.Equal("returned", await zhang.StateOfAsync(unanswered));
        await EndedWellAsync(city, filing);
        await EndedWellAsync(city, unanswered);
    }

    [Fact]
    [Rule("NF-03")]
    public async Task A_case_whose_orchestrations_are_gone_is_set_going_by_who_reads_it()
    {
        await using var city = await RedeployedAsync(EarlierBuild.RestoreTablesAsync);
        var filing = await FilingAsync("tacit", Application.Company(byCourier: false));
        var zhang = city.Citizen();
        await city.ItIsAsync("2026-09-09T18:31:00+08:00");

        Assert.Equal("inReview", await zhang.StateOfAsync(filing));

        await Eventually.TrueAsync("the case is closed", async () => await zhang.StateOfAsync(filing) == "closed");
        Assert.Equal(["GJJ stage C4"], await city.AccountabilityAsync(filing));
    }

    /// <summary>Today's build over what the earlier one left, three hours after it was stopped.</summary>
    private async Task<City> RedeployedAsync(Func<City, Task>? restore = null)
    {
        if (EarlierBuild.IsToBeWritten)
        {
            await WriteOnceAsync();
        }

        return await City.OpenAsync(stack, "2026-09-08T14:00+08:00", before: restore ?? EarlierBuild.RestoreAsync, more: EarlierBuild.Settings);
    }

    private static async Task<Filing> FilingAsync(string stop, Application application) => (await EarlierBuild.CasesAsync())[stop].As(application);

    /// <summary>The ledger's chain holds over both builds, and no orchestration of the case failed or is left.</summary>
    private static async Task EndedWellAsync(City city, Filing filing)
    {
        Assert.NotEmpty(await city.LedgerAsync(filing));
        var orchestrations = await city.AskHostAsync($"instances?prefix={filing.Number}");
        Assert.Contains("class=\"Completed\"", orchestrations, StringComparison.Ordinal);
        Assert.DoesNotContain("class=\"Failed\"", orchestrations, StringComparison.Ordinal);
        Assert.DoesNotContain("class=\"Running\"", orchestrations, StringComparison.Ordinal);
    }

    private async Task WriteOnceAsync()
    {
        await Writing.WaitAsync(TestContext.Current.CancellationToken);
        try
        {
            if (!isWritten)
            {
                await WriteAsync();
                isWritten = true;
            }
        }
        finally
        {
            Writing.Release();
        }
    }

    private async Task WriteAsync()
    {
        await using var city = await City.OpenAsync(stack, "2026-09-08T09:30+08:00", more: EarlierBuild.Settings);
        var zhang = city.Citizen();
        var clerk = city.Clerk("SCJ");
        async Task<Filing> CorrectionAsync()
        {
            var filing = await zhang.FilesAsync(Application.SoleTrader(byCourier: false));
            (await clerk.ActsAsync(filing, $"{filing.StaffPath}/acceptance", LeaseMissing)).Ok();
            return filing;
        }

        async Task<Filing> RegisteredAsync()
        {
            var filing = await zhang.FilesAsync(Application.Company(byCourier: false));
            (await clerk.AcceptsAsync(filing)).Ok();
            (await city.Approver("SCJ").GrantsAsync(filing)).Ok();
            return filing;
        }

        var submitted = await zhang.FilesAsync(Application.SoleTrader());
        var correction = await CorrectionAsync();
        var unanswered = await CorrectionAsync();
        var inReview = await RegisteredAsync();
        (await city.Reviewer("GJJ").AgreesAsync(inReview, "C4")).Ok();
        var tacit = await RegisteredAsync();
        foreach (var department in (string[])["GAJ", "SWJ", "RSJ"])
        {
            (await city.Approver(department).GrantsAsync(tacit)).Ok();
        }

        await city.ItIsAsync(EarlierBuild.StoppedAt);
        await city.SettlesAsync();
        await EarlierBuild.WriteAsync(city,
        [
            EarlierCase.Of("submitted", submitted),
            EarlierCase.Of("correction", correction),
            EarlierCase.Of("unanswered", unanswered),
            EarlierCase.Of("inReview", inReview),
            EarlierCase.Of("tacit", tacit),
        ]);
    }
}
