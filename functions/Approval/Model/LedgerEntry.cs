using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using NoVisit.Catalogue;

namespace NoVisit.Approval;

/// <summary>Who acts: an account in one of its roles, or the system itself.</summary>
internal sealed record Actor(string Id, string Role, string? Department)
{
    public static readonly Actor System = new("system", "system", null);

    /// <summary>代办: the person for whom an agent acts under his authorisation (IN-13); null for everybody who acts for himself.</summary>
    public string? OnBehalfOf { get; init; }

    /// <summary>Holds the role; an account may hold several, separated by commas.</summary>
    public bool Has(StageRole role) => Role.Split(',').Contains(Words.Of(role));

    public bool IsCoordinator => Role.Split(',').Contains(Words.Of(Identity.Role.Coordinator));
}

/// <summary>One line of the case's append-only, hash-chained ledger (台账, SV-11).</summary>
/// <param name="Sequence">1, 2, 3 … within the case.</param>
/// <param name="At">When.</param>
/// <param name="Actor">Who, in which role.</param>
/// <param name="Event">What.</param>
/// <param name="PreviousHash">Hash of the line before; 64 zeros for the first.</param>
/// <param name="Hash">SHA-256 over the case number, all of the above and the event's JSON, lower-case hex.</param>
internal sealed record LedgerEntry(long Sequence, DateTimeOffset At, Actor Actor, CaseEvent Event, string PreviousHash, string Hash)
{
    public const string Genesis = "0000000000000000000000000000000000000000000000000000000000000000";

    public static LedgerEntry Create(string number, long sequence, DateTimeOffset at, Actor actor, CaseEvent caseEvent, string previousHash)
    {
        var entry = new LedgerEntry(sequence, at, actor, caseEvent, previousHash, "");
        return entry with { Hash = entry.ComputeHash(number) };
    }

    /// <summary>The hash this line must have; differs from <see cref="Hash"/> when the line was tampered with.</summary>
    public string ComputeHash(string number)
    {
        string?[] parts =
        [
            number,
            Sequence.ToString(System.Globalization.CultureInfo.InvariantCulture),
            At.ToUniversalTime().ToString("O", System.Globalization.CultureInfo.InvariantCulture),
            Actor.Id,
            Actor.Role,
            Actor.Department,
            .. (Actor.OnBehalfOf is { } person ? [$"on behalf of {person}"] : Array.Empty<string>()),
            JsonSerializer.Serialize(Event, CaseJson.Options),
            PreviousHash,
        ];
        var text = string.Join('\n', parts);
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
    }

    /// <summary>The first line whose hash or link is broken, or null when the chain is whole.</summary>
    public static LedgerEntry? FirstBroken(string number, IEnumerable<LedgerEntry> ledger)
    {
        var previous = Genesis;
        var sequence = 0L;
        foreach (var entry in ledger)
        {
            if (entry.Sequence != ++sequence || entry.PreviousHash != previous || entry.Hash != entry.ComputeHash(number))
            {
                return entry;
            }

            previous = entry.Hash;
        }

        return null;
    }
}
