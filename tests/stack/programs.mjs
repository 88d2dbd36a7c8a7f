// Starts the real programs of local/ on free ports, and ends them by process id.
import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { freePorts } from '../../local/stack/ports.mjs'

export const ROOT = fileURLToPath(new URL('../..', import.meta.url))

/** A folder that is gone after the test. */
export function temporaryFolder(t) {
  const folder = mkdtempSync(join(tmpdir(), 'novisit-test-'))
  t.after(() => rmSync(folder, { recursive: true, force: true, maxRetries: 3 }))
  return folder
}

/** Waits until `check` answers something other than undefined; fails with `what` after ten seconds. */
export async function eventually(what, check, patienceMs = 10_000) {
  const end = Date.now() + patienceMs
  for (;;) {
    const answer = await check()
    if (answer !== undefined && answer !== false) return answer
    if (Date.now() > end) throw new Error(`Did not come about in ${patienceMs / 1000} s: ${what}`)
    await pause(25)
  }
}

/** A Node program that is healthy, ended after the test. */
export async function program(t, script, env, healthAddress) {
  const child = spawn(process.execPath, [join(ROOT, script)], { env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] })
  const output = []
  child.stdout.on('data', (chunk) => output.push(chunk))
  child.stderr.on('data', (chunk) => output.push(chunk))
  const ended = new Promise((resolve) => { child.once('exit', (code) => resolve(code)) })
  const end = async (signal = 'SIGTERM') => {
    child.kill(signal)
    return ended
  }
  t.after(() => end('SIGKILL'))
  await eventually(`${script} is healthy: ${Buffer.concat(output)}`, async () => {
    if (child.exitCode !== null) throw new Error(`${script} ended: ${Buffer.concat(output)}`)
    return fetch(healthAddress).then((response) => response.ok, () => false)
  }, 30_000)
  return { pid: child.pid, end }
}

/** The sign-in provider; `restart` ends it and starts it again on the same state. */
export async function identityProvider(t) {
  const directory = temporaryFolder(t)
  const { identity: port, app } = await freePorts()
  const authority = `http://127.0.0.1:${port}`
  const begin = () => program(t, 'local/identity/server.mjs', { IDENTITY_PORT: String(port), IDENTITY_DIR: directory }, `${authority}/.well-known/openid-configuration`)
  let running = await begin()
  return {
    authority,
    redirectUri: `http://localhost:${app}/`,
    async restart() {
      await running.end()
      running = await begin()
    },
  }
}

/** `node local/stack.mjs --json` with the first line it prints. */
export async function stackProgram(t, args) {
  const child = spawn(process.execPath, [join(ROOT, 'local', 'stack.mjs'), '--json', ...args], { stdio: ['pipe', 'pipe', 'pipe'] })
  const errors = []
  child.stderr.on('data', (chunk) => errors.push(chunk))
  const ended = new Promise((resolve) => { child.once('exit', (code, signal) => resolve(code ?? signal)) })
  t.after(async () => {
    child.stdin.end()
    await ended
  })
  const line = await Promise.race([
    new Promise((resolve) => { createInterface({ input: child.stdout }).once('line', resolve) }),
    ended.then((code) => { throw new Error(`The stack ended with ${code}: ${Buffer.concat(errors)}`) }),
  ]).catch(async (error) => JSON.stringify({ ready: false, error: error.message }))
  return { ...JSON.parse(line), child, ended, errors: () => Buffer.concat(errors).toString('utf8') }
}

/** A site that takes callbacks; `answer(request)` decides the status. */
export async function receiver(t, answer = () => 204) {
  const received = []
  const server = createServer(async (request, response) => {
    const chunks = []
    for await (const chunk of request) chunks.push(chunk)
    const body = Buffer.concat(chunks).toString('utf8')
    const call = { path: request.url, headers: request.headers, body, json: JSON.parse(body), at: Date.now() }
    call.status = await answer(call)
    received.push(call)
    response.writeHead(call.status).end()
  })
  await new Promise((resolve) => { server.listen(0, '127.0.0.1', resolve) })
  t.after(() => {
    server.closeAllConnections()
    server.close()
  })
  return { origin: `http://127.0.0.1:${server.address().port}`, received, taken: () => received.filter((call) => call.status < 300) }
}

/** An address that answers this JSON. */
export async function answering(t, json) {
  const server = createServer((_request, response) => response.setHeader('content-type', 'application/json').end(JSON.stringify(json)))
  await new Promise((resolve) => { server.listen(0, '127.0.0.1', resolve) })
  t.after(() => {
    server.closeAllConnections()
    server.close()
  })
  return `http://127.0.0.1:${server.address().port}/`
}
