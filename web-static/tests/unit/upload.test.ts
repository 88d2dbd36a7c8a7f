import { beforeEach, describe, expect, it } from 'vitest'
import type { Material, UploadTicket } from '../../src/api/types'
import {
  blockId,
  blockList,
  StorageError,
  uploadMaterial,
  type JournalStore,
  type PutBlock,
  type UploadJournal,
} from '../../src/api/upload'

const ticket: UploadTicket = {
  uploadId: 'u-1',
  uploadUrl: 'https://storage.example/materials/u-1?sig=abc%2B1',
  headers: { 'x-ms-blob-type': 'BlockBlob', 'x-ms-meta-case': '7' },
  blockSize: 4,
  expiresAt: '2026-03-09T04:00:00Z',
}
const beforeExpiry = () => Date.parse('2026-03-09T03:00:00Z')

interface Put {
  url: URL
  headers: Record<string, string>
  text: string
}

describe('uploading a material', () => {
  let puts: Put[]
  let shares: number[]
  let tickets: number
  let completions: string[]
  let failures: (StorageError | null)[]
  let stored: Map<string, UploadJournal>
  let waits: number[]

  const journals: JournalStore = {
    read: (key) => structuredClone(stored.get(key) ?? null),
    write: (key, journal) => void stored.set(key, structuredClone(journal)),
    remove: (key) => void stored.delete(key),
  }
  const put: PutBlock = async (url, headers, body, onSent) => {
    puts.push({ url: new URL(url), headers, text: typeof body === 'string' ? body : await body.text() })
    const failure = failures.shift()
    if (failure) throw failure
    onSent(typeof body === 'string' ? body.length : body.size)
  }
  const upload = (content: string, now = beforeExpiry) =>
    uploadMaterial({
      service: {
        startUpload: () => Promise.resolve((tickets++, structuredClone(ticket))),
        completeUpload: (_owner, uploadId, sha256) => {
          completions.push(sha256)
          return Promise.resolve({ uploadId, state: 'scanning', sha256 } as Material)
        },
      },
      owner: { draft: 'd-1' },
      materialCode: 'M002',
      file: new File([content], 'id.pdf', { type: 'application/pdf' }),
      journals,
      put,
      onProgress: (share) => shares.push(share),
      wait: (milliseconds) => Promise.resolve(void waits.push(milliseconds)),
      now,
    })
  const blocksSent = () => puts.filter((one) => one.url.searchParams.get('comp') === 'block').map((one) => one.text)

  beforeEach(() => {
    puts = []
    shares = []
    tickets = 0
    completions = []
    failures = []
    stored = new Map()
    waits = []
  })

  it('sends a small file whole', async () => {
    await upload('abcd')
    expect(puts).toHaveLength(1)
    expect(puts[0]?.text).toBe('abcd')
    expect(puts[0]?.headers['x-ms-blob-type']).toBe('BlockBlob')
    expect(shares.at(-1)).toBe(1)
  })

  it('completes with the SHA-256 of the content', async () => {
    await upload('abc')
    expect(completions).toEqual(['ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'])
  })

  it('sends a larger file in blocks and then their list in order', async () => {
    await upload('abcdefghij')
    expect(blocksSent()).toEqual(['abcd', 'efgh', 'ij'])
    expect(puts.map((one) => one.url.searchParams.get('blockid')).slice(0, 3)).toEqual([blockId(0), blockId(1), blockId(2)])
    expect(puts.at(-1)?.url.searchParams.get('comp')).toBe('blocklist')
    expect(puts.at(-1)?.text).toBe(blockList(3))
  })

  it('keeps the signature of the address as it was given', async () => {
    await upload('abcdefghij')
    expect(puts.every((one) => one.url.searchParams.get('sig') === 'abc+1')).toBe(true)
  })

  it('does not call a block a blob, which storage would refuse', async () => {
    await upload('abcdefghij')
    expect(puts.some((one) => 'x-ms-blob-type' in one.headers)).toBe(false)
    expect(puts.every((one) => one.headers['x-ms-meta-case'] === '7')).toBe(true)
  })

  it('never shows progress going back', async () => {
    await upload('abcdefghij')
    expect([...shares].sort((a, b) => a - b)).toEqual(shares)
    expect(shares.at(-1)).toBe(1)
  })

  it('tries a block again after a broken connection, with growing pauses', async () => {
    failures = [null, new StorageError(0), new StorageError(503), null]
    await upload('abcdefghij')
    expect(blocksSent()).toEqual(['abcd', 'efgh', 'efgh', 'efgh', 'ij'])
    expect(waits).toEqual([500, 1000])
  })

  it('goes on where it stopped when the reader tries again, with the same ticket', async () => {
    failures = [null, ...Array.from({ length: 4 }, () => new StorageError(0))]
    await expect(upload('abcdefghij')).rejects.toThrow(StorageError)
    puts = []
    await upload('abcdefghij')
    expect(blocksSent()).toEqual(['efgh', 'ij'])
    expect(tickets).toBe(1)
    expect(stored.size).toBe(0)
  })

  it('starts anew with another file', async () => {
    failures = [null, ...Array.from({ length: 4 }, () => new StorageError(0))]
    await expect(upload('abcdefghij')).rejects.toThrow(StorageError)
    puts = []
    await upload('ABCDEFGHIJ')
    expect(blocksSent()).toEqual(['ABCD', 'EFGH', 'IJ'])
    expect(tickets).toBe(2)
  })

  it('asks for a new ticket when the former is about to expire', async () => {
    failures = [null, ...Array.from({ length: 4 }, () => new StorageError(0))]
    await expect(upload('abcdefghij')).rejects.toThrow(StorageError)
    await upload('abcdefghij', () => Date.parse('2026-03-09T03:59:45Z'))
    expect(tickets).toBe(2)
  })

  it('does not insist when storage says that the permission is over, and forgets the ticket', async () => {
    failures = [new StorageError(403)]
    await expect(upload('abcdefghij')).rejects.toThrow(StorageError)
    expect(puts).toHaveLength(1)
    await upload('abcdefghij')
    expect(tickets).toBe(2)
  })
})

it('gives all blocks of a file ids of one length', () => {
  expect(new Set([0, 9, 10, 4999].map((block) => blockId(block).length)).size).toBe(1)
})
