using System.Text.Json;
using NoVisit.Approval;
using NoVisit.Catalogue;
using NoVisit.Filing.Uploads;
using NoVisit.Identity;
using NoVisit.Localization;

namespace NoVisit.Filing.Authorisations;

/// <summary>The person for whom a village agent acts on a signed document: he need not have an account.</summary>
internal sealed record AuthorisingPerson(string Name, string IdNumber, string Village);

/// <param name="ValidFrom">First day.</param>
/// <param name="ValidTo">Last day, at most <see cref="AuthorisationRules.MostYears"/> years later.</param>
/// <param name="Agent">Subject of the agent's account; who grants on a document is the agent himself.</param>
/// <param name="Items">Item codes; none for all.</param>
/// <param name="Scope">file, follow, receive, withdraw; all but withdraw when left out.</param>
/// <param name="Person">Who signed the document; none when the caller grants it himself.</param>
internal sealed record GrantCommand(
    DateOnly ValidFrom, DateOnly ValidTo, string? Agent = null, IReadOnlyList<string>? Items = null, IReadOnlyList<AuthorisedAct>? Scope = null,
    AuthorisingPerson? Person = null);

/// <summary>委托代办 (IN-13): who may authorise whom, and what an authorisation allows.</summary>
internal static class AuthorisationRules
{
    /// <summary>Longest validity in years.</summary>
    public const int MostYears = 3;

    /// <summary>Longest id of an authorisation.</summary>
    public const int MostIdLength = 64;

    private static readonly IReadOnlyList<AuthorisedAct> UsualScope = [AuthorisedAct.File, AuthorisedAct.Follow, AuthorisedAct.Receive];

    /// <summary>What is wrong with a grant; null when it can be made.</summary>
    public static Refusal? Refuse(string id, GrantCommand command, Caller caller, Func<string, ServiceItem?> items, DateOnly today)
    {
        if (command.Person is { } person)
        {
            if (!caller.Is(Role.Agent) || caller.Village is null)
            {
                return new Refusal("no-village-agent", 403, new("不是村代办员", "Not a village agent"), new(
                    "只有村代办员可以凭授权委托书代办;其他人请由申请人本人在线授权。",
                    "Only village agents act on a signed document. Otherwise the applicant grants the authorisation on line."));
            }

            if (person.Village.Trim() != caller.Village)
            {
                return OtherVillage(caller.Village);
            }
        }
        else if (caller.Assurance < Assurance.RealName)
        {
            return new Refusal("identity-level", 403, new("实名等级不足", "Identity level too low"), new(
                "授权他人代办须先完成实名认证。", "Verify your identity with the identity provider before you authorise somebody."));
        }

        var errors = new Dictionary<string, Text>(StringComparer.Ordinal);
        if (id.Length is 0 or > MostIdLength || !id.All(c => char.IsAsciiLetterOrDigit(c) || c == '-'))
        {
            errors["id"] = new($"由字母、数字和连字符组成,最长{MostIdLength}位", $"Letters, digits and hyphens, {MostIdLength} at most");
        }

        if (command.Person is { } signer)
        {
            Signer(signer, today, errors);
        }
        else if (Guards.IsBlank(command.Agent) || command.Agent == caller.Id)
        {
            errors["/agent"] = new("必须指明代办员,且不能是本人", "Names the agent, who is somebody else");
        }

        if (command.ValidTo < command.ValidFrom || command.ValidTo < today || command.ValidTo > command.ValidFrom.AddYears(MostYears))
        {
            errors["/validTo"] = new($"不早于今天和起始日,最长{MostYears}年", $"Not before today or the first day, {MostYears} years at most");
        }

        if (command.Scope is { Count: 0 })
        {
            errors["/scope"] = new("至少一项", "At least one");
        }

        foreach (var (index, code) in (command.Items ?? []).Index().Where(i => items(i.Item) is null))
        {
            errors[$"/items/{index}"] = new("没有这个事项", "There is no such item");
        }

        return errors.Count == 0 ? null
            : Refusal.Invalid("authorisation-invalid", new("授权内容不符合要求,请按提示改正。", "Correct the places named."), errors);
    }

