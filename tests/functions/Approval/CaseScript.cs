using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using NoVisit.Approval.Acceptance;
using NoVisit.Approval.Consultations;
using NoVisit.Approval.Countersigning;
using NoVisit.Approval.Decisions;
using NoVisit.Approval.Extensions;
using NoVisit.Approval.Flow;
using NoVisit.Approval.JointReviews;
using NoVisit.Approval.Leading;
using NoVisit.Approval.PreAcceptances;
using NoVisit.Approval.PreReviews;
using NoVisit.Approval.Rectifications;
using NoVisit.Approval.Review;
using NoVisit.Approval.SpecialProcedures;
using NoVisit.Approval.Supplements;
using NoVisit.Approval.TacitAgreement;
using NoVisit.Approval.Termination;
using NoVisit.Approval.Urgings;
using NoVisit.Approval.Withdrawal;
using NoVisit.Catalogue;
using NoVisit.Deadlines;
using NoVisit.Delivery;
using NoVisit.Filing.Comparisons;
using NoVisit.Payments;

namespace NoVisit.Approval;

/// <param name="What">What somebody tries to do.</param>
/// <param name="Who">0 to 6: who is responsible, or his deputy; above: anybody else.</param>
/// <param name="Which">Which of the open stages.</param>
/// <param name="How">In favour up to 6, with conditions at 7, against above.</param>
/// <param name="Minutes">How much time passes before.</param>
internal sealed record Act(string What, int Who, int Which, int How, int Minutes);

/// <summary>A case and what people and time try to do to it; most of it sensible, some of it not.</summary>
internal sealed record CaseScript(string Item, DeliveryMethod Delivery, Filed Filed, IReadOnlyList<Act> Acts)
{
    /// <summary>A case that has brought the certificate which others wait for, and one that has been refused.</summary>
    private static readonly CaseRecord Issuing = new CatalogueCase(CatalogueCase.Land, "2026-02-09 09:00").AgreeToTheEnd().Record;
    private static readonly CaseRecord Refused = Issuing with { State = CaseState.DecidedRefuse, Decision = Issuing.Decision! with { Granted = false } };
    private static readonly Awaited Land = new(CatalogueCase.Number, "M016", "C-LAND", new("用地预审与选址意见书", "Land opinion"), 10);

    private static readonly string[] Items =
    [
        CaseWalk.SoleTrader, CaseWalk.Company, CaseWalk.Food, CatalogueCase.FoodPlant, CatalogueCase.Hygiene, CatalogueCase.BilliardHall, CatalogueCase.Investment,
        PayingCase.Construction, CatalogueCase.Completion, CatalogueCase.RealEstate, CatalogueCase.Land, CatalogueCase.Pension, CatalogueCase.Disclosure,
        CatalogueCase.AnnualInspection,
    ];

    /// <summary>How often each act is tried, and by which name.</summary>
    private static readonly (int Weight, string What)[] Weights =
    [
        (4, "accept"), (2, "preAccept"), (2, "preReview"), (1, "arrive"), (1, "correct"), (2, "answer"), (1, "end"), (1, "withdraw"), (2, "claim"), (1, "release"), (20, "act"), (3, "issue"), (2, "order"),
        (2, "track"), (1, "paper"), (1, "terminate"), (1, "consult"), (4, "wait"), (3, "look"), (2, "suspend"), (3, "resume"), (1, "extend"), (1, "answerExtension"), (3, "rectify"), (2, "supply"), (1, "urge"),
        (2, "call"), (2, "attend"), (1, "absent"), (4, "pay"), (1, "waive"), (1, "refund"), (1, "prioritise"), (1, "report"),
    ];

    public static Gen<CaseScript> Any() =>
        from item in Gen.Elements(Items)
        from delivery in Gen.Elements(DeliveryMethod.Ecert, DeliveryMethod.Courier, DeliveryMethod.Window)
        from filed in Gen.Frequency((4, Gen.Constant(Filed.Plainly)), (1, Gen.Constant(Filed.Committed)), (1, Gen.Constant(Filed.ForPreReview)), (1, Gen.Constant(Filed.Awaiting)))
        from length in Gen.Choose(5, 60)
        from acts in OfAct().ArrayOf(length)
        select new CaseScript(item, delivery, filed, acts);

    public override string ToString() =>
        $"{Item} {Delivery}{Filed}: {string.Join("; ", Acts.Select(a => $"+{a.Minutes} {a.What} {a.Who}/{a.Which}/{a.How}"))}";

