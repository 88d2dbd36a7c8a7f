using NoVisit.Catalogue;

namespace NoVisit.Filing.Forms;

/// <summary>
/// What has to be handed in, by what was filled in (IN-04). Materials that the form itself is (<see cref="MaterialSource.Form"/>) are left
/// out: there is nothing to hand in.
/// </summary>
/// <param name="Required">Material codes without which a filing is incomplete; conditional ones whose condition holds are among them.</param>
/// <param name="Tolerable">Material codes that may be promised and supplied later (容缺, IN-07).</param>
public sealed record RequiredMaterials(IReadOnlyList<string> Required, IReadOnlyList<string> Tolerable)
{
    /// <summary>The materials that an item asks for now.</summary>
    public static RequiredMaterials Of(ServiceItem item, FormValues values)
    {
        var handedIn = item.Materials.Where(material => material.Source != MaterialSource.Form).ToList();
        return new(
            [.. handedIn.Where(NeededNow).Select(m => m.Code)],
            [.. handedIn.Where(m => m.Need == MaterialNeed.Tolerable).Select(m => m.Code)]);

        bool NeededNow(ItemMaterial material) =>
            material.Need == MaterialNeed.Required || (material.Need == MaterialNeed.Conditional && material.When!.Holds(values));
    }
}
