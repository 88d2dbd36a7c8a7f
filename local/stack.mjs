// Starts, watches and ends everything that NoVisit needs on one machine. `./run` is this with the builds before it;
// tests start it with --json. See HELP below.
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { parseArgs } from 'node:util'
import { freePorts, portsFrom, requireFree } from './stack/ports.mjs'
import { prepare } from './stack/prepare.mjs'
import { startProcess } from './stack/processes.mjs'
import { PORTS_OF, servicesOf } from './stack/services.mjs'
import { addressesOf, appEnvironment, loadSecrets, timeSpan } from './stack/settings.mjs'

const ROOT = fileURLToPath(new URL('..', import.meta.url))
const STATE = ['azurite', 'identity', 'mail', 'gateways', 'clamav', 'hub', 'certificates', 'logs', 'secrets.env', 'stack.json']

export const HELP = `Usage: ./run [options]              start NoVisit on this machine; Ctrl-C ends it
       ./run token NAME             print an access token of a demo person of the running stack
       ./run --walkthrough          take one case the whole way on a stack of its own, then end

Options:
  --fresh             forget everything that earlier runs have stored
  --day 20s           let a working day last twenty seconds (500ms, 2m, 1h …)
  --clock INSTANT     start with a clock that stands still, e.g. 2026-02-10T09:00+08:00
  --port N            pages and API on port N (7071); all other ports move by the same distance
  --dir DIR           keep the state there (.local)
  --no-build          neither install nor build anything
  --help              this text

For tests (node local/stack.mjs):
  --json              one line of JSON with all addresses once all is healthy; ends when standard input closes
  --ports auto        free ports instead of fixed ones
  --without LIST      leave out services: app, clamd, mail, gateways, identity, storage
  --courier hold|MS   send courier progress by hand only, or every MS milliseconds
`

/**
 * Starts the stack and waits until every part is healthy.
 * @param {{ root?: string, directory: string, ports?: Record<string, number>, without?: string[], fresh?: boolean, day?: string, clock?: string,
 *   courier?: { mode?: 'auto' | 'hold', stepMs?: number }, signal?: AbortSignal, say?: (line: string) => void, onFailure?: (failure: Error) => void }} options
 *   `ports` default to the usual numbers; `signal` stops a start half-way; `onFailure` hears of a part that ends by itself after the start
 * @returns {Promise<{ addresses: object, ports: object, environment: object, secrets: object, directory: string, stop: () => Promise<void> }>}
 * @throws when a port is taken, a part does not become healthy, or another stack uses the same folder; nothing is left running then
 */
export async function start({ root = ROOT, directory, ports = portsFrom(7071), without = [], fresh = false, day, clock, courier, say = () => {}, onFailure = () => {}, signal }) {
  const stateFile = join(directory, 'stack.json')
  refuseSecond(stateFile, directory)
  if (fresh) for (const name of STATE) rmSync(join(directory, name), { recursive: true, force: true })
  for (const name of ['azurite', 'clamav', 'hub', 'certificates', 'logs']) mkdirSync(join(directory, name), { recursive: true })

  const left = new Set(without)
  const secrets = loadSecrets(directory)
  const settings = { root, directory, ports, secrets, day, clock, courier }
  const services = servicesOf(settings).filter((service) => !left.has(service.key))
  await requireFree(Object.fromEntries(services.flatMap(({ key }) => PORTS_OF[key].map((name) => [name, ports[name]]))))

  const addresses = addressesOf(ports)
  writeFileSync(stateFile, JSON.stringify({ pid: process.pid, ports, addresses }, null, 2))
  const running = []
  let stopped
  const stop = () => stopped ??= (async () => {
    // The app first, while what it writes to is still there.
    for (const service of running.filter(({ step }) => step === 2)) await service.process.stop()
    await Promise.all(running.filter(({ step }) => step === 1).map((service) => service.process.stop()))
    rmSync(stateFile, { force: true })
  })()

  try {
    for (const step of [1, 2]) {
      const now = services.filter((service) => service.step === step)
      await Promise.all(now.map(async (service) => {
        if (service.key === 'app' && !existsSync(service.args[0])) throw new Error(`The function app is not built (${service.args[0]}). Start without --no-build.`)
        const logFile = join(directory, 'logs', `${service.key}.log`)
        const process = startProcess({ ...service, logFile }, (failure) => { if (!stopped) onFailure(failure) })
        running.push({ step, process })
        await process.healthy(service.check, service.patienceMs, signal)
        say(`  ${service.name} is healthy (process ${process.pid}).`)
      }))
    }
  } catch (error) {
    await stop()
    throw error
  }
  return { addresses, ports, environment: appEnvironment(settings), secrets, directory, stop }
}