    /// <summary>The authorisation as it is stored.</summary>
    /// <param name="grantor">Whose cases they will be.</param>
    /// <param name="idNumber">Encrypted.</param>
    public static Authorisation Grant(string id, GrantCommand command, Caller caller, string grantor, string? idNumber, DateTimeOffset now) => new()
    {
        Id = id,
        Grantor = grantor,
        Agent = command.Person is null ? command.Agent!.Trim() : caller.Id,
        Basis = command.Person is null ? AuthorisationBasis.Account : AuthorisationBasis.Document,
        Name = command.Person?.Name.Trim() ?? caller.Name,
        IdNumber = idNumber,
        Village = command.Person?.Village.Trim(),
        Items = [.. (command.Items ?? []).Distinct(StringComparer.Ordinal)],
        Scope = [.. (command.Scope ?? UsualScope).Distinct().Order()],
        ValidFrom = command.ValidFrom,
        ValidTo = command.ValidTo,
        GrantedAt = now,
    };

    /// <summary>Why the agent may not do it now; null when he may.</summary>
    public static Refusal? RefuseUse(Authorisation? authorisation, string agent, AuthorisedAct act, DateOnly today) =>
        authorisation is null || authorisation.Agent != agent || !authorisation.HoldsOn(today) ? Ended
            : !authorisation.Scope.Contains(act) ? OutOfScope : null;

    /// <summary>Why the agent may not file this item under it; null when he may.</summary>
    public static Refusal? RefuseItem(Authorisation authorisation, ServiceItem item) =>
        authorisation.Items.Count > 0 && !authorisation.Items.Contains(item.Code) ? OutOfScope
            : authorisation.Basis == AuthorisationBasis.Document && !item.Stages.Any(s => s.Agent)
                ? new Refusal("not-a-village-item", 403, new("该事项不能由村代办员凭委托书代办", "No item of the village agents"), new(
                    "该事项须由申请人本人申报,或由其本人在线授权代办。", "The applicant files this item himself, or grants an authorisation on line."))
                : null;

    /// <summary>What of a filing contradicts its authorisation: by field code or material code.</summary>
    /// <param name="idNumber">Of who authorised, in plain; null when it is not known.</param>
    public static IReadOnlyDictionary<string, Text> Faults(
        Authorisation authorisation, string? idNumber, ServiceItem item, IReadOnlyDictionary<string, JsonElement> values, IReadOnlyList<MaterialUpload> uploads)
    {
        var faults = new Dictionary<string, Text>(StringComparer.Ordinal);
        Compare("applicant.name", authorisation.Name);
        Compare("applicant.idNumber", idNumber);
        Compare("household.village", authorisation.Village);
        if (authorisation.Basis == AuthorisationBasis.Document
            && item.Materials.FirstOrDefault(m => m.Authorises) is { } document
            && !uploads.Any(u => u.MaterialCode == document.Code && u.State == MaterialState.Clean))
        {
            faults[document.Code] = new($"请上传{document.Name.Zh}", $"Upload: {document.Name.En}");
        }

        return faults;

        void Compare(string field, string? authorised)
        {
            if (authorised is not null && values.TextOf(field) is { } filled && !string.Equals(filled, authorised, StringComparison.OrdinalIgnoreCase))
            {
                faults[field] = new("与授权委托的内容不一致", "Not as in the authorisation");
            }
        }
    }

    /// <summary>撤销委托: on record in the case, so that the agent is told nothing any more.</summary>
    public static Outcome End(CaseRecord record, string authorisation) =>
        record.Mandate is { EndedAt: null } mandate && mandate.Authorisation == authorisation ? Outcome.Of(new MandateEnded(authorisation)) : Outcome.Of();

    private static readonly Refusal Ended = new(
        "authorisation-ended", 403, new("授权委托无效", "No authorisation"),
        new("没有有效的授权委托:可能已撤销、已到期或尚未生效。", "There is no authorisation in force: it was revoked, has expired or has not begun."));

    private static readonly Refusal OutOfScope = new(
        "authorisation-scope", 403, new("超出授权范围", "Beyond the authorisation"),
        new("授权委托不包括此事项或此操作。", "The authorisation does not extend to this item or this act."));

    private static Refusal OtherVillage(string own) => new(
        "other-village", 403, new("不属于本村", "Another village"),
        new($"村代办员只能为本村({own})村民代办。", $"A village agent acts for the people of his own village, {own}."));

    private static void Signer(AuthorisingPerson person, DateOnly today, Dictionary<string, Text> errors)
    {
        if (Guards.IsBlank(person.Name))
        {
            errors["/person/name"] = new("必填", "Required");
        }

        if (!Forms.IdentityNumber.IsValid(person.IdNumber.Trim().ToUpperInvariant(), today))
        {
            errors["/person/idNumber"] = new("身份证号码有误", "Not a valid identity number");
        }
    }
}
