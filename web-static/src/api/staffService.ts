import type { Client } from './client'
import { withQuery } from './client'
import type {
  AcceptanceCommand,
  CalendarEntry,
  CalendarYear,
  CountersignCommand,
  DecisionCommand,
  ExtensionApprovalCommand,
  ExtensionCommand,
  InboxTask,
  Light,
  MeetingCommand,
  OpinionCommand,
  PreReviewCommand,
  StaffCaseView,
  StaffMessage,
  SurveyCommand,
  SuspensionCommand,
  UrgingCommand,
  WaiverCommand,
} from './staffTypes'
import type { Page, Role } from './types'

const id = encodeURIComponent

export interface InboxQuery {
  role?: Role | ''
  light?: Light | ''
  mine?: boolean
  continuationToken?: string | null
}

/** Calls of the departments' staff. Every command carries the ETag of the case that its author was looking at. */
export class StaffService {
  constructor(readonly client: Client) {}

  inbox = async (query: InboxQuery, signal?: AbortSignal) =>
    (
      await this.client.get<Page<InboxTask>>(
        withQuery('/inbox', { pageSize: 20, ...query, mine: query.mine || undefined }),
        signal ? { signal } : {},
      )
    ).data

  case = async (number: string): Promise<StaffCaseView> => {
    const { data, etag } = await this.client.get<StaffCaseView>(`/staff/cases/${id(number)}`)
    return { ...data, etag: etag ?? data.etag }
  }
  material = (number: string, uploadId: string) => this.client.getBlob(`/staff/cases/${id(number)}/materials/${id(uploadId)}`)

  messages = async (continuationToken: string | null) =>
    (await this.client.get<Page<StaffMessage>>(withQuery('/staff/messages', { pageSize: 20, continuationToken }))).data
  readMessage = async (message: string) => void (await this.client.send('POST', `/staff/messages/${id(message)}/reading`))

  calendar = async (year: string): Promise<CalendarYear> => {
    const { data, etag } = await this.client.get<CalendarYear>(`/admin/calendar/${id(year)}`)
    return { ...data, etag: etag ?? `"v${data.version}"` }
  }
  enterCalendar = async (year: string, etag: string, entry: CalendarEntry) =>
    void (await this.client.send('PUT', `/admin/calendar/${id(year)}`, { body: entry, ifMatch: etag }))

  claim = (taskId: string, etag: string) => this.#command(`/staff/tasks/${id(taskId)}/claim`, etag)
  release = (taskId: string, etag: string) => this.#command(`/staff/tasks/${id(taskId)}/release`, etag)
  opinion = (taskId: string, etag: string, command: OpinionCommand) =>
    this.#command(`/staff/tasks/${id(taskId)}/opinion`, etag, command)
  survey = (taskId: string, etag: string, command: SurveyCommand) =>
    this.#command(`/staff/tasks/${id(taskId)}/survey`, etag, command)
  preReview = (number: string, etag: string, command: PreReviewCommand) =>
    this.#command(`/staff/cases/${id(number)}/pre-review`, etag, command)
  accept = (number: string, etag: string, command: AcceptanceCommand) =>
    this.#command(`/staff/cases/${id(number)}/acceptance`, etag, command)
  decide = (number: string, etag: string, command: DecisionCommand) =>
    this.#command(`/staff/cases/${id(number)}/decision`, etag, command)

  meeting = (number: string, etag: string, command: MeetingCommand) =>
    this.#command(`/staff/cases/${id(number)}/meetings`, etag, command)
  countersign = (number: string, etag: string, command: CountersignCommand) =>
    this.#command(`/staff/cases/${id(number)}/countersignatures`, etag, command)
  suspend = (number: string, etag: string, command: SuspensionCommand) =>
    this.#command(`/staff/cases/${id(number)}/suspensions`, etag, command)
  resume = (number: string, procedure: string, etag: string, result: string) =>
    this.#command(`/staff/cases/${id(number)}/suspensions/${id(procedure)}/end`, etag, { result })
  extend = (number: string, etag: string, command: ExtensionCommand) =>
    this.#command(`/staff/cases/${id(number)}/extension`, etag, command)
  answerExtension = (number: string, etag: string, command: ExtensionApprovalCommand) =>
    this.#command(`/staff/cases/${id(number)}/extension/approval`, etag, command)
  urge = (number: string, etag: string, command: UrgingCommand) =>
    this.#command(`/staff/cases/${id(number)}/urgings`, etag, command)
  replyToUrging = (number: string, urging: string, etag: string, reply: string) =>
    this.#command(`/staff/cases/${id(number)}/urgings/${id(urging)}/reply`, etag, { reply })
  waiveFee = (number: string, etag: string, command: WaiverCommand) =>
    this.#command(`/staff/cases/${id(number)}/bill/waiver`, etag, command)

  transfer = (taskId: string, etag: string, to: string) => this.#command(`/staff/tasks/${id(taskId)}/transfer`, etag, { to })
  pullUp = (number: string, etag: string, command: { stageId: string; reason: string }) =>
    this.#command(`/staff/cases/${id(number)}/escalations`, etag, command)
  callSurvey = (number: string, etag: string, command: { stageId: string; at: string; place: string }) =>
    this.#command(`/staff/cases/${id(number)}/survey-calls`, etag, command)
  coordinate = (number: string, etag: string, command: { subject: string; departments: string[] }) =>
    this.#command(`/staff/cases/${id(number)}/coordinations`, etag, command)

  async #command(path: string, etag: string, body?: object): Promise<void> {
    await this.client.send('POST', path, { ifMatch: etag, creates: true, ...(body ? { body } : {}) })
  }
}