function refuseSecond(stateFile, directory) {
  if (!existsSync(stateFile)) return
  const { pid } = JSON.parse(readFileSync(stateFile, 'utf8'))
  try {
    process.kill(pid, 0)
  } catch {
    return
  }
  // After a crash the number may belong to somebody else by now.
  const command = existsSync(`/proc/${pid}/cmdline`) ? readFileSync(`/proc/${pid}/cmdline`, 'utf8') : 'stack.mjs'
  if (pid !== process.pid && !command.includes('stack.mjs')) return
  throw new Error(`A stack with its state in ${directory} is already running as process ${pid}. End it first, or use another --dir and --port.`)
}

function parse(argv) {
  const { values, positionals } = parseArgs({
    args: argv,
    allowPositionals: true,
    options: {
      help: { type: 'boolean', short: 'h' }, fresh: { type: 'boolean' }, day: { type: 'string' }, clock: { type: 'string' }, port: { type: 'string' },
      ports: { type: 'string' }, dir: { type: 'string' }, json: { type: 'boolean' }, without: { type: 'string' }, courier: { type: 'string' },
      'no-build': { type: 'boolean' }, walkthrough: { type: 'boolean' },
    },
  })
  if (values.day) timeSpan(values.day)
  if (values.clock && (Number.isNaN(Date.parse(values.clock)) || !/(Z|[+-]\d\d:\d\d)$/.test(values.clock))) {
    throw new Error(`--clock ${values.clock}: write an instant with its offset such as 2026-02-10T09:00+08:00.`)
  }
  if (values.ports && values.ports !== 'auto') throw new Error('--ports knows only auto; use --port N for fixed ones.')
  const without = values.without?.split(',') ?? []
  const unknown = without.find((key) => !Object.hasOwn(PORTS_OF, key))
  if (unknown) throw new Error(`--without ${unknown}: there is ${Object.keys(PORTS_OF).join(', ')}.`)
  return { ...values, without, positionals }
}

const courierOf = (value) => {
  if (value === undefined) return undefined
  if (value === 'hold') return { mode: 'hold' }
  if (!/^\d+$/.test(value)) throw new Error('--courier takes hold or a number of milliseconds.')
  return { mode: 'auto', stepMs: Number(value) }
}

async function printToken(name, directory) {
  const { accessToken } = await import('./identity/token.mjs')
  const stateFile = join(directory, 'stack.json')
  const authority = existsSync(stateFile) ? JSON.parse(readFileSync(stateFile, 'utf8')).addresses.identity : undefined
  console.log(await accessToken(name, { authority }))
}

/** Resolves when somebody asks the program to end; a second request does not wait for tidiness. */
function endAsked({ watchInput }) {
  return new Promise((resolve) => {
    for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(name, () => resolve(name))
    if (watchInput) {
      process.stdin.on('end', () => resolve('end of input'))
      process.stdin.on('error', () => resolve('end of input'))
      process.stdin.resume()
    }
  })
}

