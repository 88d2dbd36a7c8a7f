using NoVisit.Localization;

namespace NoVisit.Catalogue;

/// <summary>Something that a check found in an item.</summary>
/// <param name="Severity">Errors forbid publication.</param>
/// <param name="Code">Stable name of the rule.</param>
/// <param name="Location">JSON pointer into the item.</param>
/// <param name="Message">For the editor.</param>
public sealed record ItemFinding(FindingSeverity Severity, string Code, string Location, Text Message);

/// <summary>Weight of a finding.</summary>
public enum FindingSeverity
{
    /// <summary>Forbids publication.</summary>
    Error,

    /// <summary>Has to be looked at.</summary>
    Warning,

    /// <summary>Good to know.</summary>
    Information,
}
