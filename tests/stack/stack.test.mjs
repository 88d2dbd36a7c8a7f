import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { createHmac } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { connect, createServer } from 'node:net'
import { join } from 'node:path'
import { test } from 'node:test'
import { accessToken } from '../../local/identity/token.mjs'
import { freePorts, holder, isFree, portsFrom } from '../../local/stack/ports.mjs'
import { STORAGE_ACCOUNT, STORAGE_KEY, timeSpan } from '../../local/stack/settings.mjs'
import { sign } from '../../local/gateways/signing.mjs'
import { eventually, ROOT, stackProgram, temporaryFolder } from './programs.mjs'

const WITHOUT = ['--without', 'app,clamd']

const held = (ports) => ['identity', 'gateways', 'smtp', 'mailbox', 'blob', 'queue', 'table'].map((name) => ports[name])
const allFree = async (ports) => (await Promise.all(held(ports).map(isFree))).every(Boolean)

/** Says one mail to the SMTP server by hand, as RFC 5321 has it. */
function sendMail(port, subject) {
  const lines = ['EHLO test', 'MAIL FROM:<novisit@example.test>', 'RCPT TO:<zhang.san@example.test>', 'DATA',
    `From: novisit@example.test\r\nTo: zhang.san@example.test\r\nSubject: =?utf-8?B?${Buffer.from(subject).toString('base64')}?=\r\n`
    + `Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n${Buffer.from('您的申请已受理。').toString('base64')}\r\n.`, 'QUIT']
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1')
    socket.on('data', (data) => {
      if (/^[45]\d\d /m.test(data.toString())) reject(new Error(data.toString()))
      else if (/^\d\d\d [^\r]*\r\n$/m.test(data.toString()) && lines.length > 0) socket.write(`${lines.shift()}\r\n`)
    })
    socket.on('end', resolve)
    socket.on('error', reject)
  })
}

async function blob(method, address, path, body) {
  const headers = { 'x-ms-date': new Date().toUTCString(), 'x-ms-version': '2021-12-02', ...(body ? { 'x-ms-blob-type': 'BlockBlob' } : {}) }
  const url = new URL(`${address}/${path}`)
  const named = Object.entries(headers).sort(([a], [b]) => a.localeCompare(b)).map(([key, value]) => `${key}:${value}`)
  const query = [...url.searchParams].sort().map(([key, value]) => `${key}:${value}`)
  const toSign = [method, '', '', body?.length ?? '', '', '', '', '', '', '', '', '', ...named, `/${STORAGE_ACCOUNT}${url.pathname}`, ...query].join('\n')
  const signature = createHmac('sha256', Buffer.from(STORAGE_KEY, 'base64')).update(toSign).digest('base64')
  return fetch(url, { method, body, headers: { ...headers, authorization: `SharedKey ${STORAGE_ACCOUNT}:${signature}` } })
}

