using System.Text.Json.Serialization;
using NoVisit.Localization;

namespace NoVisit.Catalogue;

/// <summary>One stage of an item's flow (环节). Phases run one after another, the stages of one phase at once (WF-02, WF-03).</summary>
public sealed record FlowStage
{
    /// <summary>Unique in the flow.</summary>
    public required string Id { get; init; }

    /// <summary>Name for applicants and staff.</summary>
    public required Text Name { get; init; }

    /// <summary>Who acts; the applicant in a <see cref="StageType.Wait"/> stage.</summary>
    public required Department Department { get; init; }

    /// <summary>What is done.</summary>
    public required StageType Type { get; init; }

    /// <summary>0 is acceptance; contiguous.</summary>
    public required int Phase { get; init; }

    /// <summary>Limit in working days (环节时限, TL-05); 0 is the same working day.</summary>
    public required int LimitDays { get; init; }

    /// <summary>The role that the data names; null: by the rule of <see cref="Role"/>.</summary>
    [JsonPropertyName("role")]
    public StageRole? AssignedRole { get; init; }

    /// <summary>Silence until the limit is agreement (承诺超时默认, TL-07).</summary>
    public bool Tacit { get; init; }

    /// <summary>Silence is never agreement: safety, environment, life and health (TL-07).</summary>
    public bool NoTacit { get; init; }

    /// <summary>Fewest inspectors of a survey (行政许可法 art. 34: 2).</summary>
    public int? MinInspectors { get; init; }

    /// <summary>Another person than the one who reviewed has to act (一审一核, WF-11b).</summary>
    public bool FourEyes { get; init; }

    /// <summary>Entered only when an earlier stage calls for it.</summary>
    public bool Optional { get; init; }

    /// <summary>The clock of the case stands while this stage is open (TL-06).</summary>
    public bool StopsClock { get; init; }

    /// <summary>The system decides by itself when all shared data agree; otherwise a person does (IN-16).</summary>
    public bool Auto { get; init; }

    /// <summary>A village agent may act (代办, IN-13).</summary>
    public bool Agent { get; init; }

    /// <summary>Level of government that acts; null: the item's first.</summary>
    public GovernmentLevel? Level { get; init; }

    /// <summary>Department codes that take part in a joint review or survey (WF-05, WF-07).</summary>
    public IReadOnlyList<string> Participants { get; init; } = [];

    /// <summary>Department codes that countersign (会签, WF-05).</summary>
    public IReadOnlyList<string> Signers { get; init; } = [];

    /// <summary>What the stage has to bring for the stages after it (WF-13).</summary>
    public IReadOnlyList<FlowOutput> Outputs { get; init; } = [];

    /// <summary>The signers sign one after another, as listed; otherwise all at once.</summary>
    public bool SignersInOrder { get; init; }

    /// <summary>
    /// Who acts (WF-08): accept the clerk; review, opinion, survey, joint review the reviewer; decide, countersign, certificate,
    /// reporting up the approver; pay and wait the applicant; unless the data names another.
    /// </summary>
    [JsonIgnore]
    public StageRole Role => AssignedRole ?? Type switch
    {
        StageType.Accept => StageRole.Clerk,
        StageType.Decide or StageType.Countersign or StageType.Certificate or StageType.ReportUp => StageRole.Approver,
        StageType.Pay or StageType.Wait => StageRole.Applicant,
        _ => StageRole.Reviewer,
    };

    /// <summary>The stage grants or refuses.</summary>
    [JsonIgnore]
    public bool Decides => Type is StageType.Decide or StageType.Countersign;
}

/// <summary>What is done in a stage.</summary>
public enum StageType
{
    /// <summary>受理.</summary>
    Accept,

    /// <summary>审查.</summary>
    Review,

    /// <summary>Opinion of a co-department (意见).</summary>
    Opinion,

    /// <summary>Site survey (现场核查、踏勘).</summary>
    Survey,

    /// <summary>决定.</summary>
    Decide,

    /// <summary>One bill (一票制缴费).</summary>
    Pay,

    /// <summary>The applicant acts, e.g. rectifies (整改).</summary>
    Wait,

    /// <summary>Making the certificate (缮证).</summary>
    Certificate,

    /// <summary>Reporting to the superior (上报).</summary>
    ReportUp,

    /// <summary>Meeting of departments (会审).</summary>
    JointReview,

    /// <summary>One survey by several departments (联合踏勘).</summary>
    JointSurvey,

    /// <summary>Decision signed by several departments (会签).</summary>
    Countersign,
}

/// <summary>Who acts in a stage.</summary>
public enum StageRole
{
    /// <summary>申请人.</summary>
    Applicant,

    /// <summary>代办员.</summary>
    Agent,

    /// <summary>Window clerk (窗口人员).</summary>
    Clerk,

    /// <summary>审查员.</summary>
    Reviewer,

    /// <summary>Chief representative (首席代表).</summary>
    Approver,
}
