namespace NoVisit.Localization;

/// <summary>A text for readers in both languages of the product.</summary>
/// <param name="Zh">Simplified Chinese (zh-CN).</param>
/// <param name="En">English.</param>
public sealed record Text(string Zh, string En);