test('A stack', async (t) => {
  const directory = temporaryFolder(t)
  const first = await stackProgram(t, ['--ports', 'auto', '--dir', directory, ...WITHOUT])

  await t.test('tells all addresses and the whole environment of the function app in one line', () => {
    assert.equal(first.ready, true, first.error)
    assert.equal(first.environment.Site__Origin, first.addresses.site)
    assert.match(first.environment.AzureWebJobsStorage, new RegExp(`BlobEndpoint=${first.addresses.blob};QueueEndpoint=${first.addresses.queue};TableEndpoint=${first.addresses.table};`))
    for (const name of ['Protection__Key', 'Protection__QueryCodeKey']) assert.equal(Buffer.from(first.environment[name], 'base64').length, 32)
    for (const name of ['Identity__Authority', 'Identity__Audience', 'Identity__ClientId', 'Certificates__PfxPath', 'Certificates__PfxPassword', 'Scanner__Mode', 'Scanner__Host',
      'Scanner__Port', 'Mail__Mode', 'Mail__Host', 'Mail__Port', 'Mail__From', 'Sms__Endpoint', 'Courier__Endpoint', 'Payment__Endpoint', 'Gateways__KeyId', 'Gateways__Secret',
      'Callbacks__Secret', 'Local__HubPath', 'Local__Port']) assert.ok(first.environment[name], name)
  })

  await t.test('lets the pages, and no other site, upload straight to blob storage', async () => {
    const preflight = (origin) => fetch(`${first.addresses.blob}/uploads/one`, {
      method: 'OPTIONS', headers: { origin, 'access-control-request-method': 'PUT', 'access-control-request-headers': 'x-ms-blob-type,content-type' },
    })
    assert.equal((await preflight(first.addresses.site)).headers.get('access-control-allow-origin'), first.addresses.site)
    assert.equal((await preflight('http://evil.example')).status, 403)
  })

  await t.test('refuses a second one on the same folder', async (t) => {
    const second = await stackProgram(t, ['--ports', 'auto', '--dir', directory, ...WITHOUT])
    assert.equal(second.ready, false)
    assert.match(second.error, new RegExp(`already running as process ${first.pid}`))
    assert.equal(await second.ended, 1)
  })

  const token = await accessToken('zhang.san', { authority: first.addresses.identity })
  const sms = JSON.stringify({ to: '13900000101', templateId: 't', text: '文', variables: {} })
  const key = { keyId: first.environment.Gateways__KeyId, secret: first.environment.Gateways__Secret }
  await fetch(`${first.addresses.gateways}/sms`, { method: 'POST', body: sms, headers: { ...sign(key, sms, Date.now() / 1000), 'idempotency-key': 'one' } })
  await sendMail(first.ports.smtp, '受理通知')
  assert.equal((await blob('PUT', first.addresses.blob, 'kept?restype=container')).status, 201)
  assert.equal((await blob('PUT', first.addresses.blob, 'kept/one.txt', Buffer.from('kept'))).status, 201)

  await t.test('keeps what was mailed, with its Chinese subject', async () => {
    const [mail] = await eventually('the mail', async () => {
      const mails = await (await fetch(`${first.addresses.mailbox}/email`)).json()
      return mails.length > 0 && mails
    })
    assert.deepEqual([mail.subject, mail.to[0].address, mail.text.trim()], ['受理通知', 'zhang.san@example.test', '您的申请已受理。'])
  })

  await t.test('ends all of it when its standard input closes', async () => {
    first.child.stdin.end()
    assert.equal(await first.ended, 0)
    assert.ok(await allFree(first.ports))
    assert.equal(existsSync(join(directory, 'stack.json')), false)
  })

  await t.test('knows after a restart what it knew before, and ends on SIGTERM', async (t) => {
    const again = await stackProgram(t, ['--ports', 'auto', '--dir', directory, ...WITHOUT])
    assert.equal(again.ready, true, again.error)
    for (const name of ['Protection__Key', 'Gateways__Secret', 'Certificates__PfxPassword']) assert.equal(again.environment[name], first.environment[name])
    const keyId = JSON.parse(Buffer.from(token.split('.')[0], 'base64url')).kid
    const { keys } = await (await fetch(`${again.addresses.identity}/jwks`)).json()
    assert.ok(keys.some((one) => one.kid === keyId))
    assert.equal((await (await fetch(`${again.addresses.gateways}/sms`)).json()).length, 1)
    const mails = await eventually('the mail', async () => {
      const found = await (await fetch(`${again.addresses.mailbox}/email`)).json()
      return found.length > 0 && found
    })
    assert.equal(mails[0].subject, '受理通知')
    assert.equal(await (await blob('GET', again.addresses.blob, 'kept/one.txt')).text(), 'kept')
    again.child.kill('SIGTERM')
    assert.equal(await again.ended, 0)
    assert.ok(await allFree(again.ports))
  })

  await t.test('forgets it all with --fresh', async (t) => {
    const fresh = await stackProgram(t, ['--ports', 'auto', '--dir', directory, '--fresh', ...WITHOUT])
    assert.notEqual(fresh.environment.Protection__Key, first.environment.Protection__Key)
    assert.deepEqual(await (await fetch(`${fresh.addresses.gateways}/sms`)).json(), [])
    assert.deepEqual(await (await fetch(`${fresh.addresses.mailbox}/email`)).json(), [])
    assert.equal((await blob('GET', fresh.addresses.blob, 'kept/one.txt')).status, 404)
  })
})

test('A stack that is killed leaves nothing running', { skip: existsSync('/usr/bin/setpriv') ? false : 'needs setpriv (Linux)' }, async (t) => {
  const stack = await stackProgram(t, ['--ports', 'auto', '--dir', temporaryFolder(t), ...WITHOUT])
  assert.equal(stack.ready, true, stack.error)
  stack.child.kill('SIGKILL')
  await stack.ended
  await eventually('all ports are free', () => allFree(stack.ports))
})

test('A stack one of whose parts ends by itself says which, and ends the rest', async (t) => {
  const stack = await stackProgram(t, ['--ports', 'auto', '--dir', temporaryFolder(t), ...WITHOUT])
  assert.equal(stack.ready, true, stack.error)
  const [, pid] = /Mail server is healthy \(process (\d+)\)/.exec(stack.errors())
  process.kill(Number(pid), 'SIGKILL')
  assert.equal(await stack.ended, 1)
  assert.match(stack.errors(), /Mail server was ended by SIGKILL/)
  assert.ok(await allFree(stack.ports))
})

