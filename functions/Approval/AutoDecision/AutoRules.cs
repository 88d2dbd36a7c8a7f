using NoVisit.Catalogue;
using NoVisit.Filing.Comparisons;
using NoVisit.Filing.Uploads;

namespace NoVisit.Approval.AutoDecision;

/// <summary>
/// 自助办理 (IN-16): where nothing is left to discretion the system grants by itself: every material the form requires is verified by shared data, and
/// every earlier stage was agreed to by a person. It never refuses; whatever does not match, or nobody could verify, waits for a person.
/// </summary>
internal static class AutoRules
{
    public const string Reason = "材料经共享数据核验一致、审查一致同意,系统自动办结。";

    /// <summary>The grant that follows by itself; null when no stage is automatic, a person has taken it, or something does not match.</summary>
    public static StageDecided? Decide(CaseRecord record) =>
        record.Stages.FirstOrDefault(s => s.Auto && s.Type == StageType.Decide && s.State == StageState.Open) is { } stage && Matches(record, stage)
            ? new StageDecided(stage.Id, true, Reason, null, null)
            : null;

    /// <summary>Agreement by silence or on conditions is none here: somebody has to look.</summary>
    private static bool Matches(CaseRecord record, Stage stage)
    {
        var earlier = record.Stages.Where(s => s.Phase < stage.Phase && s.State != StageState.Cancelled).ToList();
        return earlier.Any(s => s.Type != StageType.Accept)
            && earlier.All(s => s.State == StageState.Agreed)
            && record.Deferred.Count == 0
            && record.Comparisons.All(c => c.Outcome != ComparisonOutcome.Mismatch)
            && record.Required.All(code => IsVerified(record, code));
    }

    /// <summary>It is there, and either refers to what the system itself holds or proves what a register answered; a file alone is for people to read.</summary>
    private static bool IsVerified(CaseRecord record, string code) =>
        record.Materials.FirstOrDefault(m => m is { Superseded: false, Upload.State: MaterialState.Clean } && m.Code == code) is { } material
        && (material.Upload.Reference is { Kind: ReferenceKind.Certificate or ReferenceKind.Authorisation or ReferenceKind.StageOutput }
            || ComparisonRules.Proves(record.Comparisons, code));
}
