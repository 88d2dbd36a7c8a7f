using System.Globalization;
using Azure;
using Microsoft.AspNetCore.Http;
using NoVisit.Http;

namespace NoVisit.Approval;

/// <summary>
/// <c>If-Match</c> on a case. The ETag is the sequence of the ledger the caller read. A command on a stage is stale when that stage changed
/// since, a command on the case when its state did: opinions of other departments, given at the same time, disturb nobody.
/// </summary>
internal static class CaseVersion
{
    /// <summary>The sequence the caller saw; null for <c>*</c>.</summary>
    /// <exception cref="ProblemException">428 without the header, 412 when it is no sequence of ours.</exception>
    public static long? Of(HttpRequest request)
    {
        var tag = request.ReadIfMatch();
        return tag == ETag.All ? null
            : long.TryParse(tag.ToString().Trim('"'), NumberStyles.None, CultureInfo.InvariantCulture, out var sequence) ? sequence
            : throw new ProblemException(ProblemKind.Stale);
    }

    public static Refusal? Stale(CaseRecord record, string? stageId, long? seen)
    {
        var stage = stageId is null ? null : record.Find(stageId);
        var changed = stage?.Version ?? record.StateVersion;
        if (seen is null || changed <= seen)
        {
            return null;
        }

        var by = stage?.DoneBy ?? stage?.ClaimedBy;
        return new Refusal(
            "stale", 412, ProblemKind.Stale.Title,
            by is null
                ? new("您读取之后内容已更新,请刷新后重试。", "It changed since you read it. Reload and try again.")
                : new($"您读取之后,{by} 已办理此任务,请刷新后查看。", $"{by} has acted on it since you read it. Reload to see."));
    }
}
