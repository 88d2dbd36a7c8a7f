using System.Text.Json;
using NoVisit.Approval;
using NoVisit.Approval.JointSurveys;
using NoVisit.Catalogue;
using NoVisit.Deadlines;
using NoVisit.Filing.Authorisations;
using NoVisit.Filing.Forms;
using NoVisit.Filing.Uploads;
using NoVisit.Identity;
using NoVisit.Localization;
using NoVisit.Payments;

namespace NoVisit.Filing;

/// <summary>提交: a submission is complete only when every field holds and every required material is bound to a clean file (IN-01, IN-04).</summary>
internal static class SubmissionRules
{
    /// <summary>Everything that is missing or wrong, at once: by field code or material code.</summary>
    public static IReadOnlyDictionary<string, Text> Faults(
        ServiceItem item, IReadOnlyDictionary<string, JsonElement> values, IReadOnlyList<MaterialUpload> uploads, DateOnly today)
    {
        var filled = FormValues.Of(values);
        var faults = new Dictionary<string, Text>(FormValidator.Validate(item.Form, filled, today), StringComparer.Ordinal);
        if (FeeRules.FieldTooLarge(item.Fees, values) is { } field)
        {
            faults.TryAdd(field, new("按此数值计算的费用超出可收取的范围", "The fee for this figure is beyond what can be charged"));
        }

        foreach (var code in RequiredMaterials.Of(item, filled).Required)
        {
            var material = item.Materials.First(m => m.Code == code);
            var latest = uploads.Where(u => u.MaterialCode == material.Code).MaxBy(u => u.UploadedAt);
            if (latest is null)
            {
                faults[material.Code] = new($"请上传{material.Name.Zh}", $"Upload: {material.Name.En}");
            }
            else if (latest.State == MaterialState.Scanning)
            {
                faults[material.Code] = new("文件正在进行安全检查,请稍候再提交", "The file is still being checked; submit in a moment");
            }
            else if (latest.State == MaterialState.Rejected)
            {
                faults[material.Code] = latest.Reason ?? new("文件未通过检查,请重新上传", "The file was rejected; upload another");
            }
        }

        return faults;
    }

    /// <summary>The event that begins the case, with everything frozen that it will live by.</summary>
    /// <param name="draft">With its values as stored.</param>
    /// <param name="values">The same in plain.</param>
    /// <param name="committed">The applicant commits to supply tolerable material that is missing (容缺承诺, IN-07).</param>
    /// <param name="preReview">He asks for a pre-review, which the item offers (网上预审, IN-05).</param>
    public static Submitted Submit(
        ServiceItem item, Draft draft, IReadOnlyDictionary<string, JsonElement> values, IReadOnlyList<MaterialUpload> uploads,
        string language, LimitClock clock, DateTimeOffset now, bool committed = false, bool preReview = false)
    {
        var materials = RequiredMaterials.Of(item, FormValues.Of(values));
        var preReviewDays = preReview ? item.PreReviewDays : null;
        return new Submitted
        {
            DraftId = draft.Id,
            ItemCode = item.Code,
            ItemVersion = item.Version,
            ItemName = item.Name,
            Kind = item.Kind,
            Lead = item.Lead.Code,
            Authority = item.DecidingAuthority.Code,
            FormerDepartment = item.FormerDepartment?.Code,
            Applicant = new Applicant(
                draft.PersonId, draft.PersonId, values.TextOf("applicant.name") ?? "",
                values.TextOf("applicant.phone"), values.TextOf("applicant.email"), language),
            Values = draft.Values,
            Materials = [.. uploads.Where(u => u.State == MaterialState.Clean)
                .GroupBy(u => u.MaterialCode, StringComparer.Ordinal).Select(g => new CaseMaterial(g.MaxBy(u => u.UploadedAt)!))],
            Stages = [.. item.Stages.OrderBy(s => s.Phase).SelectMany(s => JointSurveyRules.Parts(item, s, StageOf(s)))],
            Required = materials.Required,
            Tolerable = [.. materials.Tolerable],
            Committed = committed ? true : null,
            Fees = item.Fees.Count == 0 ? null : item.Fees,
            ReuseDays = ReuseDays(item),
            Renews = draft.Renews,
            Results = [.. item.Results.Where(r => draft.Renews is null || r.Code == draft.Renews.Code).Select(r => new ResultPlan(r.Code, r.Name, r.Issuer.Code, r.ValidYears))],
            Limits = item.ClockLimits(),
            AcceptanceDue = clock.AcceptanceDue(now).At,
            PreReviewDays = preReviewDays,
            AcceptanceStageDue = clock.Due(clock.ReceiptOf(now), preReviewDays ?? item.StagesOf(0)[0].LimitDays).At,
            DeliveryMethod = Enum.TryParse<DeliveryMethod>(values.TextOf("delivery.method"), ignoreCase: true, out var method) ? method : DeliveryMethod.Ecert,
        };
    }

    private static Dictionary<string, int>? ReuseDays(ServiceItem item) =>
        item.Materials.Where(m => m.ReuseDays > 0 && m.Source != MaterialSource.Form && !m.Authorises).ToDictionary(m => m.Code, m => m.ReuseDays, StringComparer.Ordinal)
            is { Count: > 0 } days ? days : null;

    /// <summary>The authorisation that the applicant granted on line stands for its document.</summary>
    public static IEnumerable<MaterialUpload> Authorising(Authorisation authorisation, ServiceItem item, Draft draft, DateTimeOffset now) =>
        authorisation.Basis == AuthorisationBasis.Document ? [] : item.Materials.Where(m => m.Authorises).Select(m => MaterialUpload.Referring(
            new MaterialReference(ReferenceKind.Authorisation, authorisation.Id, m.Name) { ValidTo = authorisation.ValidTo },
            draft.Id, m.Code, authorisation.Grantor, now));

    /// <summary>代办: the case is the applicant's, filed by the agent under the authorisation as it stands (IN-13).</summary>
    public static Submitted OnBehalf(Submitted submitted, Authorisation authorisation, Caller agent, string language) => submitted with
    {
        Applicant = submitted.Applicant with { PersonId = authorisation.Grantor },
        Mandate = new Mandate(
            authorisation.Id, agent.Id, agent.Name, agent.Phone, agent.Email, language, authorisation.Basis, authorisation.Items, authorisation.Scope,
            authorisation.ValidFrom, authorisation.ValidTo),
    };

    private static Stage StageOf(FlowStage stage) => new()
    {
        Id = stage.Id,
        Name = stage.Name,
        Department = stage.Department.Code,
        Type = stage.Type,
        Role = stage.Role,
        Phase = stage.Phase,
        LimitDays = stage.LimitDays,
        Tacit = stage.Tacit && !stage.NoTacit,
        FourEyes = stage.FourEyes,
        MinInspectors = stage.MinInspectors ?? 0,
        Optional = stage.Optional,
        Auto = stage.Auto,
        Participants = stage.Participants.Count == 0 ? null : stage.Participants,
        Signers = stage.Signers.Count == 0 ? null : stage.Signers,
        SignersInOrder = stage.SignersInOrder,
        Outputs = stage.Outputs.Count == 0 ? null : [.. stage.Outputs.Select(o => new OutputPlan(o.Code, o.Name, o.Kind, o.Material))],
        StopsClock = stage.StopsClock,
    };
}
