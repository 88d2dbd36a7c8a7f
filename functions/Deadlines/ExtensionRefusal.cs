using System.Globalization;
using NoVisit.Localization;

namespace NoVisit.Deadlines;

/// <summary>Why a case is not extended (TL-09).</summary>
/// <param name="Code">Stable name of the reason.</param>
/// <param name="Message">For the person who asked.</param>
public sealed record ExtensionRefusal(string Code, Text Message)
{
    /// <summary>A case is extended once only.</summary>
    public static ExtensionRefusal AlreadyExtended { get; } =
        new("alreadyExtended", new("本办件已申请过延期,只能延期一次。", "An extension was already asked for; a case is extended only once."));

    /// <summary>The promised limit has passed.</summary>
    public static ExtensionRefusal TooLate { get; } =
        new("tooLate", new("承诺时限已过,不能再申请延期。", "The promised limit has passed; an extension has to be asked for before."));

    /// <summary>The item allows no extension.</summary>
    public static ExtensionRefusal NotProvidedFor { get; } =
        new("notProvidedFor", new("本事项不允许延期。", "This item allows no extension."));

    /// <summary>The case is decided.</summary>
    public static ExtensionRefusal Decided { get; } =
        new("decided", new("本办件已作出决定,不能延期。", "The case is decided and cannot be extended."));

    /// <summary>More than the law allows, or not at least one day.</summary>
    /// <param name="days">The most that the item allows.</param>
    public static ExtensionRefusal BeyondMaximum(int days) => new("beyondMaximum", new(
        string.Create(CultureInfo.InvariantCulture, $"延期须为 1 至 {days} 个工作日。"),
        string.Create(CultureInfo.InvariantCulture, $"An extension is 1 to {days} working days.")));
}
