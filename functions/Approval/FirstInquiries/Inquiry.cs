using System.Globalization;
using NoVisit.Deadlines;
using NoVisit.Filing;
using NoVisit.Identity;

namespace NoVisit.Approval.FirstInquiries;

/// <summary>首问登记: an enquiry that came to the hall, by phone or as a message, from its registration to its answer (IN-10).</summary>
internal sealed record Inquiry
{
    public required string Number { get; init; }

    /// <summary>首问责任人: who took it in. Never another one, whoever has it later.</summary>
    public required FirstInquiry First { get; init; }
    public required string Matter { get; init; }

    /// <summary>How to reach who asked; encrypted in storage. Null when nothing was left.</summary>
    public string? Contact { get; init; }
    public string? ItemCode { get; init; }

    /// <summary>Lead department of the item when it was asked: whose matter it is. Null when it is tied to no item.</summary>
    public string? Lead { get; init; }

    /// <summary>Code of the department that has it to answer.</summary>
    public required string Department { get; init; }
    public required DateTimeOffset Due { get; init; }
    public IReadOnlyList<InquiryTransfer> Transfers { get; init; } = [];
    public InquiryAnswer? Answer { get; init; }

    /// <summary>When both were told that the answer is overdue; null while it is not.</summary>
    public DateTimeOffset? AlertedAt { get; init; }

    /// <summary>Records print all their members, and these would take personal data into logs.</summary>
    public override string ToString() => $"Inquiry {Number}";
}

/// <summary>首问责任人 of an enquiry or a filing.</summary>
/// <param name="Person">Who.</param>
/// <param name="Role">In which role.</param>
/// <param name="Department">Code of his department.</param>
/// <param name="At">Since when.</param>
internal sealed record FirstInquiry(string Person, string Role, string Department, DateTimeOffset At);

internal sealed record InquiryTransfer(string From, string To, string By, string Reason, DateTimeOffset At);

internal sealed record InquiryAnswer(string Text, string By, string Department, DateTimeOffset At);

/// <summary>Numbers of enquiries: the day, then what the caller's key gives, so that a repeated request finds its own.</summary>
internal static class InquiryNumber
{
    private const string Prefix = "Q";

    public static string Of(Caller caller, string idempotencyKey, DateTimeOffset now) =>
        string.Create(CultureInfo.InvariantCulture, $"{Prefix}{OfficeHours.DateOf(now):yyyyMMdd}-{Draft.IdOf(caller.Id, idempotencyKey)[..12]}");

    /// <summary>The number is an enquiry's; those of cases begin with their region.</summary>
    public static bool Is(string number) => number.StartsWith(Prefix, StringComparison.Ordinal);
}
