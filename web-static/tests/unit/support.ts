import { vi } from 'vitest'
import { Client } from '../../src/api/client'

export interface Sent {
  url: string
  method: string
  headers: Headers
  body: unknown
}

export const json = (body: unknown, status = 200, headers: Record<string, string> = {}): Response =>
  new Response(body === undefined ? null : JSON.stringify(body), {
    status,
    headers: { 'content-type': 'application/json', ...headers },
  })

/** A client whose network is a list of answers (or failures), with everything that it sent. */
export function clientWith(answers: (Response | Error)[], options: { token?: string | null; renews?: boolean } = {}) {
  const sent: Sent[] = []
  const waits: number[] = []
  let keys = 0
  let token = options.token ?? null
  const client = new Client({
    prefix: '/api',
    language: () => 'zh-CN',
    token: () => Promise.resolve(token),
    renew: () => {
      if (options.renews) token = 'renewed'
      return Promise.resolve(options.renews ?? false)
    },
    newKey: () => `key-${++keys}`,
    wait: (milliseconds) => {
      waits.push(milliseconds)
      return Promise.resolve()
    },
    fetch: vi.fn((url: RequestInfo | URL, init?: RequestInit) => {
      sent.push({
        url: String(url),
        method: init?.method ?? '',
        headers: new Headers(init?.headers),
        body: typeof init?.body === 'string' ? JSON.parse(init.body) : init?.body,
      })
      const answer = answers.shift() ?? new Error('no more answers')
      return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer)
    }),
  })
  return { client, sent, waits }
}
