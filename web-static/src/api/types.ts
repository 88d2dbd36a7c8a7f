// The shapes of the HTTP API (prefix /api). Instants are ISO 8601 with offset, dates yyyy-MM-dd, money in fen.

export interface Text { zh: string; en: string }
export interface Page<T> { items: T[]; continuationToken: string | null }
/** RFC 9457. `errors` maps a JSON pointer into the request (or a field or material code) to a message for the reader. */
export interface Problem {
  type: string
  title: string
  status: number
  detail: string
  errors?: Record<string, string>
  traceId?: string
}
export interface Department { code: string; name: Text }

// ---- Catalogue (public) ----
/** 即办件, 承诺件, 联办件, 上报件 */
export type ItemKind = 'immediate' | 'promised' | 'joint' | 'reported'
export type Delivery = 'ecert' | 'courier' | 'window' | 'village'

/** GET /items?query=&department=&kind=&theme= */
export interface ItemSummary {
  code: string
  version: number
  name: Text
  kind: ItemKind
  theme: string
  lead: Department
  /** Working days; 0 is the same day. */
  promisedDays: number
  legalDays: number
  onlineDepth: 0 | 1 | 2 | 3 | 4
}

/** GET /items/{code} */
export interface ItemGuide extends ItemSummary {
  /** 八公开, the union of eleven fields. */
  disclosures: {
    name: Text; procedure: Text; basis: Text; conditions: Text; materials: Text; promisedLimit: Text
    feeStandard: Text; feeBasis: Text; duty: Text; windowAuthority: Text; contact: Text
  }
  identity: 'registered' | 'realName' | 'strong'
  materials: ItemMaterial[]
  form: Form
  flow: { stages: FlowStage[] }
  limits: { promisedDays: number; legalDays: number; extensionDays: number; basis: Text }
  fees: { code: string; name: Text; department: string; rule: Text }[]
  results: { code: string; name: Text; validYears: number | null }[]
  delivery: Delivery[]
  /** Working days of a pre-review, where the item offers one. */
  preReviewDays?: number | null
}
export interface ItemMaterial {
  code: string
  name: Text
  need: 'required' | 'conditional' | 'tolerable'
  /** `form`: the filled form itself, nothing to upload. All others can be uploaded. */
  source: 'form' | 'upload' | 'certificate' | 'shared' | 'intermediary'
  when?: Condition
  hint: Text
  /** Content types that are accepted, found out from the content. */
  contentTypes: string[]
  /** Bytes. */
  maxSize: number
}
/** True when the value of `field` equals one of `in`. */
export interface Condition { field: string; in: string[] }
export interface Form { sections: { id: string; title: Text; fields: FormField[] }[] }
export type FieldType =
  | 'text' | 'multiline' | 'idNumber' | 'creditCode' | 'phone' | 'email' | 'date' | 'choice' | 'number' | 'money' | 'address' | 'boolean'
export interface FormField {
  /** Data element code, also the key in `values`: `applicant.name`. */
  code: string
  label: Text
  type: FieldType
  required: boolean
  /** Asked (and then required if `required`) only when this holds. */
  when?: Condition
  hint?: Text
  maxLength?: number
  min?: number
  max?: number
  options?: { value: string; label: Text }[]
}
export interface FlowStage {
  id: string
  name: Text
  department: Department
  type: 'accept' | 'review' | 'opinion' | 'survey' | 'decide' | 'pay' | 'wait' | 'certificate' | 'reportUp' | 'jointReview' | 'jointSurvey' | 'countersign'
  /** Phases run one after another, stages of one phase at once. */
  phase: number
  limitDays: number
  tacit: boolean
  minInspectors?: number
}

// ---- Filing (applicant) ----
export type Values = Record<string, string | number | boolean | null>

