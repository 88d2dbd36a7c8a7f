using System.Globalization;
using System.Text.RegularExpressions;
using NoVisit.Approval;
using NoVisit.Localization;

namespace NoVisit.Catalogue;

/// <summary>What a person who publishes says.</summary>
/// <param name="EffectiveFrom">First day on which it holds; left out: at once.</param>
/// <param name="Approval">Number or words of the approval (批准文号).</param>
internal sealed record PublishItem(DateOnly? EffectiveFrom = null, string? Approval = null);

/// <summary>Why an item is to be taken out of the catalogue.</summary>
internal sealed record CancelItem(string? Reason = null);

/// <summary>
/// 动态管理 (CT-05): a change of the catalogue is drafted by one person and approved by another before it holds; taking an item out is such a
/// change. Pure.
/// </summary>
internal static partial class ItemChangeRules
{
    private const int MaxLength = 500;

    /// <summary>The draft after somebody has written at it.</summary>
    /// <param name="before">The draft as it was; null for a new one.</param>
    /// <param name="item">As written; its version is the next one.</param>
    public static ItemVersion Edited(ItemVersion? before, ServiceItem item, string editor, DateTimeOffset now) => new(item)
    {
        Editors = [.. (before?.Editors ?? []).Append(editor).Distinct(StringComparer.Ordinal)],
        EditedAt = now,
    };

    /// <summary>The draft that takes an item out.</summary>
    public static ItemVersion Cancelled(ServiceItem inForce, int version, string reason, string editor, DateTimeOffset now) =>
        new(inForce with { Version = version, Status = ItemStatus.Draft })
        {
            Editors = [editor],
            EditedAt = now,
            Cancels = true,
            Reason = reason.Trim(),
        };

    /// <summary>The version that a draft becomes.</summary>
    public static ItemVersion Published(ItemVersion draft, PublishItem command, string by, DateTimeOffset now) => draft with
    {
        Item = draft.Item with { Status = draft.Cancels ? ItemStatus.Cancelled : ItemStatus.Published },
        ApprovedBy = by,
        ApprovedAt = now,
        Approval = string.IsNullOrWhiteSpace(command.Approval) ? null : command.Approval.Trim(),
        EffectiveFrom = command.EffectiveFrom,
    };

    /// <summary>Everything that is to be known of a draft before it is published; nothing about a cancellation, which needs no sound form.</summary>
    public static IReadOnlyList<ItemFinding> Check(ItemVersion draft, CurrentCatalogue catalogue) => draft.Cancels
        ? []
        : [.. Named(draft.Item, catalogue), .. ItemPublication.Check(draft.Item, catalogue.Registers)];

    /// <summary>Why the draft is not published by this person now; null when it may be.</summary>
    public static Refusal? RefusePublication(
        ItemVersion draft, PublishItem command, string by, DateOnly today, IReadOnlyList<ItemFinding> findings)
    {
        if (draft.Editors.Contains(by))
        {
            return new Refusal(
                "own-draft", 403, new("须由他人批准", "Somebody else approves"),
                new("编辑过本草案的人员不得发布,须由另一名管理人员审核批准。", "Whoever edited this draft cannot publish it; a second administrator has to approve it."));
        }

        if (command.EffectiveFrom < today)
        {
            return Refusal.Invalid(
                "effective-date", new("生效日期不得早于今天。", "It cannot hold from a day that has passed."),
                new Dictionary<string, Text> { ["/effectiveFrom"] = new("不得早于今天", "Not before today") });
        }

        if (command.Approval?.Length > MaxLength)
        {
            return Refusal.Invalid(
                "approval-too-long", new("批准意见过长。", "The approval is too long."),
                new Dictionary<string, Text> { ["/approval"] = new($"最多 {MaxLength} 字", $"{MaxLength} characters at most") });
        }

        var errors = findings.Where(f => f.Severity == FindingSeverity.Error).GroupBy(f => f.Location).ToDictionary(
            group => group.Key,
            group => new Text(string.Concat(group.Select(f => f.Message.Zh)), string.Join(' ', group.Select(f => f.Message.En))));
        return errors.Count == 0 ? null : Refusal.Invalid(
            "not-publishable", new("发布检查未通过,请按提示修改草案。", "The draft does not pass the checks of publication; correct the places named."), errors);
    }

    /// <summary>Why an item is not cancelled; null when it may be.</summary>
    public static Refusal? RefuseCancellation(ServiceItem? inForce, CancelItem command) =>
        inForce is null ? new Refusal(
            "item-not-offered", 409, new("事项未在办理", "Not offered"), new("该事项目前没有发布,无须取消。", "The item is not published, so there is nothing to cancel."))
        : string.IsNullOrWhiteSpace(command.Reason) ? Refusal.ReasonMissing("reason")
        : command.Reason.Length > MaxLength ? Refusal.Invalid(
            "reason-too-long", new("理由过长。", "The reason is too long."),
            new Dictionary<string, Text> { ["/reason"] = new($"最多 {MaxLength} 字", $"{MaxLength} characters at most") })
        : null;

    /// <summary>Secret items do not come into this system at all, not even as drafts (CT-09).</summary>
    public static Refusal? RefuseSecret(ServiceItem item) => !item.Secret ? null : Refusal.Invalid(
        "secret-item", new("涉密事项不得录入本系统。", "A secret item is not entered into this system."),
        new Dictionary<string, Text> { ["/secret"] = new("涉密事项不得录入", "Secret items are not entered") });

    /// <summary>Region, type, department and serial of an item code (CT-02).</summary>
    public static bool IsCode(string code) => Code().IsMatch(code);

    /// <summary>Code and name: unified, and not the name of a cancelled item under another code (变相审批, CT-05).</summary>
    private static IEnumerable<ItemFinding> Named(ServiceItem item, CurrentCatalogue catalogue)
    {
        if (!item.Code.StartsWith($"{item.Region}-{TypeOf(item.Type)}-", StringComparison.Ordinal))
        {
            yield return new(FindingSeverity.Error, "codeParts", "/code", new(
                string.Create(CultureInfo.InvariantCulture, $"事项编码须以 {item.Region}-{TypeOf(item.Type)}- 开头(区划、类型)。"),
                string.Create(CultureInfo.InvariantCulture, $"The code begins with its region and type: {item.Region}-{TypeOf(item.Type)}-.")));
        }

        var cancelled = catalogue.Versions.GroupBy(v => v.Item.Code)
            .Select(versions => versions.MaxBy(v => v.Item.Version)!.Item)
            .FirstOrDefault(other => other.Status == ItemStatus.Cancelled && other.Code != item.Code && other.Name.Zh.Trim() == item.Name.Zh.Trim());
        if (cancelled is not null)
        {
            yield return new(FindingSeverity.Error, "continuesCancelled", "/name", new(
                $"与已取消事项 {cancelled.Code} 同名:已取消的事项不得另立编码继续办理。",
                $"Has the name of the cancelled item {cancelled.Code}: a cancelled item is not continued under another code."));
        }
    }

    private static string TypeOf(ItemType type) => type switch
    {
        ItemType.Licence => "XK",
        ItemType.Registration => "QR",
        ItemType.Bundle => "LB",
        ItemType.PublicService => "GG",
        _ => "QT",
    };

    [GeneratedRegex(@"^\d{6}-[A-Z]{2}-[A-Z]{2,6}-\d{4}-\d{1,2}\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Code();
}
