// The time that the gateways sign with and check against.

const REFRESH_TIMEOUT_MS = 2000

/**
 * The machine's time, or the time of a stack whose clock is moved by hand.
 * @param {string} [address] answers `{"now": instant}`; while it can't be reached, the last difference to our own clock holds
 * @returns {() => Promise<Date>}
 */
export function createClock(address) {
  if (!address) return async () => new Date()
  let difference = 0
  return async () => {
    try {
      const response = await fetch(address, { signal: AbortSignal.timeout(REFRESH_TIMEOUT_MS) })
      const there = Date.parse((await response.json()).now)
      if (Number.isFinite(there)) difference = there - Date.now()
    } catch {
      // The host is being restarted: the last difference is near enough for a window of five minutes.
    }
    return new Date(Date.now() + difference)
  }
}
