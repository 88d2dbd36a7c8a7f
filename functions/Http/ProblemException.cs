using System.Globalization;
using NoVisit.Localization;

namespace NoVisit.Http;

/// <summary>Ends a request with a problem document. Thrown where a command is refused; The outermost middleware writes it.</summary>
/// <param name="kind">What kind of problem.</param>
/// <param name="detail">What happened here, for the reader; the kind's own text when null.</param>
/// <param name="errors">JSON pointer, parameter, field or material code → what is wrong there.</param>
/// <param name="retryAfter">When it makes sense to try again.</param>
/// <param name="inner">What caused it; goes to the log only.</param>
public sealed class ProblemException(
    ProblemKind kind,
    Text? detail = null,
    IReadOnlyDictionary<string, Text>? errors = null,
    TimeSpan? retryAfter = null,
    Exception? inner = null) : Exception(kind.Type, inner)
{
    /// <summary>Kind of the problem; decides type URI, status and title.</summary>
    public ProblemKind Kind { get; } = kind;

    /// <summary>Explanation of this occurrence.</summary>
    public Text Detail { get; } = detail ?? kind.Detail;

    /// <summary>What is wrong where; empty when no single place is at fault.</summary>
    public IReadOnlyDictionary<string, Text> Errors { get; } = errors ?? new Dictionary<string, Text>();

    /// <summary>Answered as <c>Retry-After</c> in whole seconds, rounded up.</summary>
    public TimeSpan? RetryAfter { get; } = retryAfter;

    /// <summary>One place (JSON pointer, parameter or header) is wrong.</summary>
    public static ProblemException At(ProblemKind kind, string place, Text message) =>
        new(kind, errors: new Dictionary<string, Text> { [place] = message });

    /// <summary>412 that says who changed the thing and when (design: 409 and 412 explain who changed what).</summary>
    /// <param name="by">Name or role of the one who changed it, as the caller may know it.</param>
    /// <param name="at">Instant of the change.</param>
    /// <param name="what">What changed.</param>
    public static ProblemException ChangedBy(string by, DateTimeOffset at, Text what)
    {
        var local = at.ToOffset(TimeSpan.FromHours(8)).ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);
        return new(ProblemKind.Stale, new(
            $"{by}已于{local}更新：{what.Zh}。请刷新后重试。",
            $"{by} changed it on {local} (UTC+8): {what.En}. Reload and try again."));
    }
}
