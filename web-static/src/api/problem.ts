import type { Problem } from './types'

/**
 * `refused`: the server answered with a problem document. `unreachable`: no answer came (network, or nobody listens).
 * `slow`: no answer within the time allowed. `signIn`: the session is over.
 */
export type FailureKind = 'refused' | 'unreachable' | 'slow' | 'signIn'

/** What any call of the API throws. `problem` is already in the reader's language (Accept-Language). */
export class ApiError extends Error {
  override readonly name = 'ApiError'

  constructor(
    readonly kind: FailureKind,
    readonly status: number,
    readonly problem: Problem | null,
    options?: ErrorOptions,
  ) {
    super(problem?.detail || problem?.title || kind, options)
  }

  /** Somebody else changed the thing in between (If-Match failed) or its state no longer allows the command. */
  get isConflict(): boolean {
    return this.status === 409 || this.status === 412
  }
}

/** Reads an error answer; an answer that is no problem document (a proxy's page) yields null. */
export async function readProblem(response: Response): Promise<Problem | null> {
  try {
    const body: unknown = await response.json()
    if (typeof body !== 'object' || body === null || !('title' in body)) return null
    return { type: 'about:blank', detail: '', status: response.status, ...body } as Problem
  } catch {
    return null
  }
}

/** The field or material code that a key of `errors` speaks of: `/values/applicant.name` and `applicant.name` are the same. */
export function errorTarget(key: string): string {
  const parts = key
    .replace(/^#?\//, '')
    .split('/')
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'))
  if ((parts[0] === 'values' || parts[0] === 'materials') && parts.length > 1) return parts[1] ?? key
  return parts.length === 1 ? (parts[0] ?? key) : parts.join('/')
}

/** Messages by field or material code. */
export function errorsByTarget(problem: Problem | null): Record<string, string> {
  return Object.fromEntries(Object.entries(problem?.errors ?? {}).map(([key, message]) => [errorTarget(key), message]))
}
