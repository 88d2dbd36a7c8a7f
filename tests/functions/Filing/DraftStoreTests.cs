using NoVisit.Approval;
using NoVisit.Http;
using NoVisit.Storage;
using NoVisit.Tests;

namespace NoVisit.Filing;

/// <summary>Drafts and their uploads in the person's own partition.</summary>
[Rule("IN-01")]
public sealed class DraftStoreTests(Azurite azurite)
{
    private static readonly Draft Sample = new(
        "d-1", CaseWalk.Applicant, CaseWalk.SoleTrader, 1, CaseWalk.Values(), CaseWalk.Time("2026-02-10 09:30").AddTicks(1234567), null, default);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_draft_reads_back_as_it_was_stored()
    {
        var (store, _) = await OpenAsync();

        Assert.Equal(CaseWalk.Text(Sample with { ETag = default }), CaseWalk.Text((await store.FindAsync(Sample.PersonId, Sample.Id, Cancel))! with { ETag = default }));
    }

    [Fact]
    public async Task A_draft_is_stored_once() => Assert.Null(await (await OpenAsync()).Store.AddAsync(Sample, Cancel));

    [Fact]
    public async Task Another_person_has_no_such_draft() => Assert.Null(await (await OpenAsync()).Store.FindAsync("li.si", Sample.Id, Cancel));

    [Fact]
    public void The_same_request_of_the_same_person_is_the_same_draft() =>
        Assert.Equal(Draft.IdOf("zhang.san", "key-0001"), Draft.IdOf("zhang.san", "key-0001"));

    [Fact]
    public void The_same_key_of_another_person_is_another_draft() =>
        Assert.NotEqual(Draft.IdOf("zhang.san", "key-0001"), Draft.IdOf("li.si", "key-0001"));

    [Fact]
    public async Task Saved_values_replace_all_old_ones()
    {
        var (store, draft) = await OpenAsync();
        await store.SaveAsync(draft with { Values = new Dictionary<string, System.Text.Json.JsonElement> { ["applicant.name"] = CaseWalk.Json("李四") } }, draft.ETag, Cancel);

        Assert.Equal(["applicant.name"], (await store.FindAsync(Sample.PersonId, Sample.Id, Cancel))!.Values.Keys);
    }

    [Fact]
    public async Task Saving_answers_the_version_to_save_against_next()
    {
        var (store, draft) = await OpenAsync();
        var saved = await store.SaveAsync(draft, draft.ETag, Cancel);

        Assert.Equal((await store.FindAsync(Sample.PersonId, Sample.Id, Cancel))!.ETag, saved.ETag);
    }

    [Fact]
    public async Task What_was_saved_elsewhere_meanwhile_is_not_overwritten()
    {
        var (store, draft) = await OpenAsync();
        await store.SaveAsync(draft, draft.ETag, Cancel);

        Assert.Equal(412, (await Assert.ThrowsAsync<ProblemException>(() => store.SaveAsync(draft, draft.ETag, Cancel))).Kind.Status);
    }

    [Fact]
    public async Task A_draft_comes_with_its_own_uploads_only()
    {
        var (store, _) = await OpenAsync();
        await store.SaveUploadAsync(Sample.PersonId, CaseWalk.Upload("M002", "u-1"), Cancel);
        await store.SaveUploadAsync(Sample.PersonId, CaseWalk.Upload("M002", "u-2") with { OwnerId = "d-10" }, Cancel);

        Assert.Equal(["u-1"], (await store.FindWithUploadsAsync(Sample.PersonId, Sample.Id, Cancel))!.Value.Uploads.Select(u => u.Key));
    }

    [Fact]
    public async Task Uploads_stand_in_the_order_of_their_completion()
    {
        var (store, _) = await OpenAsync();
        await store.SaveUploadAsync(Sample.PersonId, CaseWalk.Upload("M002", "a") with { UploadedAt = CaseWalk.Time("2026-02-10 10:00") }, Cancel);
        await store.SaveUploadAsync(Sample.PersonId, CaseWalk.Upload("M002", "b") with { UploadedAt = CaseWalk.Time("2026-02-10 09:00") }, Cancel);

        Assert.Equal(["b", "a"], (await store.FindWithUploadsAsync(Sample.PersonId, Sample.Id, Cancel))!.Value.Uploads.Select(u => u.Key));
    }

    [Fact]
    public async Task A_discarded_draft_takes_its_uploads_along()
    {
        var (store, draft) = await OpenAsync();
        await store.SaveUploadAsync(Sample.PersonId, CaseWalk.Upload("M002", "u-1"), Cancel);
        await store.DeleteAsync(draft, [CaseWalk.Upload("M002", "u-1")], draft.ETag, Cancel);

        Assert.Empty(await store.UploadsAsync(Sample.PersonId, Sample.Id, Cancel));
    }

    [Fact]
    public async Task A_draft_that_changed_meanwhile_is_not_discarded()
    {
        var (store, draft) = await OpenAsync();
        await store.SaveAsync(draft, draft.ETag, Cancel);
        await Assert.ThrowsAsync<ProblemException>(() => store.DeleteAsync(draft, [], draft.ETag, Cancel));

        Assert.NotNull(await store.FindAsync(Sample.PersonId, Sample.Id, Cancel));
    }

    [Fact]
    public async Task A_draft_discarded_twice_is_gone()
    {
        var (store, draft) = await OpenAsync();
        await store.DeleteAsync(draft, [], draft.ETag, Cancel);

        Assert.Equal(404, (await Assert.ThrowsAsync<ProblemException>(() => store.DeleteAsync(draft, [], draft.ETag, Cancel))).Kind.Status);
    }

    [Fact]
    public async Task Values_far_larger_than_one_column_read_back_whole()
    {
        var (store, draft) = await OpenAsync();
        var scope = string.Concat(Enumerable.Repeat("餐饮服务;", 20_000));
        await store.SaveAsync(
            draft with { Values = new Dictionary<string, System.Text.Json.JsonElement> { ["business.scope"] = CaseWalk.Json(scope) } }, draft.ETag, Cancel);

        Assert.Equal(scope, (await store.FindAsync(Sample.PersonId, Sample.Id, Cancel))!.Values["business.scope"].GetString());
    }

    private async Task<(DraftStore Store, Draft Draft)> OpenAsync()
    {
        var store = new DraftStore((await CaseHouse.OpenAsync(azurite)).Storage);
        return (store, (await store.AddAsync(Sample, Cancel))!);
    }
}
