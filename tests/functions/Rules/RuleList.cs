namespace NoVisit.Rules;

/// <summary>A rule of handling cases.</summary>
/// <param name="Id">Id of the requirement; stands in the docs of the code that holds it and in the <see cref="RuleAttribute"/> of its tests.</param>
/// <param name="Term">What the field calls it.</param>
/// <param name="Text">What holds.</param>
internal sealed record Rule(string Id, string Term, string Text);

/// <summary>The rules of which <c>docs/rules.md</c> says where they stand and what proves them.</summary>
internal static class RuleList
{
    public static IReadOnlyList<Rule> All { get; } =
    [
        new("IN-01", "网上申报", "Filed online from a versioned form; every field is checked on the server, a number comes at once."),
        new("IN-02", "一窗受理", "One submission, one number, whatever departments stand behind it."),
        new("IN-03", "一张表、一套材料", "A bundle asks for each field and each material once."),
        new("IN-04", "材料目录化", "Each file is bound to one material of the list, examined before anybody opens it, never overwritten."),
        new("IN-05", "网上预审", "A look at completeness and form before acceptance: two working days as a rule, no clock; the five days run all the same."),
        new("IN-06", "预受理", "Registered while a precondition certificate is missing; accepted by itself when it comes, returned when it doesn't."),
        new("IN-07", "容缺受理", "Tolerable material may follow on commitment; nothing is granted before it is there; a broken commitment has consequences."),
        new("IN-08", "一次性告知", "One correction notice with every defect; a second about an old defect is refused and put on record."),
        new("IN-09", "受理决定", "Five working days for the acceptance decision, otherwise accepted from receipt."),
        new("IN-10", "首问负责制", "Who opens a submission first is responsible, once and for all; hands over, never closes, what is another's."),
        new("IN-11", "首办负责", "A broken limit is the lead's unless a department broke its own stage limit."),
        new("IN-13", "委托代办", "An agent acts for an applicant under an authorisation with scope and term; both are told."),
        new("IN-14", "绿色通道", "Priority on a recorded ground: first in every inbox, tighter stage limits, no stage skipped."),
        new("IN-16", "自助办理", "A machine grants only when all is verified; it never refuses."),
        new("IN-17", "线上线下一体", "Walk-in filings live by the same rules, numbers and clocks."),
        new("IN-18", "办件进度查询", "Progress at any time, without internal opinions and others' data."),
        new("KD-01", "即办件", "Decided on the day of acceptance."),
        new("KD-02", "承诺件", "Accepted with a promised due date, decided by then."),
        new("KD-03", "联办件", "Lead and departments side by side; the longest of each phase counts."),
        new("KD-04", "上报件", "Forwarded with all material; the superior has a clock of its own and asks for nothing again."),
        new("KD-05", "补办件", "Waits for what was promised, or lapses."),
        new("KD-06", "退回件", "A return states basis, reason, competent organ and remedies."),
        new("WF-01", "四程序", "Accept, review, decide, deliver: never in another order."),
        new("WF-02", "业务规则流程库", "Flows are versioned data; a case keeps the version it began with."),
        new("WF-03", "并联审批", "The departments of a phase begin at the same instant; an opinion is one of three; disagreement is the lead's to settle."),
        new("WF-04", "牵头部门", "The lead sets dates and pulls late departments up; the coordinator can name another lead."),
        new("WF-05", "会商、会审、会签", "Consulting binds nobody; a meeting has minutes and votes; a countersigned decision needs every signature."),
        new("WF-06", "联合竣工验收", "One merged rectification list; only what failed is inspected again."),
        new("WF-07", "联合踏勘", "Two inspectors at least, one record."),
        new("WF-08", "前台受理、后台审批", "Who accepts does not decide."),
        new("WF-09", "审批收件箱", "One inbox by due time and priority, with lights."),
        new("WF-10", "协同审批", "Every hand-over has its times: sent, received, opened."),
        new("WF-11", "相对集中行政许可权", "The deciding authority may differ from the professional department."),
        new("WF-11b", "一审一核", "Two acts by two people."),
        new("WF-12", "首席代表授权", "Rights are granted by document, dated, revocable, and checked on every act."),
        new("WF-13", "一件事", "What one phase brings out feeds the next."),
        new("WF-14", "服务双岗制", "A deputy takes over from who is absent; the clock does not notice."),
        new("WF-15", "集中联合年检", "A campaign files one case for each enterprise of a list, once."),
        new("WF-16", "特别程序", "Tests, hearings and expert reviews stop the clock for as long as noticed."),
        new("WF-17", "领导带班", "The leader on duty may decide on that day."),
        new("TL-01", "法定时限", "The statutory limit bounds everything; a breach is red."),
        new("TL-02", "承诺时限", "Never longer than the statutory limit; frozen at acceptance."),
        new("TL-03", "工作日计算", "Working days of the official calendar, from the working day after acceptance."),
        new("TL-04", "限时办结", "A reminder one working day before each limit, a breach after it, whatever restarts in between."),
        new("TL-05", "环节时限", "Each stage has its own limit; together they fit into the promise."),
        new("TL-06", "停钟", "The clock stops for the listed grounds only, and stopping never gives more running time."),
        new("TL-07", "承诺超时默认制", "Silence agrees only where the item allows it: never for safety, environment or health, never for the lead."),
        new("TL-08", "提前办结", "Early is a working day or more before the promised due."),
        new("TL-09", "延期", "Once, asked before it is due, approved by the head, told to the applicant."),
        new("TL-10", "催办、督办", "Urged at breach and by hand, with a deadline for the reply; the second goes to the head."),
        new("CT-05", "事项动态管理", "Changed and published by two people; running cases keep their version."),
        new("DS-02", "避免重复提交材料", "What the holder's own certificate proves is not asked for again."),
        new("DS-05", "诚信记录信息库", "A broken commitment or false material bars for its period."),
        new("FE-01", "一票制统收", "One bill for all departments; nothing is issued before it is paid or waived."),
        new("FE-03", "在线支付", "A callback counts once, however often it comes; money goes back when the case ends unissued."),
        new("RS-09", "证照有效期、延续", "A reminder before expiry; a renewal filed in time that nobody decides is granted by law."),
        new("SV-03", "效能问责自动生成", "One accountability record for each breach, made by nobody's hand."),
        new("SV-11", "全过程留痕", "Every act is a line of a hash-chained ledger; a broken link is found."),
    ];
}