test('A taken port is named with the process that holds it, and nothing is left running', async (t) => {
  const ports = await freePorts()
  const base = ports.app
  const taken = createServer()
  await new Promise((resolve) => { taken.listen(portsFrom(base).gateways, '127.0.0.1', resolve) })
  t.after(() => taken.close())
  const run = spawn(process.execPath, [join(ROOT, 'local', 'stack.mjs'), '--no-build', '--port', String(base), '--dir', temporaryFolder(t), ...WITHOUT])
  const errors = []
  run.stderr.on('data', (chunk) => errors.push(chunk))
  const code = await new Promise((resolve) => { run.once('close', resolve) })
  const message = Buffer.concat(errors).toString()
  assert.equal(code, 1)
  assert.match(message, new RegExp(`Port ${portsFrom(base).gateways} \\(gateway simulator\\) is taken by .*, process ${process.pid} `))
  assert.equal(await isFree(portsFrom(base).identity), true)
})

test('A started stack prints its addresses and people, and Ctrl-C ends it', async (t) => {
  const directory = temporaryFolder(t)
  const { app: base } = await freePorts()
  const run = spawn(process.execPath, [join(ROOT, 'local', 'stack.mjs'), '--no-build', '--port', String(base), '--dir', directory, ...WITHOUT])
  const output = []
  run.stdout.on('data', (chunk) => output.push(chunk))
  const ended = new Promise((resolve) => { run.once('close', resolve) })
  t.after(async () => {
    run.kill('SIGTERM')
    await ended
  })
  const text = await eventually('the addresses', () => {
    const said = Buffer.concat(output).toString()
    return said.includes('Ctrl-C ends all of it.') && said
  }, 60_000)
  assert.match(text, new RegExp(`http://localhost:${base}/[\\s\\S]*zhang\\.san \\(张三, applicant, strong\\)`))
  const printed = spawn(process.execPath, [join(ROOT, 'local', 'stack.mjs'), 'token', 'clerk.SCJ', '--dir', directory])
  const token = []
  printed.stdout.on('data', (chunk) => token.push(chunk))
  assert.equal(await new Promise((resolve) => { printed.once('close', resolve) }), 0)
  assert.equal(JSON.parse(Buffer.from(Buffer.concat(token).toString().split('.')[1], 'base64url')).sub, 'clerk.SCJ')
  run.kill('SIGINT')
  assert.equal(await ended, 0)
  assert.ok(await allFree(portsFrom(base)))
})

test('A stack that is asked to end while it starts leaves nothing running', async (t) => {
  const { app: base } = await freePorts()
  const directory = temporaryFolder(t)
  const run = spawn(process.execPath, [join(ROOT, 'local', 'stack.mjs'), '--no-build', '--port', String(base), '--dir', directory, ...WITHOUT])
  const errors = []
  run.stderr.on('data', (chunk) => errors.push(chunk))
  const ended = new Promise((resolve) => { run.once('close', resolve) })
  await eventually('the first part is started', () => existsSync(join(directory, 'logs', 'storage.log')))
  run.kill('SIGTERM')
  assert.equal(await ended, 1)
  assert.match(Buffer.concat(errors).toString(), /Asked to end while starting/)
  assert.ok(await allFree(portsFrom(base)))
})

test('The holder of a port is found, and nobody for a free one', async (t) => {
  const server = createServer()
  await new Promise((resolve) => { server.listen(0, '127.0.0.1', resolve) })
  const { port } = server.address()
  assert.match(holder(port), new RegExp(`^.+, process ${process.pid} \\(`))
  await new Promise((resolve) => { server.close(resolve) })
  assert.equal(holder(port), null)
})

test('All ports move by the same distance', () => {
  assert.deepEqual(portsFrom(8071), { app: 8071, identity: 8072, gateways: 8073, smtp: 8025, mailbox: 8080, blob: 11000, queue: 11001, table: 11002, clamd: 8310 })
  assert.throws(() => portsFrom(64000), /choose one between/)
})

test('The length of a working day is written as .NET reads it', () => {
  assert.deepEqual(['20s', '500ms', '1.5s', '90s', '2h', '24h'].map(timeSpan), ['00:00:20', '00:00:00.500', '00:00:01.500', '00:01:30', '02:00:00', '1.00:00:00'])
  for (const wrong of ['20', '0s', '-1s', '25h', 'soon']) assert.throws(() => timeSpan(wrong), /write a length/)
})

test('./run explains itself and refuses what it does not know', async () => {
  const outcome = (...args) => new Promise((resolve) => {
    const child = spawn(join(ROOT, 'run'), args)
    const output = []
    child.stdout.on('data', (chunk) => output.push(chunk))
    child.stderr.on('data', (chunk) => output.push(chunk))
    child.once('close', (code) => resolve({ code, text: Buffer.concat(output).toString() }))
  })
  assert.match((await outcome('--help')).text, /--walkthrough/)
  for (const args of [['--day', 'soon'], ['--clock', '2026-02-10'], ['--without', 'nothing'], ['fly']]) assert.equal((await outcome(...args)).code, 1, args.join(' '))
  assert.ok(readFileSync(join(ROOT, 'run'), 'utf8').startsWith('#!/usr/bin/env bash'))
})
