// The provider's signing key and cookie keys: made once, then read, so that tokens outlive a restart.
import { generateKeyPairSync, randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/**
 * @param {string} directory
 * @returns {{ jwks: { keys: object[] }, cookieKeys: string[] }}
 */
export function loadKeys(directory) {
  const file = join(directory, 'keys.json')
  if (!existsSync(file)) {
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
    const key = { ...privateKey.export({ format: 'jwk' }), kid: `novisit-local-${randomBytes(4).toString('hex')}`, use: 'sig', alg: 'RS256' }
    mkdirSync(directory, { recursive: true })
    writeFileSync(file, JSON.stringify({ jwks: { keys: [key] }, cookieKeys: [randomBytes(32).toString('base64url')] }), { mode: 0o600 })
  }
  return JSON.parse(readFileSync(file, 'utf8'))
}
