// What staff get and send, beside the shapes of types.ts.
import type { CaseView, Defect, Department, FlowStage, ItemKind, ProcedureKind, Role, StageState, Text } from './types'

export type Light = 'green' | 'amber' | 'red'
/** GET /inbox?role=&light=&kind=&item=&mine= */
export interface InboxTask {
  /** `{number}~{stageId}` */
  taskId: string
  number: string
  itemCode: string
  item: Text
  kind: ItemKind
  stage: Text
  stageType: FlowStage['type']
  role: Role
  department: string
  /** Masked. */
  applicant: string
  due: string
  light: Light
  claimedBy: string | null
  priority: boolean
}
/** GET /staff/cases/{number} : the read is logged. */
export interface StaffCaseView extends CaseView {
  tasks: StaffTask[]
  opinions: Opinion[]
  /** Left out of the answers to commands. */
  ledger: LedgerEntry[] | null
  /** What the caller may do now. */
  actions: StaffAction[]
  /** The applicant committed to supply what is tolerable and missing. */
  committed: boolean
  accountabilities: { id: string; rule: string; stageId: string | null; department: string; at: string; due: string }[]
  extension: ExtensionRequest | null
  urgings: Urging[]
  /** Tolerable materials that are not there. */
  missing: string[]
  draft: DecisionDraft | null
  /** Special procedures that the caller may end, and urgings that he may answer, by id. */
  resumable: string[]
  answerable: string[]
  surveyCalls?: SurveyCall[]
  coordinations?: Coordination[]
}
export type StaffAction =
  | 'accept'
  | 'claim'
  | 'release'
  | 'opinion'
  | 'survey'
  | 'meeting'
  | 'countersign'
  | 'decide'
  | 'suspend'
  | 'resume'
  | 'extend'
  | 'answerExtension'
  | 'waiveFee'
  | 'urge'
  | 'replyToUrging'
  | 'transfer'
  | 'coordinate'
  | 'pullUp'
  | 'callSurvey'
