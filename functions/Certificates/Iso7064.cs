namespace NoVisit.Certificates;

/// <summary>Check characters of ISO/IEC 7064 (GB/T 17710).</summary>
internal static class Iso7064
{
    private const string Alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";

    /// <summary>Hybrid system MOD 37,36: one check character that finds every single error and nearly all transpositions.</summary>
    /// <param name="text">Digits and capital letters.</param>
    /// <exception cref="ArgumentException">Another character occurs.</exception>
    public static char Mod37Hybrid36(string text)
    {
        var product = 36;
        foreach (var c in text)
        {
            var value = Alphabet.IndexOf(c, StringComparison.Ordinal);
            if (value < 0)
            {
                throw new ArgumentException("Only digits and capital letters can be checked.", nameof(text));
            }

            var sum = (product + value) % 36;
            product = (sum == 0 ? 36 : sum) * 2 % 37;
        }

        return Alphabet[(37 - product) % 36];
    }
}
