namespace NoVisit.Localization;

/// <summary>A text for people, in both languages of the product.</summary>
/// <param name="Zh">Simplified Chinese.</param>
/// <param name="En">English.</param>
public sealed record Text(string Zh, string En);
