using NoVisit.Localization;

namespace NoVisit.Catalogue;

/// <summary>An item in the administrators' list.</summary>
/// <param name="Code">Item code.</param>
/// <param name="Name">Name in the newest version.</param>
/// <param name="Lead">Code of the lead department.</param>
/// <param name="InForce">Version that can be filed now; null when there is none.</param>
/// <param name="Newest">Newest version that was published or cancelled; null when there is only a draft.</param>
/// <param name="Status">Status of the newest version.</param>
/// <param name="Draft">Version that is being drafted; null when none is.</param>
internal sealed record AdministeredItem(string Code, Text Name, string Lead, int? InForce, int? Newest, ItemStatus Status, int? Draft)
{
    /// <param name="versions">All of one item, the draft included.</param>
    /// <param name="inForce">The one that can be filed.</param>
    public static AdministeredItem Of(IReadOnlyList<ItemVersion> versions, ServiceItem? inForce)
    {
        var published = versions.Where(v => v.Item.Status != ItemStatus.Draft).MaxBy(v => v.Item.Version)?.Item;
        var draft = versions.FirstOrDefault(v => v.Item.Status == ItemStatus.Draft && v.Item.Version > (published?.Version ?? 0))?.Item;
        var shown = published ?? draft ?? versions[0].Item;
        return new(shown.Code, shown.Name, shown.Lead.Code, inForce?.Version, published?.Version, shown.Status, draft?.Version);
    }
}

/// <summary>One version of an item in its history.</summary>
/// <param name="Code">Item code.</param>
/// <param name="Version">Number.</param>
/// <param name="Status">Draft, published or cancelled.</param>
/// <param name="Cancels">It takes the item out of the catalogue.</param>
/// <param name="Reason">Why it does.</param>
/// <param name="InForce">Filings made now fall under it.</param>
/// <param name="EffectiveFrom">First day on which it holds; null: from its publication.</param>
/// <param name="Editors">Accounts that edited it; none of them may publish it.</param>
/// <param name="EditedAt">Last edit; null when it came with the build.</param>
/// <param name="ApprovedBy">Account that published it.</param>
/// <param name="ApprovedAt">When.</param>
/// <param name="Approval">Number or words of the approval.</param>
internal sealed record ItemVersionView(
    string Code, int Version, ItemStatus Status, bool Cancels, string? Reason, bool InForce, DateOnly? EffectiveFrom,
    IReadOnlyList<string> Editors, DateTimeOffset? EditedAt, string? ApprovedBy, DateTimeOffset? ApprovedAt, string? Approval)
{
    public static ItemVersionView Of(ItemVersion version, ServiceItem? inForce) => new(
        version.Item.Code, version.Item.Version, version.Item.Status, version.Cancels, version.Reason, version.Item.Version == inForce?.Version,
        version.EffectiveFrom, version.Editors, version.EditedAt, version.ApprovedBy, version.ApprovedAt, version.Approval);
}

/// <summary>A version in full.</summary>
/// <param name="Version">Its history.</param>
/// <param name="Findings">What the checks of publication say; an error forbids publication.</param>
/// <param name="Item">The item.</param>
internal sealed record ItemVersionDetail(ItemVersionView Version, IReadOnlyList<ItemFinding> Findings, ServiceItem Item);
