using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using NoVisit.Storage;
using NoVisit.Storage.Tables;

namespace NoVisit.Catalogue;

/// <summary>One version of an item with its history: who edited it, who approved it, from when it holds (CT-05).</summary>
/// <param name="Item">The item; its status says whether it is a draft, published, or the cancellation of the item.</param>
internal sealed record ItemVersion(ServiceItem Item)
{
    /// <summary>Who wrote at it: none of them may publish it.</summary>
    public IReadOnlyList<string> Editors { get; init; } = [];

    /// <summary>When it was last edited; null for versions of the build.</summary>
    public DateTimeOffset? EditedAt { get; init; }

    /// <summary>The draft takes the item out of the catalogue once it is published.</summary>
    public bool Cancels { get; init; }

    /// <summary>Why the item is cancelled.</summary>
    public string? Reason { get; init; }

    /// <summary>Who published it.</summary>
    public string? ApprovedBy { get; init; }

    /// <summary>When.</summary>
    public DateTimeOffset? ApprovedAt { get; init; }

    /// <summary>Number or words of the approval (批准文号).</summary>
    public string? Approval { get; init; }

    /// <summary>First day on which it holds; null: from its publication.</summary>
    public DateOnly? EffectiveFrom { get; init; }

    /// <summary>A version that came with the build.</summary>
    public static ItemVersion OfBuild(ServiceItem item) => new(item);

    /// <summary>Tells one state of a draft from every other.</summary>
    public string DraftTag()
    {
        var content = JsonSerializer.Serialize(this, CatalogueJson.Stored);
        return string.Create(
            CultureInfo.InvariantCulture, $"v{Item.Version}-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(content)))[..16]}");
    }
}

/// <summary>Versions as rows: published ones beside the revision of the catalogue, drafts in a partition of their own, one for each item.</summary>
internal static class ItemVersionRow
{
    public const string Prefix = "item~";
    public const string Drafts = "drafts";

    /// <summary>The row of a version that was published or cancelled.</summary>
    public static TableEntity Published(ItemVersion version) =>
        Write(ReferenceRows.Partition, string.Create(CultureInfo.InvariantCulture, $"{Prefix}{version.Item.Code}~{version.Item.Version:D6}"), version);

    /// <summary>The row of an item's one draft.</summary>
    public static TableEntity Draft(ItemVersion version) => Write(Drafts, version.Item.Code, version);

    public static ItemVersion Read(TableEntity row) => JsonColumns.Read<ItemVersion>(row, CatalogueJson.Stored);

    private static TableEntity Write(string partition, string key, ItemVersion version)
    {
        var row = new TableEntity(partition, key);
        JsonColumns.Write(row, version, CatalogueJson.Stored);
        return row;
    }
}
