// Demo secrets, made once per state folder, and the settings that the function app is started with.
import { randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** Azurite's account and key are public knowledge, the same on every machine. */
export const STORAGE_ACCOUNT = 'devstoreaccount1'
export const STORAGE_KEY = 'Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw=='

const SECRETS = {
  Protection__Key: () => randomBytes(32).toString('base64'),
  Protection__QueryCodeKey: () => randomBytes(32).toString('base64'),
  Certificates__PfxPassword: () => randomBytes(24).toString('base64url'),
  Gateways__KeyId: () => 'novisit-demo',
  Gateways__Secret: () => randomBytes(32).toString('base64url'),
  Callbacks__Secret: () => randomBytes(32).toString('base64url'),
}

/**
 * Reads `secrets.env`, adding what it lacks: data written under a key stays readable after a restart.
 * @returns {Record<string, string>}
 */
export function loadSecrets(directory) {
  const file = join(directory, 'secrets.env')
  const lines = existsSync(file) ? readFileSync(file, 'utf8').split('\n').filter((line) => line.includes('=')) : []
  const secrets = Object.fromEntries(lines.map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]))
  const missing = Object.keys(SECRETS).filter((name) => !secrets[name])
  if (missing.length > 0) {
    for (const name of missing) secrets[name] = SECRETS[name]()
    mkdirSync(directory, { recursive: true })
    writeFileSync(file, Object.entries(secrets).map(([name, value]) => `${name}=${value}\n`).join(''), { mode: 0o600 })
  }
  return secrets
}

/** Every address of a running stack. */
export function addressesOf(ports) {
  const local = (port) => `http://127.0.0.1:${port}`
  return {
    site: `http://localhost:${ports.app}`,
    identity: local(ports.identity),
    gateways: local(ports.gateways),
    mailbox: local(ports.mailbox),
    smtp: `127.0.0.1:${ports.smtp}`,
    blob: `${local(ports.blob)}/${STORAGE_ACCOUNT}`,
    queue: `${local(ports.queue)}/${STORAGE_ACCOUNT}`,
    table: `${local(ports.table)}/${STORAGE_ACCOUNT}`,
    clamd: `127.0.0.1:${ports.clamd}`,
  }
}

/**
 * `20s`, `500ms`, `2m`, `1h` as .NET's constant TimeSpan format, `00:00:20`.
 * @throws on anything else and on zero
 */
export function timeSpan(duration) {
  const [, amount, unit] = /^(\d+(?:\.\d+)?)(ms|s|m|h)$/.exec(duration) ?? []
  const milliseconds = Math.round(Number(amount) * { ms: 1, s: 1000, m: 60_000, h: 3_600_000 }[unit])
  if (!(milliseconds > 0) || milliseconds > 24 * 3_600_000) throw new Error(`--day ${duration}: write a length up to 24h such as 20s, 500ms, 2m.`)
  const two = (value) => String(value).padStart(2, '0')
  const seconds = Math.floor(milliseconds / 1000)
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60]
  const days = hours === 24 ? '1.' : ''
  const fraction = milliseconds % 1000 === 0 ? '' : `.${String(milliseconds % 1000).padStart(3, '0')}`
  return `${days}${two(hours % 24)}:${two(minutes)}:${two(seconds % 60)}${fraction}`
}

/**
 * The function app's environment.
 * @param {{ root: string, directory: string, ports: Record<string, number>, secrets: Record<string, string>, day?: string, clock?: string }} options
 */
export function appEnvironment({ root, directory, ports, secrets, day, clock }) {
  const addresses = addressesOf(ports)
  const pages = join(root, 'web-static', 'dist')
  return {
    AzureWebJobsStorage: [
      'DefaultEndpointsProtocol=http', `AccountName=${STORAGE_ACCOUNT}`, `AccountKey=${STORAGE_KEY}`,
      `BlobEndpoint=${addresses.blob}`, `QueueEndpoint=${addresses.queue}`, `TableEndpoint=${addresses.table}`, '',
    ].join(';'),
    Site__Origin: addresses.site,
    Identity__Authority: addresses.identity,
    Identity__Audience: 'novisit-api',
    Identity__ClientId: 'novisit-web',
    Certificates__PfxPath: join(directory, 'certificates', 'signing.pfx'),
    Scanner__Mode: 'clamd',
    Scanner__Host: '127.0.0.1',
    Scanner__Port: String(ports.clamd),
    Mail__Mode: 'smtp',
    Mail__Host: '127.0.0.1',
    Mail__Port: String(ports.smtp),
    Mail__From: 'novisit@example.test',
    Sms__Endpoint: addresses.gateways,
    Courier__Endpoint: addresses.gateways,
    Payment__Endpoint: addresses.gateways,
    ...secrets,
    Local__Port: String(ports.app),
    Local__HubPath: join(directory, 'hub', 'hub.db'),
    // The host refuses a folder that is not there; the API needs no pages.
    ...(existsSync(pages) ? { Local__StaticFiles: pages } : {}),
    ...(day ? { Local__DayLength: timeSpan(day) } : {}),
    ...(clock ? { Local__Clock: clock } : {}),
  }
}
