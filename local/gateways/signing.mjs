// The signed HTTP that both directions speak: HMAC-SHA256 over `{timestamp}.{body}`, replay window five minutes.
import { createHmac, timingSafeEqual } from 'node:crypto'

export const REPLAY_WINDOW_SECONDS = 300

const signature = (secret, timestamp, body) => createHmac('sha256', secret).update(`${timestamp}.`).update(body).digest('hex')

/**
 * @param {{ keyId: string, secret: string }} key the secret's UTF-8 bytes are the HMAC key
 * @param {string | Buffer} body
 * @param {number} nowSeconds Unix time
 */
export function sign(key, body, nowSeconds) {
  const timestamp = String(Math.floor(nowSeconds))
  return { 'X-Key-Id': key.keyId, 'X-Timestamp': timestamp, 'X-Signature': signature(key.secret, timestamp, body) }
}

/**
 * @param {{ keyId: string, secret: string }} key
 * @param {Record<string, string | undefined>} headers lower-case names, as Node gives them
 * @param {number} nowSeconds Unix time
 * @param {number} [speed] of the clock both sides share: five minutes on the wall are more on one that runs fast
 * @returns {string | null} why the request is refused, or null
 */
export function refusal(key, headers, body, nowSeconds, speed = 1) {
  const keyId = headers['x-key-id']
  const timestamp = headers['x-timestamp']
  const given = headers['x-signature']
  if (!keyId || !timestamp || !given) return 'X-Key-Id, X-Timestamp and X-Signature are needed.'
  if (keyId !== key.keyId) return 'The key is not known.'
  if (!/^\d{1,12}$/.test(timestamp)) return 'X-Timestamp is not a Unix time in seconds.'
  if (Math.abs(nowSeconds - Number(timestamp)) > REPLAY_WINDOW_SECONDS * Math.max(1, speed)) return 'X-Timestamp is outside the window of five minutes.'
  const expected = Buffer.from(signature(key.secret, timestamp, body))
  const actual = Buffer.from(given)
  return expected.length === actual.length && timingSafeEqual(expected, actual) ? null : 'The signature does not match.'
}
