// Speaks the public HTTP API as one signed-in person, or as anybody.
import { randomUUID } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import { accessToken } from '../identity/token.mjs'

const TIMEOUT_MS = 60_000
const POLL_MS = 100
const CONFLICTS = new Set([409, 412])
const CONFLICT_ATTEMPTS = 10

/** The server refused; `problem` says why. */
export class ApiRefusal extends Error {
  constructor(call, status, problem) {
    const errors = problem?.errors ? ` ${JSON.stringify(problem.errors)}` : ''
    super(`${call} answered ${status}: ${problem?.title ?? 'no problem document'}${problem?.detail ? ` (${problem.detail})` : ''}${errors}`)
    this.status = status
    this.problem = problem
  }
}

/**
 * @param {{ origin: string, authority: string, signal?: AbortSignal }} options
 * @param {string} [name] a demo person; without one the calls carry no token
 */
export function createCaller({ origin, authority, signal }, name) {
  let token

  async function call(method, path, { body, pdf, ifMatch, key } = {}) {
    if (name) token ??= await accessToken(name, { authority, redirectUri: `${origin}/` })
    const response = await fetch(`${origin}/api${path}`, {
      method,
      signal: AbortSignal.any([AbortSignal.timeout(TIMEOUT_MS), ...(signal ? [signal] : [])]),
      headers: {
        accept: 'application/json, application/problem+json, */*;q=0.5',
        'accept-language': 'zh-CN',
        ...(token ? { authorization: `Bearer ${token}` } : {}),
        ...(key ? { 'idempotency-key': key } : {}),
        ...(ifMatch ? { 'if-match': ifMatch } : {}),
        ...(pdf ? { 'content-type': 'application/pdf' } : body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      body: pdf ?? (body === undefined ? undefined : JSON.stringify(body)),
    })
    const content = Buffer.from(await response.arrayBuffer())
    const isJson = /json/.test(response.headers.get('content-type') ?? '')
    const data = isJson && content.length > 0 ? JSON.parse(content.toString('utf8')) : content
    if (!response.ok) throw new ApiRefusal(`${method} /api${path}`, response.status, isJson ? data : undefined)
    return { status: response.status, data, etag: response.headers.get('etag') }
  }

  return {
    name,
    call,
    get: async (path) => (await call('GET', path)).data,
    create: async (path, body, key = randomUUID()) => (await call('POST', path, { body, key })).data,
    /** A command on a case as its author sees it now; looked at again when somebody else was faster. */
    async command(viewPath, path, body) {
      for (let attempt = 1; ; attempt += 1) {
        const { data, etag } = await call('GET', viewPath)
        try {
          return await call('POST', path, { body, ifMatch: etag ?? data.etag, key: randomUUID() })
        } catch (error) {
          if (!CONFLICTS.has(error.status) || attempt === CONFLICT_ATTEMPTS) throw error
        }
      }
    },
  }
}

/**
 * Looks again and again until `look` answers something; its last error or `what` when the time is over.
 * @param {{ signal?: AbortSignal, patienceMs?: number }} [options]
 */
export async function until(what, look, { signal, patienceMs = 60_000 } = {}) {
  const end = Date.now() + patienceMs
  let last
  for (;;) {
    signal?.throwIfAborted()
    const found = await look((seen) => { last = seen })
    if (found) return found
    if (Date.now() > end) throw new Error(`Not within ${patienceMs / 1000} s: ${what}.${last === undefined ? '' : ` Last seen: ${JSON.stringify(last)}`}`)
    await pause(POLL_MS)
  }
}
