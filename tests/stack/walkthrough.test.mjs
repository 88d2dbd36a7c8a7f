import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { join } from 'node:path'
import { test } from 'node:test'
import { promisify } from 'node:util'
import { createCaller, until } from '../../local/walkthrough/api.mjs'
import { makePdf, makePng } from '../../local/walkthrough/files.mjs'
import { identityProvider, temporaryFolder } from './programs.mjs'

test('The uploaded PDF is one in the eyes of an outside checker', async (t) => {
  const file = join(temporaryFolder(t), 'a.pdf')
  writeFileSync(file, makePdf('Articles (draft)'))
  const { stdout } = await promisify(execFile)('qpdf', ['--check', file])
  assert.match(stdout, /No syntax or stream encoding errors/)
  assert.match((await promisify(execFile)('pdftotext', [file, '-'])).stdout, /Articles \(draft\)/)
})

test('The uploaded image is a PNG of its size', () => {
  const png = makePng(64, 200)
  assert.equal(png.subarray(1, 4).toString('latin1'), 'PNG')
  assert.deepEqual([png.readUInt32BE(16), png.readUInt32BE(20)], [64, 64])
})

async function site(t, answer) {
  const calls = []
  const server = createServer(async (request, response) => {
    const chunks = []
    for await (const chunk of request) chunks.push(chunk)
    calls.push({ method: request.method, url: request.url, headers: request.headers, body: Buffer.concat(chunks).toString() })
    const { status = 200, headers = {}, body = {} } = answer(calls.at(-1), calls)
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body))
  })
  await new Promise((resolve) => { server.listen(0, '127.0.0.1', resolve) })
  t.after(() => {
    server.closeAllConnections()
    server.close()
  })
  return { origin: `http://localhost:${server.address().port}`, calls }
}

test('A command carries token, ETag and a fresh key, and is given again when somebody else was faster', async (t) => {
  const provider = await identityProvider(t)
  let version = 0
  const { origin, calls } = await site(t, ({ method }) => {
    if (method === 'GET') return { headers: { etag: `"${version += 1}"` } }
    return version < 2 ? { status: 412, body: { title: 'changed meanwhile' } } : {}
  })
  await createCaller({ origin, authority: provider.authority }, 'clerk.SCJ').command('/staff/cases/N', '/staff/cases/N/acceptance', { outcome: 'accept' })
  const posts = calls.filter((call) => call.method === 'POST')
  assert.deepEqual(posts.map((call) => call.headers['if-match']), ['"1"', '"2"'])
  assert.notEqual(posts[0].headers['idempotency-key'], posts[1].headers['idempotency-key'])
  const claims = JSON.parse(Buffer.from(posts[0].headers.authorization.split('.')[1], 'base64url'))
  assert.equal(claims.sub, 'clerk.SCJ')
})

test('A refusal names the call, the status and what the problem document says', async (t) => {
  const { origin } = await site(t, () => ({ status: 422, body: { title: '材料不全', detail: '缺少章程', errors: { M010: '必须上传' } } }))
  await assert.rejects(createCaller({ origin }).create('/applications/1/submission'), /POST \/api\/applications\/1\/submission answered 422: 材料不全 \(缺少章程\) \{"M010":"必须上传"\}/)
})

test('Waiting ends with what was seen last', async () => {
  await assert.rejects(until('the case is closed', async (seen) => seen('inReview'), { patienceMs: 150 }), /Not within 0.15 s: the case is closed. Last seen: "inReview"/)
})
