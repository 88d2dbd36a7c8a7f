import type { MaterialOwner, Service } from './service'
import type { Material, UploadTicket } from './types'
import { sha256Hex } from './sha256'

/** What has to be remembered to go on after a broken connection or a reload: the same file need not be sent twice. */
export interface UploadJournal {
  ticket: UploadTicket
  /** Numbers of the blocks that storage has confirmed. */
  done: number[]
}

export interface JournalStore {
  read(key: string): UploadJournal | null
  write(key: string, journal: UploadJournal): void
  remove(key: string): void
}

export type PutBlock = (
  url: string,
  headers: Record<string, string>,
  body: Blob | string,
  onSent: (bytes: number) => void,
  signal?: AbortSignal,
) => Promise<void>

/** Storage refused or did not answer. `status` 0: no answer. */
export class StorageError extends Error {
  override readonly name = 'StorageError'
  constructor(readonly status: number) {
    super(`storage answered ${status}`)
  }
  /** The write permission ran out or was never valid; only a new ticket helps. */
  get ticketIsOver(): boolean {
    return this.status === 401 || this.status === 403 || this.status === 404
  }
}

export interface UploadOptions {
  service: Pick<Service, 'startUpload' | 'completeUpload'>
  owner: MaterialOwner
  materialCode: string
  file: File
  journals: JournalStore
  put: PutBlock
  /** Share of the bytes that storage has, 0 to 1. */
  onProgress: (share: number) => void
  wait?: (milliseconds: number) => Promise<void>
  now?: () => number
  signal?: AbortSignal
}

/** Attempts for one block before the person is asked. */
const attemptsPerBlock = 4
/** A ticket with less time left than this is not started on, in milliseconds. */
const leastTimeLeft = 30_000

/** All ids of one blob have the same length, as storage demands. */
export const blockId = (block: number): string => btoa(`block-${String(block).padStart(6, '0')}`)

export const blockList = (count: number): string =>
  '<?xml version="1.0" encoding="utf-8"?><BlockList>' +
  Array.from({ length: count }, (_, block) => `<Latest>${blockId(block)}</Latest>`).join('') +
  '</BlockList>'

export function withParameters(url: string, parameters: Record<string, string>): string {
  const target = new URL(url)
  for (const [name, value] of Object.entries(parameters)) target.searchParams.set(name, value)
  return target.toString()
}

/**
 * Sends one file straight to storage, in blocks when it is larger than the ticket's block size, and has the server complete it.
 * Each block is tried several times with growing pauses; what was confirmed is written to the journal, so a later call with the
 * same file goes on where this one stopped. Throws StorageError when a block can't be sent, ApiError when the server refuses.
 */
export async function uploadMaterial(options: UploadOptions): Promise<Material> {
  const { service, owner, materialCode, file, journals } = options
  const now = options.now ?? Date.now
  const sha256 = await sha256Hex(file)
  const key = `${'draft' in owner ? owner.draft : owner.case}/${materialCode}/${sha256}`

  let journal = journals.read(key)
  if (!journal || Date.parse(journal.ticket.expiresAt) - now() < leastTimeLeft) {
    const ticket = await service.startUpload(owner, {
      materialCode,
      fileName: file.name,
      contentType: file.type || 'application/octet-stream',
      size: file.size,
    })
    journal = { ticket, done: [] }
    journals.write(key, journal)
  }

  try {
    await sendFile(options, key, journal)
  } catch (error) {
    if (error instanceof StorageError && error.ticketIsOver) journals.remove(key)
    throw error
  }
  const material = await service.completeUpload(owner, journal.ticket.uploadId, sha256)
  journals.remove(key)
  return material
}

async function sendFile(options: UploadOptions, key: string, journal: UploadJournal): Promise<void> {
  const { file, journals, onProgress } = options
  const { ticket } = journal
  if (file.size <= ticket.blockSize) {
    await withRetries(options, () =>
      options.put(
        ticket.uploadUrl,
        { 'x-ms-blob-type': 'BlockBlob', ...ticket.headers },
        file,
        (sent) => onProgress(sent / Math.max(file.size, 1)),
        options.signal,
      ),
    )
    onProgress(1)
    return
  }

  const count = Math.ceil(file.size / ticket.blockSize)
  const sizeOf = (block: number): number => Math.min(ticket.blockSize, file.size - block * ticket.blockSize)
  // `x-ms-blob-type` belongs to a whole blob; storage refuses it with a block.
  const headers = Object.fromEntries(Object.entries(ticket.headers).filter(([name]) => name.toLowerCase() !== 'x-ms-blob-type'))
  let confirmed = journal.done.reduce((sum, block) => sum + sizeOf(block), 0)
  onProgress(confirmed / file.size)

  for (let block = 0; block < count; block++) {
    if (journal.done.includes(block)) continue
    const start = block * ticket.blockSize
    const url = withParameters(ticket.uploadUrl, { comp: 'block', blockid: blockId(block) })
    await withRetries(options, () =>
      options.put(
        url,
        headers,
        file.slice(start, start + sizeOf(block)),
        (sent) => onProgress((confirmed + sent) / file.size),
        options.signal,
      ),
    )
    confirmed += sizeOf(block)
    journal.done.push(block)
    journals.write(key, journal)
    onProgress(confirmed / file.size)
  }
  const listUrl = withParameters(ticket.uploadUrl, { comp: 'blocklist' })
  await withRetries(options, () =>
    options.put(listUrl, { ...headers, 'Content-Type': 'application/xml' }, blockList(count), () => {}, options.signal),
  )
}

async function withRetries(options: UploadOptions, send: () => Promise<void>): Promise<void> {
  const wait = options.wait ?? ((milliseconds: number) => new Promise<void>((resolve) => setTimeout(resolve, milliseconds)))
  for (let attempt = 1; ; attempt++) {
    try {
      return await send()
    } catch (error) {
      const final =
        !(error instanceof StorageError) ||
        error.ticketIsOver ||
        (error.status >= 400 && error.status < 500 && error.status !== 408)
      if (final || attempt >= attemptsPerBlock || options.signal?.aborted) throw error
      await wait(500 * 2 ** (attempt - 1))
    }
  }
}

/** PUT with upload progress, which fetch can't tell. */
export const putByRequest: PutBlock = (url, headers, body, onSent, signal) =>
  new Promise((resolve, reject) => {
    const request = new XMLHttpRequest()
    request.open('PUT', url)
    request.timeout = 120_000
    for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value)
    request.upload.onprogress = (event) => onSent(event.loaded)
    request.onload = () => (request.status >= 200 && request.status < 300 ? resolve() : reject(new StorageError(request.status)))
    request.onerror = () => reject(new StorageError(0))
    request.ontimeout = () => reject(new StorageError(0))
    request.onabort = () => reject(new DOMException('The upload was stopped.', 'AbortError'))
    signal?.addEventListener('abort', () => request.abort(), { once: true })
    request.send(body)
  })

/** Journals of this browser tab. */
export const sessionJournals: JournalStore = {
  read(key) {
    const text = sessionStorage.getItem(`novisit.upload.${key}`)
    return text ? (JSON.parse(text) as UploadJournal) : null
  },
  write: (key, journal) => sessionStorage.setItem(`novisit.upload.${key}`, JSON.stringify(journal)),
  remove: (key) => sessionStorage.removeItem(`novisit.upload.${key}`),
}
