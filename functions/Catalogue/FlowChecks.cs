using System.Globalization;
using NoVisit.Deadlines;

namespace NoVisit.Catalogue;

/// <summary>Is a flow sound (WF-01, WF-02, TL-05, TL-07)?</summary>
internal static class FlowChecks
{
    public static void Run(ServiceItem item, Registers registers, Findings findings)
    {
        var stages = item.Stages;
        if (stages.Count == 0)
        {
            findings.Add(FindingSeverity.Error, "stages", "/stages", "流程没有环节。", "The flow has no stages.");
            return;
        }

        var phases = stages.Select(stage => stage.Phase).Distinct().Order().ToList();
        findings.ErrorIf(
            !phases.SequenceEqual(Enumerable.Range(0, phases.Count)), "phases", "/stages", "阶段须从 0 起连续。",
            "Phases count up from 0 without a gap.");
        findings.ErrorIf(
            stages.Count(stage => stage.Type == StageType.Accept) != 1
            || stages.Where(stage => stage.Phase == 0).ToList() is not [{ Type: StageType.Accept }],
            "acceptStage", "/stages", "第 0 阶段须有且只有一个受理环节。", "Phase 0 is one acceptance stage and nothing else.");
        findings.ErrorIf(!stages.Any(stage => stage.Decides), "decidingStage", "/stages", "流程没有决定环节。", "The flow has no deciding stage.");
        findings.ErrorIf(
            item.Kind == ItemKind.Joint && stages.Where(Acts).Select(stage => stage.Department.Code).Distinct().Count() < 2, "joint", "/stages",
            "联办件须有两个以上部门参与。", "A joint item has two or more departments.");
        findings.ErrorIf(
            item.Kind == ItemKind.Reported != stages.Any(stage => stage.Type == StageType.ReportUp), "reportUp", "/stages",
            "上报件须有上报环节,其他办件不得有。", "An item reported upward has a stage that reports, others have none.");

        var ids = new HashSet<string>();
        foreach (var (index, stage) in stages.Index())
        {
            var at = string.Create(CultureInfo.InvariantCulture, $"/stages/{index}");
            findings.ErrorIf(!ids.Add(stage.Id), "stageTwice", at, $"环节 {stage.Id} 重复。", $"There are two stages {stage.Id}.");
            findings.ErrorIf(stage.LimitDays < 0, "stageLimit", at, "环节时限不得为负。", "A stage's limit is not negative.");
            findings.ErrorIf(
                stage.Type == StageType.Accept && stage.LimitDays > LimitClock.AcceptanceDays, "acceptLimit", at,
                "受理时限最长五个工作日(行政许可法第三十二条)。", "Acceptance takes 5 working days at most (Licensing Law art. 32).");
            Departments(stage, registers, at, findings);
            Tacit(item, stage, registers, at, findings);
            People(item, stage, at, findings);
            findings.ErrorIf(
                stage.StopsClock && stage.Type is not (StageType.Pay or StageType.Wait), "stopsClock", at, "只有缴费和等待环节可以停钟。",
                "Only stages of payment or waiting stop the clock.");
        }
    }

    private static bool Acts(FlowStage stage) => stage.Type is not (StageType.Wait or StageType.Pay);

    private static bool Examines(FlowStage stage) => Acts(stage) && stage.Type != StageType.Accept && !stage.Auto;

    private static void Departments(FlowStage stage, Registers registers, string at, Findings findings)
    {
        foreach (var code in new[] { stage.Department.Code }.Concat(stage.Participants).Concat(stage.Signers))
        {
            findings.ErrorIf(!registers.Departments.ContainsKey(code), "department", at, $"部门 {code} 不存在。",
                $"There is no department {code}.");
        }

        findings.ErrorIf(
            stage.Type is StageType.JointReview or StageType.JointSurvey && stage.Participants.Count < 2, "participants", at,
            "会审和联合踏勘须有两个以上部门参加。", "A joint review or survey has two or more participants.");
        findings.ErrorIf(
            stage.Type == StageType.Countersign && stage.Signers.Count == 0, "signers", at, "会签环节须指明会签部门。",
            "A countersigned decision needs signers.");
        findings.ErrorIf(
            stage.Type == StageType.Wait != (stage.Department.Kind == DepartmentKind.Applicant), "waitDepartment", at,
            "等待环节且只有等待环节由申请人办理。", "A stage of waiting, and no other, is the applicant's.");
    }

    private static void Tacit(ServiceItem item, FlowStage stage, Registers registers, string at, Findings findings)
    {
        if (!stage.Tacit)
        {
            return;
        }

        findings.ErrorIf(
            stage.Type is not (StageType.Opinion or StageType.Review), "tacitType", at, "只有协办部门的意见可以默认同意。",
            "Only a co-department's opinion may be deemed given.");
        findings.ErrorIf(
            stage.Department.Code == item.Lead.Code || stage.Department.Code == item.DecidingAuthority.Code, "tacitLead", at,
            "牵头部门和实施机关不得默认同意。", "The lead and the deciding authority are never deemed to agree.");
        findings.ErrorIf(stage.NoTacit, "tacitForbidden", at, "该环节不得默认同意。", "This stage must not be deemed agreed.");
        findings.ErrorIf(
            item.GuardsLife || stage.Department.GuardsLife || registers.Departments.GetValueOrDefault(stage.Department.Code) is { GuardsLife: true },
            "tacitSafety", at, "涉及安全、环境、生命健康的不得默认同意。",
            "Where safety, environment, life or health are concerned silence is never agreement.");
    }

    private static void People(ServiceItem item, FlowStage stage, string at, Findings findings)
    {
        var suits = stage.Type switch
        {
            StageType.Accept => stage.Role is StageRole.Clerk || (stage.Agent && stage.Role is StageRole.Agent),
            StageType.Decide or StageType.Countersign or StageType.Certificate or StageType.ReportUp => stage.Role is StageRole.Approver,
            StageType.Pay or StageType.Wait => stage.Role is StageRole.Applicant,
            _ => stage.Role is StageRole.Reviewer or StageRole.Approver,
        };
        findings.ErrorIf(!suits, "role", at, "办理角色与环节类型不符。", "The role does not suit the stage.");
        findings.ErrorIf(
            stage.Type is StageType.Survey or StageType.JointSurvey && stage.MinInspectors is null or < 2, "inspectors", at,
            "现场核查须两人以上(行政许可法第三十四条)。", "A survey needs two or more inspectors (Licensing Law art. 34).");
        findings.ErrorIf(
            stage.FourEyes && !item.Stages.Any(earlier => Examines(earlier) && earlier.Phase < stage.Phase
                && earlier.Department.Code == stage.Department.Code),
            "fourEyes", at, "一审一核须先有本部门人员的审查环节。", "Four eyes need an earlier examination by a person of the same department.");
        findings.ErrorIf(
            stage.FourEyes && stage.Auto, "fourEyesAuto", at, "一审一核的核准须由人作出。", "The second pair of eyes has to be a person's.");
        findings.ErrorIf(
            stage.FourEyes && item.SingleHanded, "fourEyesSingleHanded", at, "一人办理的事项不能要求一审一核。",
            "An item that one person may handle cannot ask for four eyes.");
        findings.ErrorIf(
            stage.Auto && stage.Type != StageType.Decide, "auto", at, "只有决定环节可以自动办理。", "Only a deciding stage may be automatic.");
    }
}
