namespace NoVisit.Filing.Authorisations;

/// <summary>What an agent may do for who authorised him.</summary>
internal enum AuthorisedAct
{
    /// <summary>File, correct, supply, rectify, pay.</summary>
    File,

    /// <summary>Read the case and its files.</summary>
    Follow,

    /// <summary>Fetch the results.</summary>
    Receive,

    /// <summary>Withdraw the case.</summary>
    Withdraw,
}

/// <summary>On what an authorisation rests.</summary>
internal enum AuthorisationBasis
{
    /// <summary>The applicant granted it from his own verified account.</summary>
    Account,

    /// <summary>A document signed by the applicant, which the village agent hands in with the filing.</summary>
    Document,
}

/// <summary>
/// 授权委托: a person lets an agent file and follow cases for him (IN-13). It is never changed: it ends by its date or by revocation, and another one
/// is granted.
/// </summary>
internal sealed record Authorisation
{
    /// <summary>Chosen by who grants it.</summary>
    public required string Id { get; init; }

    /// <summary>Whose cases they are: the subject of an account, or <see cref="UnlinkedPersons"/>.</summary>
    public required string Grantor { get; init; }

    /// <summary>Subject of the agent's account.</summary>
    public required string Agent { get; init; }
    public required AuthorisationBasis Basis { get; init; }

    /// <summary>Name of the person who authorises.</summary>
    public required string Name { get; init; }

    /// <summary>His identity number, encrypted under the authorisation's id; null when it is not known.</summary>
    public string? IdNumber { get; init; }

    /// <summary>村: the village he lives in, of an authorisation by document.</summary>
    public string? Village { get; init; }

    /// <summary>Item codes; empty for all.</summary>
    public required IReadOnlyList<string> Items { get; init; }

    public required IReadOnlyList<AuthorisedAct> Scope { get; init; }

    /// <summary>First and last day, in Qidong.</summary>
    public required DateOnly ValidFrom { get; init; }
    public required DateOnly ValidTo { get; init; }
    public required DateTimeOffset GrantedAt { get; init; }
    public DateTimeOffset? RevokedAt { get; init; }

    /// <summary>Who acts for himself or for others may not do so under it any more.</summary>
    public bool HoldsOn(DateOnly day) => RevokedAt is null && ValidFrom <= day && day <= ValidTo;

    /// <summary>The same grant, whenever it was made and whatever became of it.</summary>
    public bool IsSame(Authorisation other) =>
        (Id, Grantor, Agent, Basis, Name, Village, ValidFrom, ValidTo) == (other.Id, other.Grantor, other.Agent, other.Basis, other.Name, other.Village, other.ValidFrom, other.ValidTo)
        && Items.SequenceEqual(other.Items, StringComparer.Ordinal) && Scope.SequenceEqual(other.Scope);
}

/// <summary>代办: the authorisation under which an agent filed, kept with the case as it stood then (IN-13).</summary>
/// <param name="Authorisation">Its id.</param>
/// <param name="Agent">Subject of the agent's account.</param>
/// <param name="AgentName">The agent's name.</param>
/// <param name="Phone">Where the agent's SMS go.</param>
/// <param name="Email">Where the agent's mails go.</param>
/// <param name="Language">Language of the agent's notices: <c>zh</c> or <c>en</c>.</param>
/// <param name="Basis">On what it rests.</param>
/// <param name="Items">Item codes; empty for all.</param>
/// <param name="Scope">What the agent may do.</param>
/// <param name="ValidFrom">First day.</param>
/// <param name="ValidTo">Last day.</param>
internal sealed record Mandate(
    string Authorisation, string Agent, string AgentName, string? Phone, string? Email, string Language, AuthorisationBasis Basis,
    IReadOnlyList<string> Items, IReadOnlyList<AuthorisedAct> Scope, DateOnly ValidFrom, DateOnly ValidTo)
{
    /// <summary>When it was revoked; the agent is told nothing from then on.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>The agent is told what happens on this day.</summary>
    public bool HoldsOn(DateOnly day) => EndedAt is null && day <= ValidTo;
}
