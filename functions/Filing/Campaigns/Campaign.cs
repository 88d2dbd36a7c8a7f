using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using NoVisit.Approval;
using NoVisit.Filing.Forms;
using NoVisit.Localization;

namespace NoVisit.Filing.Campaigns;

/// <summary>What the coordinator hands in.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="ItemCode">The item under which each enterprise gets its case.</param>
/// <param name="Enterprises">The list, at most <see cref="CampaignRules.MaxEnterprises"/>; more are a campaign of their own.</param>
/// <param name="Values">Answers that all enterprises have in common, such as the year.</param>
internal sealed record CampaignCommand(string Name, string ItemCode, IReadOnlyList<ListedEnterprise> Enterprises, FormValues? Values = null);

/// <summary>An enterprise on the list.</summary>
/// <param name="Uscc">统一社会信用代码.</param>
/// <param name="Name">Registered name.</param>
/// <param name="Phone">Where it is told of its case.</param>
/// <param name="Email">Likewise.</param>
/// <param name="Values">Its answers to the form, over the common ones.</param>
/// <param name="Records">What the authority holds of it already: the number on record by material code. It stands for handing the material in.</param>
/// <param name="Certificates">Identifiers of its certificates that are inspected; each is stamped when the case is granted.</param>
internal sealed record ListedEnterprise(
    string Uscc, string Name, string? Phone = null, string? Email = null, FormValues? Values = null, IReadOnlyDictionary<string, string>? Records = null,
    IReadOnlyList<string>? Certificates = null);

/// <summary>集中联合年检: one case for each enterprise of a list (WF-15).</summary>
/// <param name="Id">Derived from who began it and the idempotency key, so the same request gives the same campaign.</param>
/// <param name="Name">What it is called.</param>
/// <param name="ItemCode">The item.</param>
/// <param name="ItemVersion">The version in force when it was begun; its cases live by it.</param>
/// <param name="By">Who began it.</param>
/// <param name="CreatedAt">Also dates the case numbers, so that filing again finds the same case.</param>
/// <param name="Total">Enterprises on the list.</param>
/// <param name="Fingerprint">Digest of the request: tells a repeated one from another one under the same idempotency key.</param>
internal sealed record Campaign(
    string Id, string Name, string ItemCode, int ItemVersion, string By, DateTimeOffset CreatedAt, int Total, string Fingerprint)
{
    /// <summary>The whole list is stored; nothing is filed before.</summary>
    public bool Listed { get; init; }

    public static string FingerprintOf(CampaignCommand command) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(JsonSerializer.Serialize(command, CaseJson.Options))));
}

/// <summary>An enterprise as stored.</summary>
/// <param name="Uscc">In capitals.</param>
/// <param name="Name">Registered name.</param>
/// <param name="Phone">Where it is told of its case.</param>
/// <param name="Email">Likewise.</param>
/// <param name="Values">The form's values, common and own; identity numbers encrypted under <see cref="Draft.IdOf"/> of campaign and code.</param>
/// <param name="Records">Number on record by material code.</param>
internal sealed record CampaignEnterprise(
    string Uscc, string Name, string? Phone, string? Email, IReadOnlyDictionary<string, JsonElement> Values, IReadOnlyDictionary<string, string> Records)
{
    /// <summary>Identifiers of the certificates that are inspected.</summary>
    public IReadOnlyList<string> Certificates { get; init; } = [];
}

/// <summary>The place of a case in a campaign.</summary>
/// <param name="Id">The campaign.</param>
/// <param name="Uscc">The enterprise.</param>
internal sealed record CampaignPlace(string Id, string Uscc)
{
    /// <summary>Certificates that are stamped when the case is granted; null for none.</summary>
    public IReadOnlyList<string>? Certificates { get; init; }
}

/// <summary>How far an enterprise of a campaign is.</summary>
internal enum CampaignState
{
    /// <summary>Its turn has not come.</summary>
    Waiting,

    /// <summary>It could not be filed; the reasons are named.</summary>
    NotFiled,

    /// <summary>Its case runs.</summary>
    Open,

    /// <summary>Its case was granted.</summary>
    Granted,

    /// <summary>Its case was decided against it.</summary>
    Refused,

    /// <summary>Its case ended without a decision: not accepted, returned, withdrawn, terminated.</summary>
    Closed,
}

/// <summary>Where an enterprise stands.</summary>
/// <param name="State">How far it is.</param>
/// <param name="Number">Its case; null when there is none.</param>
/// <param name="Sequence">Ledger line of the case that this is known from; what is known from an earlier one does not count any more.</param>
internal sealed record CampaignStanding(CampaignState State, string? Number, long Sequence)
{
    /// <summary>Why it was not filed, by field or material code.</summary>
    public IReadOnlyDictionary<string, Text>? Reasons { get; init; }

    public static CampaignStanding Of(CaseRecord record) => new(
        record.Decision is { } decision ? decision.Granted ? CampaignState.Granted : CampaignState.Refused
            : record.State.IsFinal() ? CampaignState.Closed : CampaignState.Open,
        record.Number,
        record.Sequence);
}
