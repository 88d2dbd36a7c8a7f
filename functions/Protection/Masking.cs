namespace NoVisit.Protection;

/// <summary>How personal data is shown where it need not be read in full: lists, notices, logs, public pages (RS-06, NF-04).</summary>
public static class Masking
{
    /// <summary>张三丰 → 张**, Li Ming → L*****: only the first character stays; its owner recognises it, nobody else does.</summary>
    public static string Name(string? name)
    {
        var characters = Characters(name);
        return characters.Length == 0 ? string.Empty : characters[0] + new string('*', Math.Max(1, characters.Length - 1));
    }

    /// <summary>13800138000 → 138****8000; anything shorter than 8 characters is hidden as a whole.</summary>
    public static string Phone(string? phone) => Middle(phone, 3, 4, 1);

    /// <summary>320681199001011234 → 3****************4: GB 11643 numbers give away birthday and place otherwise.</summary>
    public static string IdNumber(string? number) => Middle(number, 1, 1, 6);

    /// <summary>zhang@example.org → z****@example.org.</summary>
    public static string Email(string? address)
    {
        var at = address?.IndexOf('@', StringComparison.Ordinal) ?? -1;
        return at <= 0 ? new string('*', address?.Length ?? 0) : $"{address![0]}****{address[at..]}";
    }

    /// <summary>Keeps the first six characters of an address (province and city) and hides the rest.</summary>
    public static string Address(string? address)
    {
        var characters = Characters(address);
        return characters.Length <= 6 ? new string('*', characters.Length) : string.Concat(characters[..6]) + "****";
    }

    private static string Middle(string? value, int head, int tail, int atLeastHidden)
    {
        if (string.IsNullOrEmpty(value))
        {
            return string.Empty;
        }

        return value.Length < head + tail + atLeastHidden
            ? new string('*', value.Length)
            : value[..head] + new string('*', value.Length - head - tail) + value[^tail..];
    }

    // Runes, not UTF-16 units: rare surnames lie outside the basic plane and must not be cut in half.
    private static string[] Characters(string? text) => [.. (text?.Trim() ?? string.Empty).EnumerateRunes().Select(r => r.ToString())];
}