async function announce({ addresses, directory }) {
  const { citizens, officers } = await import('./identity/people.mjs')
  console.log(`
NoVisit is running.
  Pages              ${addresses.site}/   (staff: ${addresses.site}/review, verification: ${addresses.site}/verify)
  API                ${addresses.site}/api
  Sign-in provider   ${addresses.identity}
  Gateway simulator  ${addresses.gateways}   (SMS, courier, payment)
  Mailbox            ${addresses.mailbox}
  Blob storage       ${addresses.blob}
  Logs               ${join(directory, 'logs')}

Demo people (no passwords):
  ${citizens.map((one) => `${one.id} (${one.name}, ${one.roles[0]}, ${one.assurance})`).join('\n  ')}
  clerk.D, reviewer.D, reviewer2.D, approver.D for a department D, e.g. clerk.SCJ, approver.SCJ, reviewer.GJJ
  ${officers.map((one) => one.id).join(', ')}

Ctrl-C ends all of it.`)
}

async function run(options) {
  const directory = resolve(options.dir ?? join(ROOT, '.local'))
  const say = options.json ? (line) => console.error(line) : (line) => console.log(line)
  const asked = endAsked({ watchInput: options.json })
  const aborter = new AbortController()
  let failed
  const failure = new Promise((resolveFailure) => { failed = resolveFailure })
  void asked.then(() => aborter.abort(new Error('Asked to end while starting.')))

  if (!options.json && !options['no-build']) await prepare({ root: ROOT, without: new Set(options.without), say, signal: aborter.signal })
  say('Starting …')
  const stack = await start({
    directory, say, signal: aborter.signal, onFailure: failed, fresh: options.fresh, day: options.day, clock: options.clock, without: options.without,
    ports: options.ports === 'auto' ? await freePorts() : portsFrom(Number(options.port ?? 7071)),
    courier: courierOf(options.courier),
  })
  if (options.json) {
    const { addresses, ports, environment } = stack
    console.log(JSON.stringify({ ready: true, pid: process.pid, directory, addresses, ports, environment }))
  } else {
    await announce(stack)
  }
  const end = await Promise.race([asked, failure])
  say(end instanceof Error ? `\n${end.message}\nEnding everything else …` : '\nEnding …')
  await stack.stop()
  return end instanceof Error ? 1 : 0
}

async function walkThrough(options) {
  const directory = mkdtempSync(join(tmpdir(), 'novisit-walkthrough-'))
  const aborter = new AbortController()
  void endAsked({ watchInput: false }).then((why) => aborter.abort(new Error(`Ended by ${why}.`)))
  let stack
  try {
    if (!options['no-build']) await prepare({ root: ROOT, without: new Set(), say: console.log, signal: aborter.signal })
    console.log('Starting a stack of its own …')
    stack = await start({
      directory, say: console.log, signal: aborter.signal, onFailure: (failure) => aborter.abort(failure),
      ports: await freePorts(), day: options.day, clock: options.clock, courier: { mode: 'auto', stepMs: 300 },
    })
    const { walkThroughItem02 } = await import('./walkthrough/item02.mjs')
    await walkThroughItem02({ addresses: stack.addresses, say: console.log, signal: aborter.signal })
    return 0
  } finally {
    await stack?.stop()
    rmSync(directory, { recursive: true, force: true })
  }
}

async function main() {
  const options = parse(process.argv.slice(2))
  if (options.help) {
    console.log(HELP)
    return 0
  }
  const [command, ...rest] = options.positionals
  if (command === 'token' && rest.length === 1) {
    await printToken(rest[0], resolve(options.dir ?? join(ROOT, '.local')))
    return 0
  }
  if (command !== undefined) throw new Error(`"${options.positionals.join(' ')}" is not a command.\n\n${HELP}`)
  return options.walkthrough ? walkThrough(options) : run(options)
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  main().then((code) => process.exit(code), (error) => {
    console.error(error.message)
    if (process.argv.includes('--json')) console.log(JSON.stringify({ ready: false, error: error.message }))
    process.exit(1)
  })
}
