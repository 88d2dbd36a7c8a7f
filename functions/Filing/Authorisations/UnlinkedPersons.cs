using System.Security.Cryptography;
using System.Text;
using NoVisit.Protection;

namespace NoVisit.Filing.Authorisations;

/// <summary>
/// People who are known by their identity number only: a villager for whom an agent files, somebody at the window (IN-13, IN-17). The id that stands
/// for such a person gives the number away to nobody without the key; the same number has the same id.
/// </summary>
internal sealed class UnlinkedPersons
{
    /// <summary>No account has such an id.</summary>
    public const string Prefix = "unlinked~";

    private readonly byte[] key;

    /// <param name="key">The query codes' key; one of its own is derived from it.</param>
    public UnlinkedPersons(byte[] key) => this.key = Keys.Derive(key, "unlinked persons");

    /// <summary>The id of the person.</summary>
    /// <param name="idNumber">公民身份号码; case and surrounding blanks do not matter.</param>
    public string IdOf(string idNumber) =>
        Prefix + Convert.ToHexStringLower(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(idNumber.Trim().ToUpperInvariant())).AsSpan(0, 16));
}