    public PlayedScript Play()
    {
        var walk = new CaseWalk(
            Item, "2026-02-10 09:30", Delivery, committed: Filed == Filed.Committed, preReview: Filed == Filed.ForPreReview, awaited: Filed == Filed.Awaiting ? Land : null, shape: Fill);
        var run = new PlayedScript(walk);
        foreach (var act in Acts)
        {
            walk.At(walk.Now.AddMinutes(act.Minutes));
            var before = walk.Last;
            _ = Try(walk, act);
            if (!ReferenceEquals(before, walk.Last))
            {
                run.Steps.Add(walk.Last);
            }
        }

        return run;
    }

    /// <summary>What fees are charged on, and shared data that agrees with what was declared, except in one delivery.</summary>
    private Submitted Fill(Submitted filing) => filing with
    {
        Values = new Dictionary<string, JsonElement>(filing.Values, StringComparer.Ordinal)
        {
            ["project.floorArea"] = CaseWalk.Json(100),
            ["property.use"] = CaseWalk.Json("residential"),
            ["tax.paid"] = CaseWalk.Json(Filed == Filed.Committed),
        },
        Comparisons = [.. CaseWalk.Catalogue.Find(Item)!.Materials.SelectMany(m => m.Verifies.Select(field => new Comparison(
            m.Code, m.SourceName!, field, Delivery == DeliveryMethod.Window ? ComparisonOutcome.Mismatch : ComparisonOutcome.Match, filing.Materials[0].Upload.UploadedAt)))],
    };

    private static Gen<Act> OfAct() =>
        from what in Gen.Frequency([.. Weights.Select(w => (w.Weight, Gen.Constant(w.What)))])
        from who in Gen.Choose(0, 9)
        from which in Gen.Choose(0, 7)
        from how in Gen.Choose(0, 9)
        from minutes in Gen.Frequency((3, Gen.Constant(0)), (4, Gen.Choose(1, 8 * 60)), (2, Gen.Choose(1, 6 * 24 * 60)))
        select new Act(what, who, which, how, minutes);