/** POST /applications {itemCode, values?} -> 201; GET, PUT {values} (If-Match), DELETE /applications/{id} */
export interface Draft {
  id: string
  itemCode: string
  itemVersion: number
  values: Values
  materials: Material[]
  etag: string
  /** Set once submitted. */
  number?: string
  queryCode?: string
}
export interface Material {
  uploadId: string
  materialCode: string
  fileName: string
  contentType: string
  size: number
  sha256: string
  state: 'scanning' | 'clean' | 'rejected'
  /** Why it was rejected. */
  reason?: Text | null
  uploadedAt: string
  /** What it refers to instead of being a new file. */
  reference?: { name: Text; number?: string | null } | null
}
/** GET /applications/{id}/reusable: the applicant's own certificates and accepted files; POST /applications/{id}/materials/reuse */
export interface ReuseOffer {
  materialCode: string
  kind: 'certificate' | 'earlierUpload'
  identifier: string
  name: Text
  number: string | null
  holder: string | null
  caseNumber: string
  at: string
  validTo: string | null
}
/** GET /authorisations: what I granted (`mine`) and what I hold. */
export interface Authorisation {
  id: string
  mine: boolean
  agent: string
  /** Of who authorises. */
  name: string
  items: string[]
  scope: ('file' | 'follow' | 'receive' | 'withdraw')[]
  validFrom: string
  validTo: string
  state: 'valid' | 'pending' | 'expired' | 'revoked'
}
/** POST /applications/{id}/materials {materialCode, fileName, contentType, size} -> 201 */
export interface UploadTicket {
  uploadId: string
  /** Write-only, short-lived: PUT the whole file (header x-ms-blob-type: BlockBlob) or blocks and then the block list. */
  uploadUrl: string
  headers: Record<string, string>
  /** Bytes; files larger than this go in blocks of this size. */
  blockSize: number
  expiresAt: string
}
/**
 * POST /applications/{id}/submission {commitment?, preReview?, awaits?} -> 202. `commitment`: tolerable material that is missing will follow (容缺承诺);
 * `preReview`: a clerk is to look first (网上预审); `awaits`: number of the own case that brings the missing certificate (预受理).
 */
export interface SubmissionReceipt { number: string; queryCode: string; submittedAt: string; acceptanceDue: string }

// ---- Cases ----
export type CaseState =
  | 'submitted' | 'preReview' | 'correctionRequested' | 'resubmitted' | 'preAccepted' | 'notAccepted' | 'returned' | 'inReview' | 'suspended'
  | 'reportedUp' | 'decidedGrant' | 'decidedRefuse' | 'certificateReady' | 'dispatched' | 'delivered' | 'closed' | 'withdrawn' | 'terminated'
export type StageState = 'waiting' | 'open' | 'claimed' | 'agreed' | 'agreedWithConditions' | 'disagreed' | 'deemedAgreed' | 'suspended' | 'cancelled'
export interface Stage {
  id: string
  name: Text
  department: Department
  phase: number
  state: StageState
  openedAt?: string
  due?: string
  doneAt?: string
}
export interface CaseClock {
  promisedDue: string | null
  legalDue: string | null
  /** Negative when late. */
  workingDaysLeft: number | null
  suspended: boolean
  /** A due date runs through a year whose holidays are not announced yet. */
  provisional: boolean
}
/** GET /cases */
export interface CaseSummary {
  number: string
  itemCode: string
  itemName: Text
  state: CaseState
  submittedAt: string
  updatedAt: string
  promisedDue: string | null
}
/** GET /cases/{number} */
export interface CaseView extends CaseSummary {
  etag: string
  queryCode: string
  values: Values
  acceptanceDue: string
  stages: Stage[]
  clock: CaseClock
  notices: CaseNotice[]
  materials: Material[]
  bill: Bill | null
  results: CaseResult[]
  deliveries: CaseDelivery[]
  events: CaseEvent[]
  procedures: SpecialProcedure[]
  /** What tolerant acceptance deferred and is still missing. */
  supplement: { materials: string[]; due: string } | null
  pauses: Pause[]
  /** The one extension, once it is approved. */
  extended: { workingDays: number; reason: string; approvedAt: string } | null
  rectifications: Rectification[]
}
/** A stop of the clock; open as long as `endedAt` is null. */
export interface Pause {
  id: string
  ground: 'correction' | 'specialProcedure' | 'payment' | 'rectification' | 'forceMajeure'
  since: string
  /** Until when by the notice; null when none names an end. */
  until: string | null
  endedAt: string | null
}
export type ProcedureKind =
  'hearing' | 'bidding' | 'auction' | 'inspection' | 'testing' | 'quarantine' | 'appraisal' | 'expertReview'