/** An outcome comes as the state in which it left its stage. */
export interface Opinion {
  taskId: string
  stage: Text
  department: Department
  by: string
  at: string
  outcome: StageState
  text: string
  conditions?: string | null
  /** Fen, of a stage that assessed a fee. */
  amount?: number | null
  survey?: { inspectors: string[]; at: string; findings: string; points?: string[] | null } | null
  meeting?: {
    at: string
    minutes: string
    votes: { department: Department; participant: string | null; outcome: StageState; reason: string | null }[]
  } | null
}
/** Its `approved` is null while it waits for an answer. */
export interface ExtensionRequest {
  workingDays: number
  reason: string
  by: string
  requestedAt: string
  approved: boolean | null
  decidedBy: string | null
  decidedAt: string | null
  answer: string | null
}
export interface Urging {
  id: string
  stageId: string
  department: string
  /** The second and every further one of a task. */
  toHead: boolean
  demand: string
  by: string
  at: string
  replyDue: string
  reply: string | null
  repliedBy: string | null
  repliedAt: string | null
}
/** 会签: what the signers sign, in their order. */
export interface DecisionDraft {
  stageId: string
  outcome: 'grant' | 'refuse'
  reason: string | null
  basis: string | null
  remedies: string | null
  by: string
  at: string
  signatures: { department: Department; state: StageState; by: string | null; at: string | null }[]
  inOrder: boolean
}
export interface StaffTask {
  taskId: string
  stageId: string
  name: Text
  department: Department
  type: FlowStage['type']
  role: Role
  state: StageState
  due: string | null
  claimedBy: string | null
  /** The caller may act on it. */
  mine: boolean
  /** Set once the task went up to the head of its department. */
  escalation?: object | null
  minInspectors?: number | null
  /** Of a re-inspection: only these points are inspected again. */
  points?: string[] | null
  participants?: { department: Department; mayBeAbsent: boolean }[] | null
  /** Fees whose amount this stage assesses. */
  assesses?: Text[] | null
  /** What the opinion has to bring for later stages, each by its number. */
  outputs?: { code: string; name: Text; kind: 'certificate' | 'receipt' | 'amount' | 'number' }[]
}
export interface LedgerEntry {
  sequence: number
  type: string
  at: string
  actor: string
  right?: string
  detail: Record<string, unknown>
  hash: string
  previousHash: string
}
/** POST /staff/cases/{number}/acceptance (If-Match) */
export interface AcceptanceCommand {
  outcome: 'accept' | 'correct' | 'noLicence' | 'notAccept' | 'return'
  defects?: Defect[]
  deferred?: string[]
  /** Date until when what is deferred has to come; the promised due date if left out. */
  supplyBy?: string
  reason?: string
  basis?: string
  competentAuthority?: string
}
/** POST /staff/cases/{number}/pre-review (If-Match) */
export interface PreReviewCommand {
  outcome: 'pass' | 'correct' | 'outOfScope'
  defects?: Defect[]
  reason?: string
  competentAuthority?: string
}
/** POST /staff/tasks/{taskId}/opinion (If-Match) */
export interface OpinionCommand {
  outcome: 'agree' | 'agreeWithConditions' | 'disagree'
  text: string
  conditions?: string
  amount?: number
  outputs?: { code: string; number: string }[]
}
/** POST /staff/tasks/{taskId}/survey (If-Match) */
export interface SurveyCommand {
  inspectors: string[]
  at: string
  findings: string
  photos?: string[]
  outcome: OpinionCommand['outcome']
  points?: string[]
}
/** POST /staff/cases/{number}/decision (If-Match) */
export interface DecisionCommand {
  outcome: 'grant' | 'refuse'
  /** Which decision, where the case has several. */
  stageId?: string
  reason?: string
  basis?: string
  remedies?: string
}
/** POST /staff/cases/{number}/meetings (If-Match) */
export interface MeetingCommand {
  at: string
  minutes: string
  votes: { department: string; vote: OpinionCommand['outcome'] | 'absent'; participant?: string; reason?: string }[]
  outcome: OpinionCommand['outcome']
  conclusion: string
  conditions?: string
}
/** POST /staff/cases/{number}/countersignatures (If-Match) */
export interface CountersignCommand {
  agree: boolean
  reason?: string
}
/** POST /staff/cases/{number}/suspensions (If-Match) */
export interface SuspensionCommand {
  kind: ProcedureKind
  body: string
  workingDays: number
  notice: string
}
/** POST /staff/cases/{number}/extension and /extension/approval (If-Match) */
export interface ExtensionCommand {
  workingDays: number
  reason: string
}
export interface ExtensionApprovalCommand {
  approve: boolean
  reason?: string
}
/** POST /staff/cases/{number}/urgings (If-Match) */
export interface UrgingCommand {
  stageId: string
  demand: string
}
/** POST /staff/cases/{number}/bill/waiver (If-Match) */
export interface WaiverCommand {
  reason: string
  basis: string
}
/** GET /staff/messages?role= : to the reader's post; POST /staff/messages/{id}/reading */
export interface StaffMessage {
  id: string
  number: string
  at: string
  title: Text
  text: Text
  readAt: string | null
  readBy: string | null
}
/** GET, PUT (If-Match) /admin/calendar/{year}; dates yyyy-MM-dd. */
export interface CalendarEntry {
  source: HolidayNotice
  holidays: { name: Text; from: string; to: string }[]
  workdays: string[]
}
/** The State Council notice that a year's data was taken from. */
export interface HolidayNotice {
  notice: string
  number: string
  issued: string
}
export interface CalendarYear extends Omit<CalendarEntry, 'source'> {
  year: number
  /** 0 while no notice is entered. */
  version: number
  provisional: boolean
  source: HolidayNotice | null
  /** Off by regulation every year. */
  statutoryDays: string[]
  /** Newest first; what came with the build has neither author nor time. */
  history: { version: number; source: HolidayNotice; enteredBy: string | null; enteredAt: string | null }[]
  etag: string
}
/** 召集; POST /staff/cases/{number}/survey-calls {stageId, at, place} (If-Match) */
export interface SurveyCall {
  stageId: string
  at: string
  place: string
  departments: string[]
  by: string
}
/** 综合协调; POST /staff/cases/{number}/coordinations {subject, departments} (If-Match) */
export interface Coordination {
  id: string
  subject: string
  departments: string[]
  by: string
  at: string
  due: string
  conclusion: string | null
  concludedAt: string | null
}
