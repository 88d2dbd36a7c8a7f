import type { Client } from './client'
import { withQuery } from './client'
import type {
  Authorisation,
  CaseSummary,
  CaseView,
  CertificateStatus,
  CertificateVerification,
  Configuration,
  CorrectionAnswer,
  Draft,
  ItemGuide,
  ItemSummary,
  Material,
  Me,
  Message,
  Page,
  PaymentOrdered,
  PublicProgress,
  RectificationAnswer,
  ReuseOffer,
  SubmissionReceipt,
  UploadTicket,
  Values,
} from './types'

const id = encodeURIComponent

/** Where materials are uploaded to: a draft before, a case after submission. */
export type MaterialOwner = { draft: string } | { case: string }
const materialsOf = (owner: MaterialOwner): string =>
  'draft' in owner ? `/applications/${id(owner.draft)}/materials` : `/cases/${id(owner.case)}/materials`

/** The answer with its ETag put where the contract has it, whether the server sent it as field or as header. */
const tagged = <T extends { etag: string }>({ data, etag }: { data: T; etag: string | null }): T => ({
  ...data,
  etag: etag ?? data.etag,
})

/** Calls of the public and of the applicant. */
export class Service {
  constructor(readonly client: Client) {}

  configuration = async () => (await this.client.get<Configuration>('/configuration', { open: true })).data
  me = async () => (await this.client.get<Me>('/me')).data

  items = async (query: { query?: string; theme?: string; continuationToken?: string | null }, signal?: AbortSignal) =>
    (
      await this.client.get<Page<ItemSummary>>(
        withQuery('/items', { pageSize: 50, ...query }),
        signal ? { signal, open: true } : { open: true },
      )
    ).data
  item = async (code: string) => (await this.client.get<ItemGuide>(`/items/${id(code)}`, { open: true })).data

  createDraft = async (itemCode: string, values: Values, onBehalfOf: string | null) =>
    tagged(
      await this.client.send<Draft>('POST', '/applications', {
        body: { itemCode, values, ...(onBehalfOf ? { onBehalfOf } : {}) },
        creates: true,
      }),
    )
  authorisations = async () => (await this.client.get<{ items: Authorisation[] }>('/authorisations')).data
  reusable = async (draft: string) => (await this.client.get<{ items: ReuseOffer[] }>(`/applications/${id(draft)}/reusable`)).data
  /** Asked for only after the applicant has agreed. */
  reuse = async (draft: string, materialCode: string, identifier: string) =>
    void (await this.client.send('POST', `/applications/${id(draft)}/materials/reuse`, {
      body: { materialCode, identifier, consent: true },
      creates: true,
    }))
  draft = async (draft: string) => tagged(await this.client.get<Draft>(`/applications/${id(draft)}`))
  saveDraft = async (draft: string, values: Values, etag: string) =>
    tagged(await this.client.send<Draft>('PUT', `/applications/${id(draft)}`, { body: { values }, ifMatch: etag }))
  discardDraft = async (draft: string, etag: string) =>
    void (await this.client.send('DELETE', `/applications/${id(draft)}`, { ifMatch: etag }))
  submit = async (draft: string, wishes: { commitment?: boolean; preReview?: boolean }) =>
    (
      await this.client.send<SubmissionReceipt>('POST', `/applications/${id(draft)}/submission`, {
        ...(wishes.commitment || wishes.preReview ? { body: wishes } : {}),
        creates: true,
        timeout: 60_000,
      })
    ).data

  startUpload = async (
    owner: MaterialOwner,
    material: { materialCode: string; fileName: string; contentType: string; size: number },
  ) => (await this.client.send<UploadTicket>('POST', materialsOf(owner), { body: material, creates: true })).data
  completeUpload = async (owner: MaterialOwner, uploadId: string, sha256: string) =>
    (
      await this.client.send<Material>('POST', `${materialsOf(owner)}/${id(uploadId)}/completion`, {
        body: { sha256 },
        creates: true,
        timeout: 60_000,
      })
    ).data
  materials = async (owner: MaterialOwner): Promise<Material[]> =>
    'draft' in owner ? (await this.draft(owner.draft)).materials : (await this.case(owner.case)).materials

  cases = async (continuationToken: string | null) =>
    (await this.client.get<Page<CaseSummary>>(withQuery('/cases', { pageSize: 20, continuationToken }))).data
  case = async (number: string) => tagged(await this.client.get<CaseView>(`/cases/${id(number)}`))
  answerCorrection = async (number: string, answer: CorrectionAnswer, etag: string) =>
    void (await this.client.send('POST', `/cases/${id(number)}/corrections`, { body: answer, ifMatch: etag, creates: true }))
  supply = async (number: string, materials: string[], etag: string) =>
    void (await this.client.send('POST', `/cases/${id(number)}/supplements`, {
      body: { materials },
      ifMatch: etag,
      creates: true,
    }))
  answerRectification = async (number: string, answer: RectificationAnswer, etag: string) =>
    void (await this.client.send('POST', `/cases/${id(number)}/rectification`, { body: answer, ifMatch: etag, creates: true }))
  withdraw = async (number: string, reason: string, etag: string) =>
    void (await this.client.send('POST', `/cases/${id(number)}/withdrawal`, { body: { reason }, ifMatch: etag, creates: true }))
  pay = async (number: string, etag: string) =>
    (await this.client.send<PaymentOrdered>('POST', `/cases/${id(number)}/payment`, { ifMatch: etag, creates: true })).data
  result = (number: string, result: string) => this.client.getBlob(`/cases/${id(number)}/results/${id(result)}`)
  progress = async (number: string, queryCode: string) =>
    (await this.client.get<PublicProgress>(withQuery('/cases/progress', { number, queryCode }), { open: true })).data
  messages = async (continuationToken: string | null) =>
    (await this.client.get<Page<Message>>(withQuery('/messages', { pageSize: 20, continuationToken }))).data
  readMessage = async (message: string) => void (await this.client.send('POST', `/messages/${id(message)}/reading`))

  certificate = async (identifier: string, code: string) =>
    (await this.client.get<CertificateStatus>(withQuery(`/certificates/${id(identifier)}`, { code }), { open: true })).data
  verifyFile = async (file: Blob) =>
    (
      await this.client.send<CertificateVerification>('POST', '/certificates/verification', {
        file: { content: file, contentType: 'application/pdf' },
        timeout: 120_000,
        open: true,
      })
    ).data
}
