// Sends signed callbacks: in order within one order or message, again and again until the receiver answers 2xx.
import { sign } from './signing.mjs'

const FIRST_RETRY_MS = 250
const LAST_RETRY_MS = 30_000
const ANSWER_TIMEOUT_MS = 15_000

/**
 * @param {{ journal: object, origin: string, key: { keyId: string, secret: string }, now: () => Promise<{ date: Date }> }} options
 */
export function createCallbacks({ journal, origin, key, now }) {
  const queues = new Map()
  let stopped = false
  const timers = new Set()

  const pause = (milliseconds) => new Promise((resolve) => {
    const timer = setTimeout(() => { timers.delete(timer); resolve() }, milliseconds)
    timers.add(timer)
  })

  async function post(callback) {
    const body = JSON.stringify(callback.body)
    try {
      const response = await fetch(origin + callback.path, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...sign(key, body, (await now()).date.getTime() / 1000) },
        body,
        signal: AbortSignal.timeout(ANSWER_TIMEOUT_MS),
      })
      await response.arrayBuffer()
      return response.status
    } catch (error) {
      // Nobody listens yet, or no longer: the next attempt may find somebody.
      return error.cause?.code ?? error.name
    }
  }

  async function drain(stream) {
    const queue = queues.get(stream)
    while (queue.length > 0 && !stopped) {
      const callback = queue[0]
      const answer = await post(callback)
      if (stopped) return
      const delivered = typeof answer === 'number' && answer >= 200 && answer < 300
      const record = { ...callback, attempts: callback.attempts + 1, lastAnswer: answer, deliveredAt: delivered ? new Date().toISOString() : null }
      // A reset while the answer was awaited has forgotten this callback; writing it again would bring it back.
      if (queue[0] !== callback) continue
      journal.commit([{ kind: 'callback', id: record.id, record }])
      if (delivered) {
        queue.shift()
      } else {
        queue[0] = record
        await pause(Math.min(LAST_RETRY_MS, FIRST_RETRY_MS * 2 ** Math.min(callback.attempts, 10)))
      }
    }
    queues.delete(stream)
  }

  function queue(callback) {
    const waiting = queues.get(callback.stream)
    if (waiting) {
      waiting.push(callback)
    } else {
      queues.set(callback.stream, [callback])
      void drain(callback.stream)
    }
  }

  return {
    /** The journal entry of a callback to be committed with what causes it; hand it to `queue` afterwards. */
    entry(id, stream, path, body) {
      const record = { id, stream, path, body, attempts: 0, lastAnswer: null, deliveredAt: null }
      return { kind: 'callback', id, record }
    },
    queue: (entry) => queue(entry.record),
    /** Sends a callback once more, at once and once only; the receiver's status, or a network error's code. */
    repeat: (record) => post(record),
    resume() {
      for (const record of journal.list('callback')) if (!record.deliveredAt) queue(record)
    },
    forget() {
      for (const waiting of queues.values()) waiting.length = 0
    },
    stop() {
      stopped = true
      for (const timer of timers) clearTimeout(timer)
    },
  }
}