    private static bool Try(CaseWalk walk, Act act)
    {
        var active = walk.Record.Stages.Where(s => s.State.IsActive()).ToList();
        var standing = active.Count > 0 ? active : [.. walk.Record.Stages.Where(s => s.State.IsStanding())];
        var stage = standing.Count > 0 ? standing[act.Which % standing.Count] : walk.Record.Stages[act.Which % walk.Record.Stages.Count];
        var actor = act.Who switch
        {
            <= 4 => new Actor($"{stage.Role}.{stage.Department}", Words.Of(stage.Role), stage.Department),
            5 or 6 => new Actor($"deputy.{stage.Department}", "clerk,reviewer,approver", stage.Department),
            7 => CaseWalk.ApproverOf("GAJ"),
            8 => CaseWalk.Filer,
            _ => CaseWalk.Clerk,
        };
        return act.What switch
        {
            "accept" => walk.Try(actor, (r, c) => AcceptanceRules.Handle(r, new("accept"), c)),
            "preAccept" => walk.Try(actor, (r, c) => AcceptanceRules.Handle(r, new("preAccept"), c)),
            "arrive" => walk.Try(Actor.System, (r, c) => Outcome.Of(PreAcceptanceRules.Due(r, act.How switch { < 5 => IssuedAt(c.Now), < 8 => Issuing, _ => Refused }, c))),
            "preReview" => walk.Try(actor, (r, c) => PreReviewRules.Answer(
                r, new(act.How switch { < 7 => "pass", 7 or 8 => "correct", _ => "outOfScope" }, [Defect(act)], "预审意见", null, "农业农村局"), c)),
            "correct" => walk.Try(actor, (r, c) => AcceptanceRules.Handle(r, new("correct", [Defect(act)]), c)),
            "end" => walk.Try(actor, (r, c) => AcceptanceRules.Handle(
                r, new(act.How % 2 == 0 ? "notAccept" : "return", Reason: "不属于职权范围", Basis: "条例第三条", CompetentAuthority: "农业农村局"), c)),
            "claim" => walk.Try(actor, (r, c) => TaskRules.Claim(r, stage.Id, c)),
            "release" => walk.Try(actor, (r, c) => TaskRules.Release(r, stage.Id, c)),
            "act" => Handle(walk, act, stage, actor),
            "issue" => walk.Record is { State: CaseState.DecidedGrant or CaseState.DecidedRefuse, Results.Count: 0 } && walk.Issue() is not null,
            "order" => CaseFlow.Next(walk.Record, CaseWalk.Clock).Kind == StepKind.OrderCourier && walk.OrderCourier() is not null,
            "track" => walk.Try(CaseWalk.Courier, (r, _) => CourierCallbackFunction.Track(
                r, walk.News(act.How < 5 ? ParcelStatus.InTransit : ParcelStatus.Delivered, act.Which, act.How < 9 ? "张三" : "李四"))),
            "terminate" => act.How > 7 && walk.Try(
                CaseWalk.ApproverOf(walk.Record.Lead), (r, c) => TerminationRules.Terminate(r, new(TerminationGround.ObjectGone, "场所已拆除", ["拆迁公告"]), c)),
            "consult" => walk.Try(actor, (r, c) => act.How < 5
                ? ConsultationRules.Open(r, new(["WLJ"], "是否有意见?", OfficeHours.DateOf(c.Now).AddDays(act.How)), _ => true, c)
                : ConsultationRules.Reply(r, "k1", new("无意见"), c with { Actor = CaseWalk.ReviewerOf("WLJ") })),
            "paper" => walk.Record.PaperOrders is [var order, ..] && walk.Try(
                CaseWalk.ReviewerOf(order.Department), (r, c) => PaperRules.Issue(r, order.Id, new(act.How > 7 ? "disagree" : "agree", "补出意见"), c)),
            "look" => walk.Look() is not null,
            "suspend" => walk.Try(actor, (r, c) => SpecialProcedureRules.Open(r, new(act.How switch { < 4 => "expertReview", < 7 => "testing", _ => "hearing" }, "专家组", 1 + act.Which, "评审"), c)),
            "resume" => walk.Try(actor, (r, c) => SpecialProcedureRules.End(r, r.Procedures.Count == 0 ? "s1" : r.Procedures[act.Which % r.Procedures.Count].Id, new("已完成"), c)),
            "extend" => walk.Try(Lead(walk, act), (r, c) => ExtensionRules.Request(r, new(1 + act.Which, "情况复杂"), c)),
            "answerExtension" => walk.Try(Lead(walk, act), (r, c) => ExtensionRules.Answer(r, new(act.How < 7, "按期可办"), c)),
            "urge" => walk.Try(Lead(walk, act), (r, c) => UrgingRules.Urge(r, new(stage.Id, "请尽快办理"), c)),
            "call" => walk.Try(Lead(walk, act), (r, c) => LeadRules.CallSurvey(
                r, new(stage.Id, c.Clock.Hours.OpeningOf(c.Clock.Calendar.AddWorkingDays(OfficeHours.DateOf(c.Now), act.How < 8 ? 1 : 0).Date), "现场"), c)),
            "attend" => Attend(walk),
            "absent" => walk.Try(Lead(walk, act), (r, c) => LeadRules.RecordAbsence(r, new(stage.Id, stage.Department), c)),
            "prioritise" => walk.Try(Coordinator, (r, c) => act.How < 7
                ? GreenChannel.Grant(r, new(PriorityGround.KeyProject, "重点项目清单", "gu.tracker"), c) : GreenChannel.End(r, new("已移出清单"), c)),
            "report" => walk.Try(Lead(walk, act), (r, c) => ProgressReports.Answer(r, new("进展顺利"), c)),
            _ => OfMoney(walk, act) ?? OfApplicant(walk, act),
        };
    }

    private static CaseRecord IssuedAt(DateTimeOffset at) => Issuing with { Results = [.. Issuing.Results.Select(r => r with { IssuedAt = at })] };

    /// <summary>Waits for the hour to which departments were called.</summary>
    private static bool Attend(CaseWalk walk)
    {
        if (walk.Record.SurveyCalls.LastOrDefault(c => c.At > walk.Now) is { } call)
        {
            walk.At(call.At.AddMinutes(1));
        }

        return false;
    }

    /// <summary>Null when it is no act about money. The platform reports what may have happened, in any order and twice.</summary>
    private static bool? OfMoney(CaseWalk walk, Act act) => act.What switch
    {
        "pay" => walk.Try(PayingCase.Platform, (r, c) => BillRules.Take(r, new(
            BillRules.OrderIdOf(r.Number), $"T{act.Which % 3}", act.How < 8 ? "paid" : "failed", (r.Bill?.Total ?? 1) + (act.How == 7 ? 1 : 0), c.Now), c)),
        "waive" => act.How > 5 && walk.Try(Lead(walk, act), (r, c) => BillRules.Waive(r, new("公益项目", "收费目录"), c)),
        "refund" => walk.Try(PayingCase.Platform, (r, c) => BillRules.RefundPending(r) && act.How < 5 ? Outcome.Of(new RefundSent())
            : BillRules.Take(r, new(BillRules.OrderIdOf(r.Number), "R1", "refunded", r.Bill?.Refund?.Amount ?? 1, c.Now), c)),
        _ => null,
    };

