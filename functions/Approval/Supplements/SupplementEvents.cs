using NoVisit.Localization;

namespace NoVisit.Approval;

/// <summary>补交容缺材料: brings some or all of what acceptance deferred (IN-07, KD-05).</summary>
internal sealed record SupplementsSupplied(IReadOnlyList<CaseMaterial> Materials) : CaseEvent
{
    public override Text Title => new("已补交容缺材料", "Deferred material supplied");

    public override CaseRecord Apply(CaseRecord record, LedgerEntry entry)
    {
        var missing = record.Deferred.Where(code => Materials.All(m => m.Code != code)).ToList();
        return record with
        {
            Materials = [.. record.Materials, .. Materials],
            Deferred = missing,
            Notices = missing.Count > 0 ? record.Notices : [.. record.Notices.Select(n =>
                n is { Kind: Accepted.NoticeKindName, AnswerDue: not null, AnsweredAt: null } ? n with { AnsweredAt = entry.At } : n)],
        };
    }
}

/// <summary>
/// 未履行容缺承诺: the promised material did not come in time. Goes into the credit library and bars tolerant acceptance for its period (IN-07, DS-05).
/// </summary>
internal sealed record CommitmentBroken(IReadOnlyList<string> Materials, DateTimeOffset Due) : CaseEvent
{
    public override Text Title => new("未按承诺补交材料,记入信用记录", "Promised material not supplied; on the credit record");

    public override CaseRecord Apply(CaseRecord record, LedgerEntry entry) => record;
}
