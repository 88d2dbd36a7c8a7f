using FsCheck;
using FsCheck.Fluent;
using NoVisit.Approval.Extensions;
using NoVisit.Approval.SpecialProcedures;
using NoVisit.Approval.Urgings;
using NoVisit.Delivery;

namespace NoVisit.Approval.Flow;

/// <summary>Who comes first among those who work at the same time makes no difference (WF-03, TL-06).</summary>
[Rule("WF-03", "TL-06")]
public sealed class InterleavingProperties
{
    private static readonly string[] Opinions = ["agree", "agree", "agreeWithConditions", "disagree"];

    /// <summary>Item 07: five opinions of phase 1. The k-th is given at the k-th instant, whoever gives it.</summary>
    [Fact]
    public void Parallel_opinions_in_any_order_have_the_same_outcome() => Same(
        ["B1", "B2", "B3", "B4", "B5"], () => new CatalogueCase(CatalogueCase.Investment).At("2026-03-02 10:00").Accept(),
        (walk, stage, opinion) => walk.Opine(stage, opinion));

    /// <summary>Item 06: two inspections and an opinion of phase 2.</summary>
    [Fact]
    public void Parallel_inspections_in_any_order_have_the_same_outcome() => Same(
        ["C1", "C2", "C3"], () => new CatalogueCase(CatalogueCase.BilliardHall).At("2026-03-02 10:00").Accept().Decide("B"),
        (walk, stage, opinion) => stage == "C3" ? walk.Opine(stage, opinion) : walk.Survey(stage, opinion));

    /// <summary>Item 09: the joint survey; what is to be put right is one list in one order.</summary>
    [Fact]
    public void A_joint_survey_recorded_in_any_order_gives_the_same_list() => Same(
        ["C-ZRJ", "C-ZJJ", "C-RFB", "C-DAG", "C-CGJ"], Surveyed,
        (walk, stage, opinion) => opinion == "agreeWithConditions" ? walk.Survey(stage, opinion, $"{stage} 一", $"{stage} 二") : walk.Survey(stage, opinion));

    /// <summary>Two stops of the clock that begin together and end together, whichever is recorded first.</summary>
    [Fact]
    public void Dues_do_not_depend_on_which_of_two_stops_is_recorded_first()
    {
        (string Department, SuspensionCommand Command)[] stops =
            [("STJ", new("expertReview", "专家组", 3, "评审")), ("YJJ", new("appraisal", "评价中心", 3, "鉴定"))];
        Assert.Equal(Played(0, 0), Played(1, 0));
        Assert.Equal(Played(0, 0), Played(0, 1));
        Assert.Equal(Played(0, 0), Played(1, 1));

        (DateTimeOffset?, DateTimeOffset?, string) Played(int opened, int ended)
        {
            var walk = new CatalogueCase(CatalogueCase.Investment).At("2026-03-02 10:00").Accept().At("2026-03-03 11:00");
            foreach (var (department, command) in opened == 0 ? stops : stops.Reverse())
            {
                walk.Do(CatalogueCase.Reviewer(department), (r, c) => SpecialProcedureRules.Open(r, command, c));
            }

            walk.At("2026-03-05 15:30");
            foreach (var (department, _) in ended == 0 ? stops : stops.Reverse())
            {
                var id = walk.Record.Procedures.Single(p => p.Department == department).Id;
                walk.Do(CatalogueCase.Reviewer(department), (r, c) => SpecialProcedureRules.End(r, id, new("通过"), c));
            }

            return (walk.Record.PromisedDue, walk.Record.LegalDue, string.Join(' ', walk.Record.Stages.Select(s => s.Due)));
        }
    }

