using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using NoVisit.Http;
using NoVisit.Identity;

namespace NoVisit.Catalogue;

/// <summary>The public catalogue: what can be filed, and the whole guide of each item.</summary>
internal sealed class CatalogueFunctions(CurrentCatalogue catalogue, Paging paging)
{
    /// <summary>Published items, searched and filtered.</summary>
    [Function("ListItems")]
    [AllowPublic]
    [Operation("Published items.", Response = typeof(Page<ItemSummary>), Paged = true)]
    [QueryParameter("query", "Words in names, other names, themes, departments, codes")]
    [QueryParameter("department", "Code of the lead department")]
    [QueryParameter("kind", "immediate, promised, joint or reported")]
    [QueryParameter("theme", "Theme code")]
    public IResult List([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "items")] HttpRequest request)
    {
        var query = request.Query;
        ItemKind? kind = query["kind"].ToString() switch
        {
            "" => null,
            var text when Enum.TryParse<ItemKind>(text, ignoreCase: true, out var parsed) && !char.IsAsciiDigit(text[0]) => parsed,
            _ => throw ProblemException.At(ProblemKind.Invalid, "kind", new("没有这种办件类型。", "There is no such kind.")),
        };
        const string list = "items";
        var asked = paging.Read(request, list);
        var found = catalogue.Now.Search(new ItemQuery(query["query"], query["department"], kind, query["theme"]));
        var skip = int.TryParse(asked.Position, CultureInfo.InvariantCulture, out var position) ? position : 0;
        var next = skip + asked.Size < found.Count ? (skip + asked.Size).ToString(CultureInfo.InvariantCulture) : null;
        return Answer.Ok(new Page<ItemSummary>([.. found.Skip(skip).Take(asked.Size).Select(ItemSummary.Of)], paging.Next(next, list)));
    }

    /// <summary>
    /// The whole guide of an item; secret and unknown items answer alike (CT-09). A draft or case goes by the version it was begun under, so
    /// earlier published versions can still be read.
    /// </summary>
    [Function("ReadItem")]
    [AllowPublic]
    [Operation("The whole guide of an item.", Response = typeof(ItemGuide))]
    [QueryParameter("version", "The version that a draft or case goes by; left out: the one that can be filed now", Type = typeof(int))]
    public IResult Read([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "items/{code}")] HttpRequest request, string code)
    {
        var version = request.Query["version"].ToString();
        var item = version.Length == 0 ? catalogue.Find(code)
            : int.TryParse(version, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? catalogue.Now.FindPublished(code, number)
            : throw ProblemException.At(ProblemKind.Malformed, "version", new("须为整数。", "Must be a whole number."));
        return Answer.Ok(ItemGuide.Of(item ?? throw new ProblemException(ProblemKind.NotFound)));
    }
}
