// The time that the gateways sign with and check against.

const REFRESH_TIMEOUT_MS = 2000

/**
 * The machine's clock, or that of a stack whose time stands still or runs fast.
 * @param {string} [address] answers `{"now": instant, "speed": number | null}`; while it can't be reached, what it said last holds
 * @returns {() => Promise<{ date: Date, speed: number }>} `speed`: seconds of that clock in one of ours
 */
export function createClock(address) {
  if (!address) return async () => ({ date: new Date(), speed: 1 })
  let known = { there: Date.now(), here: Date.now(), speed: 1 }
  return async () => {
    try {
      const response = await fetch(address, { signal: AbortSignal.timeout(REFRESH_TIMEOUT_MS) })
      const { now, speed } = await response.json()
      known = { there: Date.parse(now), here: Date.now(), speed: speed ?? 1 }
    } catch {
      // The host is not up yet or is being restarted. A refused call or callback is tried again.
    }
    return { date: new Date(known.there + (Date.now() - known.here) * known.speed), speed: known.speed }
  }
}
