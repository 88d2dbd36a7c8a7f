// Every program of the stack: how it is started and when it counts as healthy.
import { existsSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import { addressesOf, appEnvironment } from './settings.mjs'
import { allowUploadsFrom } from './storageRules.mjs'

const CHECK_TIMEOUT_MS = 2000

async function answers(address, expected = (response) => response.ok) {
  let response
  try {
    response = await fetch(address, { signal: AbortSignal.timeout(CHECK_TIMEOUT_MS) })
  } catch (error) {
    throw new Error(`${address} does not answer (${error.cause?.code ?? error.name})`, { cause: error })
  }
  const body = await response.text()
  if (!expected(response)) throw new Error(`${address} answers ${response.status} ${body.slice(0, 300)}`)
}

/** Sends `say` (if any) and waits for a greeting that matches. */
function greets(port, expected, say) {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => { if (say) socket.write(say) })
    socket.setTimeout(CHECK_TIMEOUT_MS, () => socket.destroy(new Error(`port ${port} is silent`)))
    socket.once('data', (data) => {
      socket.destroy()
      if (expected.test(data.toString('latin1'))) resolve()
      else reject(new Error(`port ${port} greets with ${data.toString('latin1').slice(0, 80)}`))
    })
    socket.once('error', reject)
    socket.once('close', () => reject(new Error(`port ${port} closed the connection`)))
  })
}

/**
 * In the order of starting; those of one step start together.
 * @param {{ root: string, directory: string, ports: Record<string, number>, secrets: Record<string, string>, clock?: string, day?: string, courier?: { mode?: string, stepMs?: number } }} stack
 * @returns {{ key: string, step: number, name: string, command: string, args: string[], env?: object, cwd?: string, patienceMs: number, check: () => Promise<void> }[]}
 */
export function servicesOf(stack) {
  const { root, directory, ports, secrets, clock, day, courier = {} } = stack
  const addresses = addressesOf(ports)
  const local = join(root, 'local')
  const modules = join(local, 'node_modules')
  const pages = [`http://localhost:${ports.app}`, `http://127.0.0.1:${ports.app}`]
  const output = join(root, 'functions', 'bin', 'Release', 'net10.0')
  return [
    {
      key: 'storage',
      step: 1,
      name: 'Azurite (storage)',
      command: process.execPath,
      args: [join(modules, 'azurite', 'dist', 'src', 'azurite.js'), '--silent', '--skipApiVersionCheck', '--disableTelemetry', '--location', join(directory, 'azurite'),
        ...['blob', 'queue', 'table'].flatMap((kind) => [`--${kind}Host`, '127.0.0.1', `--${kind}Port`, String(ports[kind])])],
      patienceMs: 60_000,
      // An unsigned request is refused, and that is an answer.
      async check() {
        await answers(`${addresses.queue}?comp=list`, (response) => response.status === 403)
        await answers(`${addresses.table}/Tables`, (response) => response.status === 403 || response.status === 401)
        await allowUploadsFrom(addresses.blob, pages)
      },
    },
    {
      key: 'identity',
      step: 1,
      name: 'Sign-in provider',
      command: process.execPath,
      args: [join(local, 'identity', 'server.mjs')],
      env: { IDENTITY_PORT: String(ports.identity), IDENTITY_DIR: join(directory, 'identity') },
      patienceMs: 30_000,
      check: () => answers(`${addresses.identity}/.well-known/openid-configuration`),
    },
    {
      key: 'mail',
      step: 1,
      name: 'Mail server',
      command: process.execPath,
      args: [join(local, 'mail', 'server.mjs')],
      env: { MAIL_SMTP_PORT: String(ports.smtp), MAIL_WEB_PORT: String(ports.mailbox), MAIL_DIR: join(directory, 'mail') },
      patienceMs: 30_000,
      async check() {
        await greets(ports.smtp, /^220 /)
        await answers(`${addresses.mailbox}/email`)
      },
    },
    {
      key: 'gateways',
      step: 1,
      name: 'Gateway simulator',
      command: process.execPath,
      args: [join(local, 'gateways', 'server.mjs')],
      env: {
        GATEWAYS_PORT: String(ports.gateways),
        GATEWAYS_DIR: join(directory, 'gateways'),
        Site__Origin: addresses.site,
        Gateways__KeyId: secrets.Gateways__KeyId,
        Gateways__Secret: secrets.Gateways__Secret,
        Callbacks__Secret: secrets.Callbacks__Secret,
        ...(courier.mode ? { GATEWAY_COURIER_MODE: courier.mode } : {}),
        ...(courier.stepMs ? { GATEWAY_COURIER_STEP_MS: String(courier.stepMs) } : {}),
        ...(clock || day ? { GATEWAYS_CLOCK: `${addresses.site}/local/clock` } : {}),
      },
      patienceMs: 30_000,
      check: () => answers(`${addresses.gateways}/health`),
    },
    {
      key: 'clamd',
      step: 1,
      name: 'Malware scanner',
      command: 'bash',
      args: [join(local, 'clamav', 'start.sh'), String(ports.clamd), join(directory, 'clamav')],
      patienceMs: 90_000,
      check: () => greets(ports.clamd, /^PONG/, 'zPING\0'),
    },
    {
      key: 'app',
      step: 2,
      name: 'Function app',
      command: 'dotnet',
      args: [join(output, 'NoVisit.Functions.dll')],
      cwd: existsSync(output) ? output : root,
      env: appEnvironment(stack),
      patienceMs: 120_000,
      check: () => answers(`http://127.0.0.1:${ports.app}/api/health/ready`),
    },
  ]
}

/** The ports that a service listens on. */
export const PORTS_OF = { storage: ['blob', 'queue', 'table'], identity: ['identity'], mail: ['smtp', 'mailbox'], gateways: ['gateways'], clamd: ['clamd'], app: ['app'] }