    /// <summary>Opinions, an urging and the one extension have nothing to do with each other.</summary>
    [Fact]
    public void Dues_do_not_depend_on_the_order_of_what_is_independent() => Check.QuickThrowOnFailure(Prop.ForAll(
        Gen.Shuffle<string>(["B1", "B3", "urge", "extend"]).ToArbitrary(), order =>
        {
            var walk = new CatalogueCase(CatalogueCase.Investment).At("2026-03-02 10:00").Accept().At("2026-03-03 11:00");
            foreach (var act in order)
            {
                _ = act switch
                {
                    "urge" => walk.Do(CatalogueCase.Reviewer("FGW"), (r, c) => UrgingRules.Urge(r, new("B2", "请办理"), c)),
                    "extend" => walk.Do(CatalogueCase.Reviewer("FGW"), (r, c) => ExtensionRules.Request(r, new(5, "复杂"), c))
                        .Do(CatalogueCase.Approver("FGW"), (r, c) => ExtensionRules.Answer(r, new(true), c)),
                    _ => walk.Opine(act),
                };
            }

            // 10 + 5 working days from 2 March.
            return (walk.Record.PromisedDue, walk.Stage("B2").Due) == (CatalogueCase.Time("2026-03-23 17:30"), CatalogueCase.Time("2026-03-09 17:30"));
        }));

    /// <summary>The courier repeats itself and overtakes itself; what counts is what was said.</summary>
    [Fact]
    [Rule("RS-07", "NF-02")]
    public void Doubled_and_reordered_news_of_a_parcel_end_alike() => Check.QuickThrowOnFailure(Prop.ForAll(
        News().ToArbitrary(), order =>
        {
            var walk = new CaseWalk(CaseWalk.SoleTrader, "2026-02-10 09:30", Catalogue.DeliveryMethod.Courier)
                .Accept().Opine("B", CaseWalk.Reviewer).Decide(CaseWalk.Approver).Issue().OrderCourier();
            foreach (var sequence in order)
            {
                walk.Try(CaseWalk.Courier, (r, _) => CourierCallbackFunction.Track(r, sequence switch
                {
                    1 => walk.News(ParcelStatus.Collected, 1),
                    2 => walk.News(ParcelStatus.InTransit, 2),
                    _ => walk.News(ParcelStatus.Delivered, 3, "张三"),
                }));
            }

            return walk.Record is { State: CaseState.Closed, Parcel.Status: ParcelStatus.Delivered } && walk.Ledger.Count(e => e.Event is ResultDelivered) == 1;
        }));

    private static Gen<int[]> News() =>
        from more in Gen.Elements(1, 2, 3).ArrayOf(4)
        from order in Gen.Shuffle<int>([1, 2, 3, .. more])
        select order;

    private static void Same(string[] stages, Func<CatalogueCase> begin, Func<CatalogueCase, string, string, CatalogueCase> act)
    {
        Check.QuickThrowOnFailure(Prop.ForAll(
            (from opinions in Gen.Elements(Opinions).ArrayOf(stages.Length)
             from order in Gen.Shuffle<int>(Enumerable.Range(0, stages.Length))
             select (opinions, order)).ToArbitrary(),
            sample => Played(Enumerable.Range(0, stages.Length), sample.opinions) == Played(sample.order, sample.opinions)));

        string Played(IEnumerable<int> order, string[] opinions)
        {
            var walk = begin();
            var minute = 0;
            foreach (var i in order)
            {
                walk.At($"2026-03-03 10:{minute++:D2}");
                _ = act(walk, stages[i], opinions[i]);
            }

            return Outcome(walk);
        }
    }

    private static string Outcome(CatalogueCase walk) => string.Join('\n',
    [
        $"{walk.Record.State} {walk.Record.Phase} {walk.Record.PromisedDue:O} {walk.Record.LegalDue:O}",
        .. walk.Record.Stages.Select(s => $"{s.Id} {s.State} {s.Round} {s.OpenedAt:O} {s.Due:O}"),
        .. walk.Record.Rectifications.SelectMany(r => r.Points).Select(p => $"{p.StageId} {p.Point}"),
    ]);

    private static CatalogueCase Surveyed()
    {
        var walk = new CatalogueCase(CatalogueCase.Completion).At("2026-03-02 10:00").Accept();
        foreach (var stage in (string[])["B1", "B2", "B3", "B4", "B5"])
        {
            walk.Opine(stage);
        }

        return walk;
    }
}
