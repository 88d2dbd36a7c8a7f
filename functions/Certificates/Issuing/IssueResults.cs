using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using NoVisit.Approval;
using NoVisit.Approval.Flow;
using NoVisit.Catalogue;
using NoVisit.Deadlines;

namespace NoVisit.Certificates.Issuing;

/// <summary>
/// 制证: makes and signs what a decision brings, its certificates or the reasoned refusal (RS-01, RS-05). Numbers, content and time come from the
/// record alone and the file is stored once for a decision, so that making it again after a crash gives the same certificate.
/// </summary>
internal sealed class IssueResults(CaseDesk desk, CertificateMaker maker, CurrentCatalogue catalogue, DocumentRenderer documents)
{
    /// <summary>Makes the results of one decided case and answers what is next, so that its orchestration need not look.</summary>
    [Function(nameof(IssueResults))]
    public async Task<CaseStep> Run([ActivityTrigger] string number, [DurableClient] DurableTaskClient client, CancellationToken cancellationToken)
    {
        if (await desk.ReadAsync(number, cancellationToken) is not { } stored)
        {
            return CaseStep.Done;
        }

        var record = stored.Record;
        if (record.State is not (CaseState.DecidedGrant or CaseState.DecidedRefuse) || record.Results.Count > 0 || record.Decision is not { } decision)
        {
            return desk.Next(record);
        }

        List<Result> results = [];
        if (decision.Granted)
        {
            foreach (var plan in record.ResultPlans)
            {
                results.Add(await maker.IssueAsync(record, plan, decision.At, null, cancellationToken));
            }
        }
        else
        {
            results.Add(await RefuseAsync(record, decision, cancellationToken));
        }

        return desk.Next(await desk.ExecuteAsync(
            client, number, Actor.System,
            (r, _) => r.Results.Count > 0 || r.State is not (CaseState.DecidedGrant or CaseState.DecidedRefuse)
                ? Outcome.Of()
                : Outcome.Of(new CertificatesIssued(results)),
            caller: number, read: stored, cancellationToken: cancellationToken));
    }

    private async Task<Result> RefuseAsync(CaseRecord record, Decision decision, CancellationToken cancellationToken)
    {
        var notice = record.Notices.Last(n => n.Kind == "decidedRefuse");
        var authority = catalogue.Registers.Departments[record.Authority ?? record.Lead];
        var unsigned = documents.Render(
            new DecisionDocument
            {
                Title = notice.Title.Zh,
                Number = notice.Number,
                DatedOn = OfficeHours.DateOf(decision.At),
                Addressee = record.Applicant.Name,
                Paragraphs =
                [
                    $"您于{OfficeHours.DateOf(record.SubmittedAt):yyyy年M月d日}提出的“{record.ItemName.Zh}”申请(办件编号 {record.Number}),经审查,决定不予许可。",
                    $"理由:{decision.Reason}",
                    $"依据:{decision.Basis}",
                    decision.Remedies ?? Approval.Acceptance.AcceptanceRules.Remedies,
                ],
                Authority = authority.Name.Zh,
                SealText = authority.Name.Zh,
            },
            decision.At);
        var result = await maker.StoreAsync(record, "DECISION", notice.Title, unsigned, authority.Name.Zh, notice.Title.Zh, decision.At, cancellationToken);
        return result with { Number = notice.Number, ValidFrom = OfficeHours.DateOf(decision.At) };
    }
}