    private static bool OfApplicant(CaseWalk walk, Act act) => act.What switch
    {
        "answer" => walk.Try(CaseWalk.Filer, (r, c) => CorrectionRules.Answer(
            r, act.How % 2 == 0 ? [] : new Dictionary<string, JsonElement> { ["applicant.phone"] = CaseWalk.Json("13900139000") },
            act.How % 2 == 0 ? [File(r, "M002")] : [], c)),
        "withdraw" => act.How > 7 && walk.Try(CaseWalk.Filer, (r, _) => WithdrawalRules.Withdraw(r, "不再需要")),
        "rectify" => walk.Try(CaseWalk.Filer, (r, c) => RectificationRules.Answer(r, "已整改", [], c)),
        "supply" => walk.Try(CaseWalk.Filer, (r, c) => SupplementRules.Supply(
            r, [.. r.Deferred.Take(act.How < 7 ? int.MaxValue : 1).DefaultIfEmpty("M007").Select(code => File(r, code))], c.Now)),
        _ => false,
    };

    /// <summary>The act that the stage is for.</summary>
    private static bool Handle(CaseWalk walk, Act act, Stage stage, Actor actor)
    {
        var opinion = act.How switch { <= 6 => "agree", 7 => "agreeWithConditions", _ => "disagree" };
        return stage.Type switch
        {
            StageType.Countersign when stage.PartOf is not null => walk.Try(actor, (r, c) => CountersignRules.Sign(r, new(act.How <= 7, "总量未落实"), c)),
            StageType.Decide or StageType.Countersign => walk.Try(
                actor, (r, c) => DecisionRules.Decide(r, new(act.How <= 7 ? "grant" : "refuse", "不符合条件", "第三十五条", StageId: stage.Id), c)),
            StageType.Survey or StageType.JointSurvey => walk.Try(actor, (r, c) => TaskRules.RecordSurvey(
                r, stage.Id, new([actor.Id, $"deputy.{stage.Department}", "third"], c.Now, "已核查", opinion, null, act.How == 7 ? ["门未关闭"] : null), c)),
            StageType.JointReview => walk.Try(actor, (r, c) => MeetingRules.Record(r, new(
                c.Now, "会议纪要", [.. (stage.Participants ?? []).Select(d => act.Which > 4 && MeetingRules.MayBeAbsent(r, d)
                    ? new VoteCommand(d, "absent") : new VoteCommand(d, "agree", $"leader.{d}"))], opinion, "会审结论", "附条件"), c)),
            _ => walk.Try(actor, (r, c) => TaskRules.Opine(r, stage.Id, new(
                opinion, "意见", "整改", FeeRules.AssessedBy(r, stage).Count > 0 && opinion != "disagree" ? 12_000 * act.Which : null,
                opinion == "disagree" ? null : [.. OutputRules.ByHand(stage).Select(o => new OutputCommand(o.Code, "N1"))]), c)),
        };
    }

    private static Defect Defect(Act act) => act.How % 2 == 0 ? new("M002", null, "模糊", "重传") : new(null, "applicant.phone", "停机", "更正");

    private static CaseMaterial File(CaseRecord record, string material) => new(CaseWalk.Upload(material, $"u-{material}-{record.Sequence}"));

    private static readonly Actor Coordinator = new("coordinator", "coordinator", null);

    private static Actor Lead(CaseWalk walk, Act act) =>
        act.Who < 5 ? new($"reviewer.{walk.Record.Lead}", "reviewer", walk.Record.Lead) : new($"head.{walk.Record.Lead}", "approver", walk.Record.Lead);
}

/// <summary>How a case of a script comes in.</summary>
internal enum Filed
{
    Plainly,
    Committed,
    ForPreReview,
    Awaiting,
}

/// <summary>What came of a script.</summary>
internal sealed class PlayedScript(CaseWalk walk)
{
    public CaseWalk Walk => walk;

    public List<Transition> Steps { get; } = [walk.Last];

    /// <summary>The state after each line of the ledger.</summary>
    public IEnumerable<CaseState> States()
    {
        CaseRecord? record = null;
        foreach (var entry in walk.Ledger)
        {
            yield return (record = CaseFold.Apply(record, walk.CaseNumber, entry)).State;
        }
    }

    public IEnumerable<T> Events<T>()
        where T : CaseEvent => walk.Ledger.Select(e => e.Event).OfType<T>();

    public int Count<T>()
        where T : CaseEvent => Events<T>().Count();
}
