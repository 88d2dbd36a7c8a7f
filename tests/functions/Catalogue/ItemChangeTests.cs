using NoVisit.Deadlines;
using NoVisit.Localization;
using NoVisit.Storage;
using NoVisit.Tests.Storage;

namespace NoVisit.Catalogue;

/// <summary>动态管理: draft, approval by a second person, effective date, cancellation (CT-05).</summary>
[Rule("CT-05")]
public sealed class ItemChangeTests
{
    private static readonly ItemCatalogue Embedded = CatalogueLoader.LoadEmbedded();
    private static readonly CurrentCatalogue Current = new(
        Embedded, new StorageConnection(StorageFixture.Settings(("AzureWebJobsStorage", "UseDevelopmentStorage=true")), new StorageRequestCounter()), TimeProvider.System);

    private static readonly ServiceItem Food = Embedded.Find("320681-XK-SCJ-0003-1")! with { Version = 2, Status = ItemStatus.Draft };
    private static readonly DateTimeOffset Now = OfficeHours.Default.OpeningOf(new(2026, 9, 8));

    [Fact]
    public void Who_edited_a_draft_however_early_cannot_publish_it()
    {
        var draft = ItemChangeRules.Edited(ItemChangeRules.Edited(null, Food, "cheng.li", Now), Food, "fang.min", Now);
        Assert.Equal("own-draft", Refused(draft, "cheng.li"));
        Assert.Equal("own-draft", Refused(draft, "fang.min"));
        Assert.Null(Refused(draft, "gu.zhengping"));
    }

    [Fact]
    public void A_version_holds_from_today_on_at_the_earliest()
    {
        var draft = ItemChangeRules.Edited(null, Food, "cheng.li", Now);
        Assert.Equal("effective-date", Refused(draft, "fang.min", new(new DateOnly(2026, 9, 7))));
        Assert.Equal("approval-too-long", Refused(draft, "fang.min", new(null, new string('长', 501))));
        Assert.Null(Refused(draft, "fang.min", new(new DateOnly(2026, 9, 8))));
    }

    [Fact]
    [Rule("CT-03", "TL-02")]
    public void A_draft_with_errors_is_not_published_and_every_place_is_named()
    {
        var broken = Food with
        {
            Limits = Food.Limits with { PromisedDays = 11 },
            Disclosures = Food.Disclosures with { Contact = new Text("", "") },
        };
        var draft = ItemChangeRules.Edited(null, broken, "cheng.li", Now);
        var refusal = ItemChangeRules.RefusePublication(draft, new(), "fang.min", new(2026, 9, 8), ItemChangeRules.Check(draft, Current))!;
        Assert.Equal("not-publishable", refusal.Problem);
        Assert.Equal(["/disclosures/contact", "/limits/promisedDays"], refusal.Errors!.Keys.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_warning_does_not_forbid_publication()
    {
        var slow = Food with { Limits = Food.Limits with { PromisedDays = 8 } };
        var draft = ItemChangeRules.Edited(null, slow, "cheng.li", Now);
        Assert.Contains(ItemChangeRules.Check(draft, Current), f => f.Code == "promisedOverSeventyPercent");
        Assert.Null(Refused(draft, "fang.min"));
    }

    [Fact]
    [Rule("CT-02")]
    public void A_code_begins_with_region_and_type()
    {
        var draft = ItemChangeRules.Edited(null, Food with { Code = "320681-QR-SCJ-0099-1" }, "cheng.li", Now);
        Assert.Contains(ItemChangeRules.Check(draft, Current), f => f is { Code: "codeParts", Severity: FindingSeverity.Error });
    }

    [Theory]
    [Rule("CT-02")]
    [InlineData("320681-XK-SCJ-0003-1", true)]
    [InlineData("320681-XK-SCJ-0003", false)]
    [InlineData("320681-xk-SCJ-0003-1", false)]
    [InlineData("320681-XK-SCJ-0003-1/..", false)]
    public void Codes_have_one_form(string code, bool sound) => Assert.Equal(sound, ItemChangeRules.IsCode(code));

    [Fact]
    [Rule("CT-09")]
    public void A_secret_item_does_not_even_become_a_draft() =>
        Assert.Equal("secret-item", ItemChangeRules.RefuseSecret(Food with { Secret = true })!.Problem);

    [Fact]
    public void A_cancellation_needs_an_item_that_is_offered_and_a_reason()
    {
        Assert.Equal("item-not-offered", ItemChangeRules.RefuseCancellation(null, new("已下放"))!.Problem);
        Assert.Equal("reason-missing", ItemChangeRules.RefuseCancellation(Food, new(" "))!.Problem);
        Assert.Equal("reason-too-long", ItemChangeRules.RefuseCancellation(Food, new(new string('长', 501)))!.Problem);
        Assert.Null(ItemChangeRules.RefuseCancellation(Food, new("已下放")));
    }

    [Fact]
    public void A_cancellation_is_approved_by_a_second_person_as_well()
    {
        var draft = ItemChangeRules.Cancelled(Food, 2, "已下放", "cheng.li", Now);
        Assert.Equal("own-draft", Refused(draft, "cheng.li"));
        Assert.Equal(ItemStatus.Cancelled, ItemChangeRules.Published(draft, new(), "fang.min", Now).Item.Status);
    }

    [Fact]
    public void A_draft_begun_before_the_cancellation_is_not_continued_after_the_item_is_offered_anew()
    {
        var (first, cancelled, again) = (Food with { Version = 1, Status = ItemStatus.Published }, Food with { Status = ItemStatus.Cancelled }, Food with { Version = 3, Status = ItemStatus.Published });
        Assert.Null(new ItemCatalogue(Embedded.Registers, [first, cancelled]).FindStillOffered(Food.Code, 1));
        var anew = new ItemCatalogue(Embedded.Registers, [first, cancelled, again]);
        Assert.Null(anew.FindStillOffered(Food.Code, 1));
        Assert.Equal(3, anew.FindStillOffered(Food.Code, 3)!.Version);
    }

    [Fact]
    public void A_draft_keeps_its_version_while_the_item_is_offered()
    {
        var first = Food with { Version = 1, Status = ItemStatus.Published };
        Assert.Equal(1, new ItemCatalogue(Embedded.Registers, [first, first with { Version = 2 }]).FindStillOffered(Food.Code, 1)!.Version);
    }

    [Fact]
    public void Two_states_of_a_draft_have_two_tags()
    {
        var draft = ItemChangeRules.Edited(null, Food, "cheng.li", Now);
        Assert.Equal(draft.DraftTag(), ItemChangeRules.Edited(null, Food, "cheng.li", Now).DraftTag());
        Assert.NotEqual(draft.DraftTag(), ItemChangeRules.Edited(draft, Food, "fang.min", Now).DraftTag());
        Assert.NotEqual(draft.DraftTag(), ItemChangeRules.Edited(null, Food with { OnlineDepth = 3 }, "cheng.li", Now).DraftTag());
    }

    private static string? Refused(ItemVersion draft, string by, PublishItem? command = null) =>
        ItemChangeRules.RefusePublication(draft, command ?? new(), by, new(2026, 9, 8), ItemChangeRules.Check(draft, Current))?.Problem;
}
