using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using NoVisit.Approval;
using NoVisit.Deadlines;
using NoVisit.Http;
using NoVisit.Identity;
using NoVisit.Localization;

namespace NoVisit.Catalogue;

/// <summary>目录管理: items are drafted, checked, approved by a second person and published without a redeployment (CT-01, CT-03, CT-05, WF-02).</summary>
internal sealed class ItemAdministrationFunctions(ItemVersions versions, CurrentCatalogue catalogue, Paging paging, TimeProvider time)
{
    private const int MaxBytes = 512 * 1024;

    /// <summary>Every item with what is in force and what is being drafted.</summary>
    [Function("ListItemsForAdministrators")]
    [Allow(Role.Administrator)]
    [Operation("All items, cancelled ones and drafts included.", Response = typeof(Page<AdministeredItem>), Paged = true)]
    public async Task<IResult> List(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "admin/items")] HttpRequest request, CancellationToken cancellationToken)
    {
        const string list = "admin/items";
        var asked = paging.Read(request, list);
        var drafts = (await versions.DraftsAsync(cancellationToken)).ToDictionary(d => d.Item.Code);
        var all = catalogue.Versions.Concat(drafts.Values).Where(v => !v.Item.Secret).GroupBy(v => v.Item.Code)
            .OrderBy(group => group.Key, StringComparer.Ordinal).ToList();
        var skip = int.TryParse(asked.Position, CultureInfo.InvariantCulture, out var position) ? position : 0;
        var next = skip + asked.Size < all.Count ? (skip + asked.Size).ToString(CultureInfo.InvariantCulture) : null;
        return Answer.Ok(new Page<AdministeredItem>(
            [.. all.Skip(skip).Take(asked.Size).Select(group => AdministeredItem.Of([.. group], catalogue.Find(group.Key)))], paging.Next(next, list)));
    }

    /// <summary>The draft of an item if there is one, else its newest version; with all findings of publication.</summary>
    [Function("ReadItemForAdministrators")]
    [Allow(Role.Administrator)]
    [Operation("The draft of an item, or its newest version, with the findings of the checks of publication.", Response = typeof(ItemVersionDetail))]
    public async Task<IResult> Read(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "admin/items/{code}")] HttpRequest request, string code, CancellationToken cancellationToken)
    {
        var state = await versions.FindAsync(code, cancellationToken);
        return Shown(state.Draft ?? state.Newest, state.Tag);
    }

    /// <summary>Every version of an item, the newest first, its draft before them.</summary>
    [Function("ListItemVersions")]
    [Allow(Role.Administrator)]
    [Operation("Every version of an item: who edited and approved it, from when it holds.", Response = typeof(Page<ItemVersionView>))]
    public async Task<IResult> Versions(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "admin/items/{code}/versions")] HttpRequest request, string code, CancellationToken cancellationToken)
    {
        var state = await versions.FindAsync(code, cancellationToken);
        var all = catalogue.Versions.Where(v => v.Item.Code == code).Concat(state.Draft is { } draft ? [draft] : [])
            .Where(v => !v.Item.Secret).OrderByDescending(v => v.Item.Version).ToList();
        return all.Count == 0
            ? throw new ProblemException(ProblemKind.NotFound)
            : Answer.Ok(new Page<ItemVersionView>([.. all.Select(View)], null), state.Tag);
    }

    /// <summary>One version in full.</summary>
    [Function("ReadItemVersion")]
    [Allow(Role.Administrator)]
    [Operation("One published or cancelled version of an item in full.", Response = typeof(ItemVersionDetail))]
    public IResult Version(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "admin/items/{code}/versions/{version}")] HttpRequest request, string code, string version) =>
        Shown(
            int.TryParse(version, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
                ? catalogue.Versions.FirstOrDefault(v => v.Item.Code == code && v.Item.Version == number)
                : null,
            $"v{version}");

    /// <summary>Saves the draft of the next version. Version and status are given by the system, whatever the body says.</summary>
    [Function("SaveItemDraft")]
    [Allow(Role.Administrator)]
    [Operation("Saves the draft of an item's next version and answers all findings.", Request = typeof(ServiceItem), Response = typeof(ItemVersionDetail), Changes = true)]
    public async Task<IResult> Save(
        [HttpTrigger(AuthorizationLevel.Anonymous, "put", Route = "admin/items/{code}")] HttpRequest request, string code, CancellationToken cancellationToken)
    {
        var expected = ReadTag(request);
        if (!ItemChangeRules.IsCode(code))
        {
            throw Refusal.Invalid("item-code", new("事项编码不符合编码规则。", "The item code does not follow the coding rule.")).ToProblem();
        }

        var body = await ReadObjectAsync(request, cancellationToken);
        var state = await RequireAsync(code, expected, cancellationToken);
        if (body["code"] is { } own && !(own.GetValueKind() == JsonValueKind.String && own.GetValue<string>() == code))
        {
            throw Refusal.Invalid(
                "item-code", new("事项编码一经确定不得更改。", "The code of an item never changes."),
                new Dictionary<string, Text> { ["/code"] = new("须与地址中的编码一致", "Must be the code in the address") }).ToProblem();
        }

        (body["code"], body["version"], body["status"]) = (code, state.NextVersion, "draft");
        var (item, findings) = CatalogueLoader.ReadItem(body.ToJsonString(), catalogue.Registers);
        if (item is null)
        {
            throw Refusal.Invalid(
                "item-unreadable", new("事项数据无法识别。", "The item cannot be read."),
                findings.GroupBy(f => f.Location).ToDictionary(group => group.Key, group => group.First().Message)).ToProblem();
        }

        Refuse(ItemChangeRules.RefuseSecret(item));
        var draft = ItemChangeRules.Edited(state.Draft, item, Caller.Of(request.HttpContext).Id, time.GetUtcNow());
        await versions.SaveAsync(draft, state, cancellationToken);
        return Shown(draft, draft.DraftTag());
    }

    /// <summary>Drafts the cancellation of an item; it holds when a second person has published it.</summary>
    [Function("DraftItemCancellation")]
    [Allow(Role.Administrator)]
    [Operation("Drafts the cancellation of an item, with its reason; to be published by a second person.", Request = typeof(CancelItem), Response = typeof(ItemVersionDetail), Changes = true)]
    public async Task<IResult> Cancel(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "admin/items/{code}/cancellation")] HttpRequest request, string code, CancellationToken cancellationToken)
    {
        var expected = ReadTag(request);
        var command = await request.ReadJsonAsync<CancelItem>(cancellationToken);
        var state = await RequireAsync(code, expected, cancellationToken);
        if (state.Draft is null && state.Newest is null)
        {
            throw new ProblemException(ProblemKind.NotFound);
        }

        var inForce = catalogue.Find(code);
        Refuse(ItemChangeRules.RefuseCancellation(inForce, command));
        var draft = ItemChangeRules.Cancelled(inForce!, state.NextVersion, command.Reason!, Caller.Of(request.HttpContext).Id, time.GetUtcNow());
        await versions.SaveAsync(draft, state, cancellationToken);
        return Shown(draft, draft.DraftTag());
    }

    /// <summary>Discards the draft.</summary>
    [Function("DiscardItemDraft")]
    [Allow(Role.Administrator)]
    [Operation("Discards the draft of an item.", Status = 204, Changes = true)]
    public async Task<IResult> Discard(
        [HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = "admin/items/{code}")] HttpRequest request, string code, CancellationToken cancellationToken)
    {
        var state = await RequireAsync(code, ReadTag(request), cancellationToken);
        _ = state.Draft ?? throw NoDraft().ToProblem();
        await versions.DiscardAsync(code, state, cancellationToken);
        return new Answer(StatusCodes.Status204NoContent);
    }

    /// <summary>Approves and publishes the draft: never by anybody who edited it.</summary>
    [Function("PublishItem")]
    [Allow(Role.Administrator)]
    [Operation("Publishes the draft of an item, from a day on or at once; refused to whoever edited it.", Request = typeof(PublishItem), Response = typeof(ItemVersionDetail), Changes = true)]
    public async Task<IResult> Publish(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "admin/items/{code}/publication")] HttpRequest request, string code, CancellationToken cancellationToken)
    {
        var expected = ReadTag(request);
        var command = request.ContentType is null || request.ContentLength == 0 ? new PublishItem() : await request.ReadJsonAsync<PublishItem>(cancellationToken);
        var state = await versions.FindAsync(code, cancellationToken);
        var draft = state.Draft ?? throw (state.Newest is null ? new ProblemException(ProblemKind.NotFound) : NoDraft().ToProblem());
        Match(state, expected);
        var (by, now) = (Caller.Of(request.HttpContext).Id, time.GetUtcNow());
        Refuse(ItemChangeRules.RefusePublication(draft, command, by, OfficeHours.DateOf(now), ItemChangeRules.Check(draft, catalogue)));
        var published = ItemChangeRules.Published(draft, command, by, now);
        await versions.PublishAsync(published, cancellationToken);
        return Shown(published, $"v{published.Item.Version}");
    }

    private static Refusal NoDraft() => new(
        "no-draft", 409, new("没有草案", "No draft"), new("该事项没有待发布的草案。", "There is no draft of this item."));

    private static void Refuse(Refusal? refusal)
    {
        if (refusal is not null)
        {
            throw refusal.ToProblem();
        }
    }

    private static string ReadTag(HttpRequest request) => request.ReadIfMatch().ToString().Replace("W/", "", StringComparison.Ordinal).Trim('"');

    private static void Match(ItemState state, string expected)
    {
        if (expected == "*" || expected == state.Tag)
        {
            return;
        }

        throw state.Draft is { EditedAt: { } at, Editors: [.., var editor] }
            ? ProblemException.ChangedBy(editor, at, new("事项草案", "the draft of the item"))
            : new ProblemException(ProblemKind.Stale);
    }

    private static async Task<JsonObject> ReadObjectAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        if (request.ContentType?.StartsWith("application/json", StringComparison.OrdinalIgnoreCase) is not true)
        {
            throw new ProblemException(ProblemKind.UnsupportedMediaType);
        }

        var bytes = await request.ReadBytesAsync(MaxBytes, cancellationToken);
        try
        {
            var options = new JsonDocumentOptions { MaxDepth = 32, AllowDuplicateProperties = false };
            return JsonNode.Parse(Encoding.UTF8.GetString(bytes), documentOptions: options) as JsonObject ?? throw new ProblemException(ProblemKind.Malformed);
        }
        catch (JsonException e)
        {
            throw new ProblemException(ProblemKind.Malformed, inner: e);
        }
    }

    private async Task<ItemState> RequireAsync(string code, string expected, CancellationToken cancellationToken)
    {
        var state = await versions.FindAsync(code, cancellationToken);
        Match(state, expected);
        return state;
    }

    private Answer Shown(ItemVersion? version, string tag) => version is null or { Item.Secret: true }
        ? throw new ProblemException(ProblemKind.NotFound)
        : Answer.Ok(new ItemVersionDetail(View(version), ItemChangeRules.Check(version, catalogue), version.Item), tag);

    private ItemVersionView View(ItemVersion version) => ItemVersionView.Of(version, catalogue.Find(version.Item.Code));
}
