import { ApiError, readProblem } from './problem'

export interface ClientOptions {
  /** `/api` in the browser. */
  prefix: string
  language: () => string
  /** The access token, or null when nobody is signed in. */
  token: () => Promise<string | null>
  /** Tries to renew the session after a 401; true when a new token is there. */
  renew: () => Promise<boolean>
  fetch?: typeof fetch
  /** Waits between attempts; replaced in tests. */
  wait?: (milliseconds: number) => Promise<void>
  newKey?: () => string
}

export interface RequestOptions {
  body?: unknown
  /** A file as the whole body, with its content type. */
  file?: { content: Blob; contentType: string }
  ifMatch?: string
  /** A creating POST: sent with an Idempotency-Key that stays the same until the server has answered. */
  creates?: boolean
  /** A public call: goes without the token, so it waits for no sign-in and works while the identity provider is away. */
  open?: boolean
  /** Milliseconds; 30,000 unless told. */
  timeout?: number
  signal?: AbortSignal
}

export interface Answer<T> {
  data: T
  etag: string | null
}

const defaultTimeout = 30_000
/** Milliseconds before the second and third attempt of a GET. */
const backOff = [500, 1500]
const longestRetryAfter = 10_000
const worthRetrying = new Set([408, 425, 429, 502, 503, 504])

/** Nothing definite was said about the command, so the next attempt must carry the same key. */
const undecided = (error: unknown): boolean =>
  !(error instanceof ApiError) || error.status === 0 || error.status >= 500 || worthRetrying.has(error.status)

/** The one way to the functions: problem details, keys, ETags, timeouts, and retries of reads only. */
export class Client {
  readonly #options: Required<ClientOptions>
  /** Keys of commands that were sent and not yet answered, by path and body: a second press of the button repeats, never doubles. */
  readonly #keys = new Map<string, string>()

  constructor(options: ClientOptions) {
    this.#options = {
      fetch: (...input) => globalThis.fetch(...input),
      wait: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
      newKey: () => crypto.randomUUID(),
      ...options,
    }
  }

  async get<T>(path: string, options: Pick<RequestOptions, 'signal' | 'timeout' | 'open'> = {}): Promise<Answer<T>> {
    return this.#json<T>(await this.#read(path, options))
  }

  /** A document that needs the token, so a plain link won't do. */
  async getBlob(path: string, options: Pick<RequestOptions, 'signal' | 'timeout'> = {}): Promise<Blob> {
    const response = await this.#read(path, { timeout: 120_000, ...options })
    return response.blob()
  }

  async send<T>(method: 'POST' | 'PUT' | 'DELETE', path: string, options: RequestOptions = {}): Promise<Answer<T>> {
    const signature = options.creates ? `${path} ${JSON.stringify(options.body ?? null)}` : null
    const key = signature === null ? null : (this.#keys.get(signature) ?? this.#options.newKey())
    if (signature !== null && key !== null) this.#keys.set(signature, key)
    try {
      const answer = await this.#json<T>(await this.#once(method, path, options, key))
      if (signature !== null) this.#keys.delete(signature)
      return answer
    } catch (error) {
      if (signature !== null && !undecided(error)) this.#keys.delete(signature)
      throw error
    }
  }

  async #read(path: string, options: RequestOptions): Promise<Response> {
    for (let attempt = 0; ; attempt++) {
      try {
        return await this.#once('GET', path, options, null)
      } catch (error) {
        const delay = backOff[attempt]
        if (delay === undefined || options.signal?.aborted || !(error instanceof ApiError)) throw error
        if (error.kind === 'refused' && !worthRetrying.has(error.status)) throw error
        if (error.kind === 'signIn') throw error
        const asked = error.cause instanceof Response ? Number(error.cause.headers.get('retry-after')) * 1000 : 0
        await this.#options.wait(Math.min(Math.max(delay, asked || 0), longestRetryAfter))
      }
    }
  }

  async #once(method: string, path: string, options: RequestOptions, key: string | null, renewed = false): Promise<Response> {
    const token = options.open ? null : await this.#options.token()
    const headers = new Headers({
      'Accept-Language': this.#options.language(),
      Accept: 'application/json, application/problem+json, */*;q=0.5',
    })
    if (token) headers.set('Authorization', `Bearer ${token}`)
    if (key) headers.set('Idempotency-Key', key)
    if (options.ifMatch) headers.set('If-Match', options.ifMatch)
    if (options.file) headers.set('Content-Type', options.file.contentType)
    else if (options.body !== undefined) headers.set('Content-Type', 'application/json')

    const clock = AbortSignal.timeout(options.timeout ?? defaultTimeout)
    let response: Response
    try {
      response = await this.#options.fetch(this.#options.prefix + path, {
        method,
        headers,
        signal: options.signal ? AbortSignal.any([options.signal, clock]) : clock,
        cache: 'no-store',
        ...(options.file
          ? { body: options.file.content }
          : options.body === undefined
            ? {}
            : { body: JSON.stringify(options.body) }),
      })
    } catch (error) {
      if (options.signal?.aborted) throw error
      throw new ApiError(clock.aborted ? 'slow' : 'unreachable', 0, null, { cause: error })
    }
    if (response.ok) return response
    if (response.status === 401) {
      if (!options.open && !renewed && (await this.#options.renew())) return this.#once(method, path, options, key, true)
      throw new ApiError('signIn', 401, await readProblem(response), { cause: response })
    }
    throw new ApiError('refused', response.status, await readProblem(response), { cause: response })
  }

  async #json<T>(response: Response): Promise<Answer<T>> {
    const text = await response.text()
    const data = (text === '' ? undefined : JSON.parse(text)) as T
    return { data, etag: response.headers.get('etag') }
  }
}

/** `/items` and `{ query: '店', theme: undefined }` make `/items?query=…`; empty values are left out. */
export function withQuery(path: string, query: Record<string, string | number | boolean | null | undefined>): string {
  const parts = new URLSearchParams()
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined && value !== null && value !== '') parts.set(name, String(value))
  }
  const text = parts.toString()
  return text ? `${path}?${text}` : path
}