/** 特别程序 */
export interface SpecialProcedure {
  id: string
  kind: ProcedureKind
  name: Text
  body: string
  workingDays: number
  statement: string
  startedAt: string
  noticedEnd: string
  endedAt: string | null
  result: string | null
}
/** 整改: one round; open as long as `answeredAt` is null. */
export interface Rectification {
  points: { department: Department; point: string }[]
  requestedAt: string
  statement: string | null
  answeredAt: string | null
}
/** The one bill of all departments; amounts in fen. */
export interface Bill {
  orderId: string
  total: number
  /** cancelled: the case ended before it was paid. */
  state: 'due' | 'paid' | 'waived' | 'cancelled' | 'refunding' | 'refunded'
  lines: { code: string; name: Text; department: Department; amount: number }[]
  raisedAt: string
  payBy: string
  paidAt?: string
  receiptNumber?: string
  refundedAt?: string
}
/** POST /cases/{number}/payment (If-Match) */
export interface PaymentOrdered { orderId: string; payUrl: string; amount: number }
/** A notice to the applicant: acceptance, correction, not accepted, returned, decision … Numbered and dated. */
export interface CaseNotice {
  id: string
  kind: string
  number: string
  at: string
  title: Text
  text: Text
  /** Of a correction notice. */
  defects?: Defect[]
  /** An answer is awaited until then. */
  answerDue?: string
  answeredAt?: string
}
/** Either a material or a form field. */
export interface Defect { materialCode?: string; field?: string; reason: string; cure: string }
export interface CaseResult {
  id: string
  kind: 'certificate' | 'decision'
  code: string
  name: Text
  /** Certificate number as printed, and identifier for public verification. */
  number: string
  identifier: string
  verificationCode: string
  issuedAt: string
  validFrom: string
  validTo: string | null
}
export interface CaseDelivery {
  method: Delivery
  waybill?: string
  state: 'ordered' | 'collected' | 'inTransit' | 'delivered' | 'returned' | 'refused' | 'failed'
  trace: { state: string; at: string }[]
}
export interface CaseEvent { sequence: number; type: string; at: string; title: Text }

/** GET /cases/progress?number=&queryCode= : no personal data. */
export interface PublicProgress {
  number: string
  itemCode: string
  itemName: Text
  state: CaseState
  submittedAt: string
  acceptanceDue: string
  clock: CaseClock
  stages: Stage[]
  deliveries: { method: Delivery; state: string }[]
}
/** GET /messages */
export interface Message { id: string; number: string; at: string; title: Text; text: Text; readAt: string | null }
/** POST /cases/{number}/corrections (If-Match): `materials` are uploadIds from POST /cases/{number}/materials and its completion. */
export interface CorrectionAnswer { values?: Values; materials?: string[] }
/** POST /cases/{number}/rectification (If-Match); POST /cases/{number}/supplements {materials} alike. */
export interface RectificationAnswer { statement: string; materials?: string[] }

// ---- Certificates (public) ----
/** GET /certificates/{identifier}?code= */
export interface CertificateStatus {
  status: 'valid' | 'expired' | 'revoked' | 'replaced' | 'unknown'
  identifier?: string
  number?: string
  name?: Text
  holder?: string
  issuer?: Text
  issuedAt?: string
  validFrom?: string
  validTo?: string | null
  reason?: string
  since?: string
  replacedBy?: string
  /** 年检: the last year for which it passed. */
  inspection?: { year: number; caseNumber: string } | null
}
/** POST /certificates/verification (body: the PDF) */
export interface CertificateVerification extends Partial<CertificateStatus> {
  signature: 'valid' | 'altered' | 'unsigned' | 'unknownSigner'
  status: CertificateStatus['status']
}
export type Role = 'applicant' | 'agent' | 'clerk' | 'reviewer' | 'approver' | 'coordinator' | 'supervisor' | 'administrator'
/** GET /me : who the token says I am. */
export interface Me { id: string; name: string; roles: Role[]; department: string | null; assurance: 'registered' | 'realName' | 'strong'; phone?: string; email?: string }
/** GET /configuration : what the pages need to sign in. */
export interface Configuration { authority: string; clientId: string; scope: string }
