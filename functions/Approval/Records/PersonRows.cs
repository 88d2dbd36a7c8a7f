using System.Globalization;
using System.Runtime.Serialization;
using System.Text.Json.Serialization;
using Azure;
using NoVisit.Notifications;
using NoVisit.Storage.Tables;

namespace NoVisit.Approval.Records;

/// <summary>Row keys in a person's partition. Newer rows sort first, so the first page is the newest.</summary>
internal static class PersonKeys
{
    public static string Draft(string draftId) => $"draft~{draftId}";

    /// <summary>An authorisation that the person granted.</summary>
    public static string Authorisation(string id) => $"authorisation~{id}";

    /// <summary>An authorisation under which the person acts for another.</summary>
    public static string Mandate(string id) => $"mandate~{id}";

    public const string CertificatePrefix = "certificate~";
    public const string AcceptedMaterialPrefix = "material~";

    /// <summary>A certificate that was issued to the person (DS-02).</summary>
    public static string Certificate(string code, string identifier) => $"{CertificatePrefix}{code}~{identifier}";

    /// <summary>The latest accepted file of a material (DS-02).</summary>
    public static string AcceptedMaterial(string code) => AcceptedMaterialPrefix + code;

    public static string Upload(string draftId, string uploadKey) => $"upload~{draftId}~{uploadKey}";

    public static string Case(DateTimeOffset submittedAt, string number) => $"case~{Newest(submittedAt)}~{number}";

    public static string Message(DateTimeOffset at, string number, long sequence) =>
        string.Create(CultureInfo.InvariantCulture, $"message~{Newest(at)}~{number}~{sequence:D6}");

    /// <summary>In the box of a post. The post is part of the key because one event may tell several.</summary>
    public static string StaffMessage(DateTimeOffset at, string number, long sequence, Post post) => $"{Message(at, number, sequence)}~{post.Name.Replace('/', '-')}";

    private static string Newest(DateTimeOffset at) =>
        (DateTimeOffset.MaxValue.UtcTicks - at.UtcTicks).ToString("D19", CultureInfo.InvariantCulture);
}

/// <summary>A case in its applicant's list.</summary>
internal sealed class CaseRow : ITableEntity
{
    public string PartitionKey { get; set; } = "";
    public string RowKey { get; set; } = "";
    public DateTimeOffset? Timestamp { get; set; }
    public ETag ETag { get; set; }
    public string Number { get; set; } = "";
    public string ItemCode { get; set; } = "";
    public string ItemZh { get; set; } = "";
    public string ItemEn { get; set; } = "";
    public CaseState State { get; set; }
    public DateTimeOffset SubmittedAt { get; set; }

    /// <summary>When its state last changed: internal acts do not show in the applicant's list (IN-18).</summary>
    public DateTimeOffset UpdatedAt { get; set; }
    public DateTimeOffset? PromisedDue { get; set; }

    /// <summary>In an agent's list: for whom he acts, and under which authorisation (IN-13); null in the applicant's.</summary>
    public string? OnBehalfOf { get; set; }
    public string? Authorisation { get; set; }

    /// <summary>In the applicant's list: the agent's name (IN-13).</summary>
    public string? AgentName { get; set; }

    /// <summary>The same case in its agent's list; null when it has no agent.</summary>
    public static CaseRow? OfAgent(CaseRecord record)
    {
        if (record.Mandate is not { } mandate)
        {
            return null;
        }

        var row = Of(record);
        row.PartitionKey = mandate.Agent;
        row.OnBehalfOf = record.Applicant.Name;
        row.Authorisation = mandate.Authorisation;
        row.AgentName = null;
        return row;
    }

    public static CaseRow Of(CaseRecord record) => new()
    {
        PartitionKey = record.Applicant.PersonId,
        RowKey = PersonKeys.Case(record.SubmittedAt, record.Number),
        Number = record.Number,
        ItemCode = record.ItemCode,
        ItemZh = record.ItemName.Zh,
        ItemEn = record.ItemName.En,
        State = record.State,
        SubmittedAt = record.SubmittedAt,
        UpdatedAt = record.Timeline.LastOrDefault(e => e.Sequence <= record.StateVersion)?.At ?? record.SubmittedAt,
        PromisedDue = record.PromisedDue,
        AgentName = record.Mandate?.AgentName,
    };
}

/// <summary>
/// A message in the person's box (站内消息, NT-03): the record copy of a notice and at the same time the outbox row from which SMS and
/// mail are sent.
/// </summary>
internal sealed class MessageRow : ITableEntity
{
    public string PartitionKey { get; set; } = "";
    public string RowKey { get; set; } = "";
    public DateTimeOffset? Timestamp { get; set; }

    [JsonIgnore]
    public ETag ETag { get; set; }
    public string Number { get; set; } = "";
    public DateTimeOffset At { get; set; }

    /// <summary>What the notice is about; decides its template.</summary>
    public NoticeKind Kind { get; set; }

    /// <summary>The template's variables, JSON.</summary>
    public string Variables { get; set; } = "{}";

    /// <summary>The same in English, where one message has readers of both languages: staff.</summary>
    public string? VariablesEn { get; set; }
    public string Language { get; set; } = "zh";
    public string? Phone { get; set; }
    public string? Email { get; set; }
    public DateTimeOffset? ReadAt { get; set; }

    /// <summary>Who of a post read it first.</summary>
    public string? ReadBy { get; set; }

    /// <summary>Where sending stands.</summary>
    public MessageDelivery Delivery { get; set; } = MessageDelivery.Sending;

    /// <summary>Channels still to be tried.</summary>
    public NoticeChannels Open { get; set; } = NoticeChannels.All;

    /// <summary>The provider's id; its delivery receipt names it.</summary>
    public string? SmsId { get; set; }

    /// <summary>What became of the SMS: sent, delivered, failed, skipped.</summary>
    public string? SmsState { get; set; }
    public string? MailState { get; set; }

    /// <summary>Idempotency key of everything sent for this message.</summary>
    [IgnoreDataMember]
    [JsonIgnore]
    public string EffectId => RowKey[(RowKey.IndexOf('~', "message~".Length) + 1)..];
}

/// <summary>Where the sending of a message by SMS and mail stands.</summary>
internal enum MessageDelivery
{
    /// <summary>A channel failed; it is to be tried again.</summary>
    Pending,

    /// <summary>
    /// Somebody is about to send it: at first whoever gets the queue message that goes out with the row. When it stays like this for longer
    /// than sending takes, he died.
    /// </summary>
    Sending,
    Sent,

    /// <summary>Given up; people look into it.</summary>
    Failed,
}
