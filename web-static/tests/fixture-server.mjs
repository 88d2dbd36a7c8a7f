/**
 * Serves the built pages with recorded answers in the shapes of the contract, for the pages' own tests only. It keeps drafts and
 * uploads in memory, so that filing can be gone through; everything else stands still.
 *
 * Controls: POST /fixture/person {name} chooses who signs in next; POST /fixture/break {storage: n} makes the next n block uploads
 * fail as a broken connection would; POST /fixture/stale makes the next command find a case that somebody else changed.
 * @import { Draft, Material, Me, Problem } from '../src/api/types'
 * @import { IncomingMessage, ServerResponse } from 'node:http'
 */
import { createHash, randomUUID } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { extname, join, normalize } from 'node:path'
import { fileURLToPath } from 'node:url'
import {
  authorisation,
  caseOf,
  cases,
  certificates,
  messages,
  people,
  progressOf,
  reusable,
  summaryOf,
} from './fixture/cases.mjs'
import { calendarOf } from './fixture/calendar.mjs'
import { items } from './fixture/catalogue.mjs'
import { pdf, png, types } from './fixture/files.mjs'
import { inbox, staffCaseOf, workMessages } from './fixture/staffCases.mjs'

const root = fileURLToPath(new URL('../dist/', import.meta.url))
/** What the function app sends with pages, so that the tests see what it forbids. `self` stands for the storage and the provider too. */
export const policy = (/** @type {string} */ origin) =>
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; " +
  `connect-src 'self' ${origin}; frame-src blob:; base-uri 'none'; form-action 'self'; frame-ancestors 'none'`

const blockSize = 256 * 1024
/** @typedef {{ draft: string | null, materialCode: string, fileName: string, contentType: string, size: number, blocks: Map<string, Buffer>, content: Buffer | null }} StoredUpload */

export async function startFixture(port = 0) {
  const state = {
    /** @type {Map<string, Draft>} */ drafts: new Map(),
    /** @type {Map<string, StoredUpload>} */ uploads: new Map(),
    /** @type {Map<string, { status: number, body: unknown }>} */ answered: new Map(),
    /** @type {Map<string, Material>} */ caseFiles: new Map(),
    person: 'zhang.san',
    breakStorage: 0,
    stale: false,
    cases: structuredClone(cases),
    inbox: structuredClone(inbox),
    /** @type {{ method: string, path: string, key: string | null, body: unknown }[]} */ commands: [],
  }
  let origin = ''

  /** @type {(status: number, title: string, detail: string, errors?: Record<string, string>) => { status: number, body: Problem }} */
  const problem = (status, title, detail, errors) => ({
    status,
    body: { type: `/problems/${status}`, title, status, detail, ...(errors ? { errors } : {}) },
  })
  const notFound = () => problem(404, '没有找到', '所查内容不存在，或您无权查看。')

  /** @type {(draft: Draft) => { status: number, body: Draft, etag: string }} */
  const tagged = (draft) => ({ status: 200, body: draft, etag: draft.etag })

  /** @type {(draft: Draft) => Draft} */
  const touched = (draft) => {
    const next = { ...draft, etag: `"${randomUUID().slice(0, 8)}"` }
    state.drafts.set(draft.id, next)
    return next
  }

  /** @type {(draft: Draft) => Record<string, string>} */
  function missing(draft) {
    const item = items.find((one) => one.code === draft.itemCode)
    if (!item) return {}
    /** @type {(when: { field: string, in: string[] } | undefined) => boolean} */
    const holds = (when) => !when || when.in.includes(String(draft.values[when.field] ?? ''))
    const fields = item.form.sections
      .flatMap((section) => section.fields)
      .filter((field) => field.required && holds(field.when) && (draft.values[field.code] ?? '') === '')
    const materials = item.materials.filter(
      (one) =>
        one.source !== 'form' &&
        one.need !== 'tolerable' &&
        holds(one.when) &&
        !draft.materials.some((file) => file.materialCode === one.code),
    )
    return Object.fromEntries([
      ...fields.map((field) => [`/values/${field.code}`, '请填写此项。']),
      ...materials.map((material) => [`/materials/${material.code}`, '请上传此材料。']),
    ])
  }

  /**
   * @param {string} method @param {string[]} path @param {URLSearchParams} query @param {any} body @param {IncomingMessage} request
   * @returns {{ status: number, body?: unknown, etag?: string, file?: Buffer, type?: string }}
   */
  function answer(method, path, query, body, request) {
    const [kind, id, part, sub, end] = path
    const person = people[(request.headers.authorization ?? '').replace('Bearer ', '')]
    if (kind === 'configuration')
      return { status: 200, body: { authority: `${origin}/oidc`, clientId: 'novisit-web', scope: 'openid profile' } }
    if (kind === 'items' && !id) {
      const words = (query.get('query') ?? '').toLowerCase()
      const found = items.filter(
        (item) =>
          (item.name.zh + item.name.en).toLowerCase().includes(words) &&
          (!query.get('theme') || item.theme === query.get('theme')),
      )
      return { status: 200, body: { items: found, continuationToken: null } }
    }
    if (kind === 'items') {
      const item = items.find((one) => one.code === id)
      return item ? { status: 200, body: item } : notFound()
    }
    if (kind === 'cases' && id === 'progress') {
      const found = state.cases.find((one) => one.number === query.get('number') && one.queryCode === query.get('queryCode'))
      return found ? { status: 200, body: progressOf(found) } : problem(404, '没有查到', '办件编号或查询码不正确，请核对后再查。')
    }
    if (kind === 'certificates' && id === 'verification') {
      const altered = Buffer.isBuffer(body) && body.includes('altered')
      return { status: 200, body: { signature: altered ? 'altered' : 'valid', ...certificates['valid'] } }
    }
    if (kind === 'certificates') {
      const found = Object.values(certificates).find((one) => one.identifier === id) ?? { status: 'unknown' }
      return { status: 200, body: found }
    }

    if (!person) return problem(401, '请先登录', '登录已过期或无效，请重新登录。')
    if (kind === 'me') return { status: 200, body: person }
    if (kind === 'authorisations') return { status: 200, body: { items: [authorisation] } }
    if (kind === 'messages' && part === 'reading') return { status: 204 }
    if (kind === 'messages') return { status: 200, body: { items: messages, continuationToken: null } }
    if (kind === 'applications' && !id) {
      const draft = /** @type {Draft} */ ({
        id: randomUUID(),
        itemCode: body.itemCode,
        itemVersion: 1,
        values: body.values ?? {},
        materials: [],
        etag: '"1"',
      })
      state.drafts.set(draft.id, draft)
      return { ...tagged(draft), status: 201 }
    }
    if (kind === 'applications') {
      const draft = state.drafts.get(id ?? '')
      if (!draft) return notFound()
      if (!part && method === 'GET') return tagged(draft)
      if (!part && method === 'DELETE') {
        state.drafts.delete(draft.id)
        return { status: 204 }
      }
      if (!part) {
        if (request.headers['if-match'] !== draft.etag) return problem(412, '内容已被更新', '他人已更新此内容，请刷新后重试。')
        return tagged(touched({ ...draft, values: body.values }))
      }
      if (part === 'reusable') return { status: 200, body: { items: [reusable] } }
      if (part === 'materials' && sub === 'reuse') {
        const reference = { name: reusable.name, number: reusable.number }
        const taken = { ...state.cases[0]?.materials[0], uploadId: 'r-1', materialCode: body.materialCode, reference }
        touched({ ...draft, materials: [...draft.materials, /** @type {Material} */ ({ ...taken, state: 'clean' })] })
        return { status: 201, body: taken }
      }
      if (part === 'submission') {
        const errors = missing(draft)
        if (Object.keys(errors).length > 0) return problem(422, '内容不符合要求', '请按提示改正后重新提交。', errors)
        const number = `QD20260310${String(state.cases.length).padStart(6, '0')}`
        const item = items.find((one) => one.code === draft.itemCode) ?? items[0]
        if (item) state.cases.unshift(caseOf(number, item, { values: draft.values, materials: draft.materials }))
        touched({ ...draft, number })
        const receipt = {
          number,
          queryCode: 'K7M4-2QXP',
          submittedAt: '2026-03-10T01:20:00Z',
          acceptanceDue: '2026-03-17T09:30:00Z',
        }
        return { status: 202, body: receipt }
      }
      return material(draft.id, sub, end, body)
    }
    if (kind === 'cases' && !id) return { status: 200, body: { items: state.cases.map(summaryOf), continuationToken: null } }
    if (kind === 'cases') {
      const view = state.cases.find((one) => one.number === id)
      if (!view) return notFound()
      if (!part) return { status: 200, body: view, etag: view.etag }
      if (part === 'results') return { status: 200, file: pdf, type: 'application/pdf' }
      if (part === 'materials') return material(null, sub, end, body)
      if (part === 'corrections') Object.assign(view, { state: 'resubmitted', values: { ...view.values, ...body.values } })
      if (part === 'supplements') Object.assign(view, { supplement: null })
      if (part === 'rectification') {
        const rounds = view.rectifications.map((one) => ({
          ...one,
          statement: body.statement,
          answeredAt: '2026-03-12T02:00:00Z',
        }))
        Object.assign(view, { state: 'inReview', rectifications: rounds, pauses: [] })
      }
      if (part === 'withdrawal') Object.assign(view, { state: 'withdrawn' })
      return { status: 202, body: {} }
    }
    return staff(method, path, query, person)
  }

  /** @type {(draft: string | null, sub: string | undefined, end: string | undefined, body: any) => { status: number, body: unknown }} */
  function material(draftId, sub, end, body) {
    if (!sub) {
      const uploadId = randomUUID()
      state.uploads.set(uploadId, { ...body, draft: draftId, blocks: new Map(), content: null })
      return {
        status: 201,
        body: {
          uploadId,
          uploadUrl: `${origin}/storage/${uploadId}?sig=x`,
          headers: {},
          blockSize,
          expiresAt: new Date(Date.now() + 3_600_000).toISOString(),
        },
      }
    }
    const upload = state.uploads.get(sub)
    if (!upload || end !== 'completion') return notFound()
    if (!upload.content || createHash('sha256').update(upload.content).digest('hex') !== body.sha256) {
      return problem(422, '内容不符合要求', '文件没有传完整，请重新上传。')
    }
    const former = state.caseFiles.get(sub)
    if (former) return { status: 200, body: former }
    /** @type {Material} */
    const record = {
      uploadId: sub,
      materialCode: upload.materialCode,
      fileName: upload.fileName,
      contentType: upload.contentType,
      size: upload.size,
      sha256: body.sha256,
      state: 'scanning',
      uploadedAt: new Date().toISOString(),
    }
    const draft = draftId && state.drafts.get(draftId)
    if (draft) touched({ ...draft, materials: [...draft.materials, record] })
    if (!draftId) state.caseFiles.set(sub, record)
    // The check takes a moment, as the real one does; a file called virus does not pass.
    setTimeout(() => {
      const done = upload.fileName.includes('virus')
        ? { state: 'rejected', reason: { zh: '文件中发现病毒，请换一个文件。', en: 'The file holds a virus. Choose another.' } }
        : { state: 'clean' }
      Object.assign(record, done)
      for (const owner of state.drafts.values()) {
        owner.materials = owner.materials.map((one) =>
          one.uploadId === sub ? /** @type {Material} */ ({ ...one, ...done }) : one,
        )
      }
    }, 600)
    return { status: 200, body: record }
  }

  /** @type {(method: string, path: string[], query: URLSearchParams, person: Me) => ReturnType<typeof answer>} */
  function staff(method, path, query, person) {
    const [kind, group, id, part, sub] = path
    if (kind === 'admin' && group === 'calendar') {
      const view = calendarOf(id ?? '')
      return { status: 200, body: view, etag: view.etag }
    }
    if (kind === 'inbox') {
      const rows = state.inbox
        .filter((row) => person.roles.includes(row.role) && (!query.get('role') || row.role === query.get('role')))
        .filter((row) => !query.get('light') || row.light === query.get('light'))
        .filter((row) => query.get('mine') !== 'true' || row.claimedBy === person.id)
      return { status: 200, body: { items: rows, continuationToken: null } }
    }
    if (kind !== 'staff') return notFound()
    if (group === 'messages' && part === 'reading') return { status: 204 }
    if (group === 'messages') return { status: 200, body: { items: workMessages, continuationToken: null } }
    const row = state.inbox.find((one) => (group === 'tasks' ? one.taskId === id : one.number === id))
    if (!row) return notFound()
    if (group === 'cases' && part === 'materials' && sub) {
      return sub === 'u-1' ? { status: 200, file: png, type: 'image/png' } : { status: 200, file: pdf, type: 'application/pdf' }
    }
    if (method === 'GET') {
      const view = staffCaseOf(row, person)
      return { status: 200, body: view, etag: view.etag }
    }
    if (state.stale) {
      state.stale = false
      return problem(412, '内容已被更新', '赵审查已于 10:24 更新此件，请刷新后重试。')
    }
    if (part === 'claim') row.claimedBy = person.id
    else if (part === 'release') row.claimedBy = null
    else state.inbox = state.inbox.filter((one) => one !== row)
    return { status: 200, body: {} }
  }

  /** @type {(request: IncomingMessage, response: ServerResponse, url: URL, body: Buffer) => void} */
  function storage(request, response, url, body) {
    const upload = state.uploads.get(url.pathname.split('/')[2] ?? '')
    const block = url.searchParams.get('blockid')
    if (state.breakStorage > 0 && block) {
      state.breakStorage--
      request.socket.destroy()
      return
    }
    if (upload && block) upload.blocks.set(block, body)
    else if (upload && url.searchParams.get('comp') === 'blocklist') {
      const ids = [...body.toString().matchAll(/<Latest>(.*?)<\/Latest>/g)].map((match) => match[1] ?? '')
      upload.content = Buffer.concat(ids.map((one) => upload.blocks.get(one) ?? Buffer.alloc(0)))
    } else if (upload) upload.content = body
    response.writeHead(upload ? 201 : 404).end()
  }

  /** @type {(request: IncomingMessage, response: ServerResponse, url: URL, body: Buffer) => void} */
  function identity(_request, response, url, body) {
    const json = (/** @type {unknown} */ value) =>
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(value))
    if (url.pathname.endsWith('openid-configuration')) {
      json({
        issuer: `${origin}/oidc`,
        authorization_endpoint: `${origin}/oidc/authorize`,
        token_endpoint: `${origin}/oidc/token`,
      })
    } else if (url.pathname.endsWith('authorize')) {
      const target = new URL(url.searchParams.get('redirect_uri') ?? origin)
      target.searchParams.set('code', state.person)
      target.searchParams.set('state', url.searchParams.get('state') ?? '')
      response.writeHead(302, { location: target.toString() }).end()
    } else {
      const name = new URLSearchParams(body.toString()).get('code') ?? ''
      const part = (/** @type {unknown} */ value) => Buffer.from(JSON.stringify(value)).toString('base64url')
      const claims = { iss: `${origin}/oidc`, aud: 'novisit-web', sub: name, exp: 4_000_000_000, iat: 1_700_000_000 }
      json({ access_token: name, token_type: 'Bearer', expires_in: 3600, id_token: `${part({ alg: 'none' })}.${part(claims)}.` })
    }
  }

  const server = createServer(async (request, response) => {
    const url = new URL(request.url ?? '/', origin)
    /** @type {Buffer[]} */
    const chunks = []
    for await (const chunk of request) chunks.push(chunk)
    const body = Buffer.concat(chunks)
    if (url.pathname.startsWith('/storage/')) return storage(request, response, url, body)
    if (url.pathname.startsWith('/oidc/')) return identity(request, response, url, body)
    if (url.pathname.startsWith('/fixture/')) {
      const wish = body.length > 0 ? JSON.parse(body.toString()) : {}
      if (wish.name) state.person = wish.name
      if (wish.storage) state.breakStorage = wish.storage
      if (url.pathname.endsWith('/stale')) state.stale = true
      return void response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(state.commands))
    }
    if (url.pathname.startsWith('/api/')) {
      const json = request.headers['content-type'] === 'application/json'
      const sent = json && body.length > 0 ? JSON.parse(body.toString()) : body
      const path = url.pathname.split('/').slice(2).map(decodeURIComponent)
      const key = typeof request.headers['idempotency-key'] === 'string' ? request.headers['idempotency-key'] : null
      if (request.method !== 'GET')
        state.commands.push({ method: request.method ?? '', path: url.pathname, key, body: json ? sent : null })
      const former = key ? state.answered.get(key) : undefined
      /** @type {ReturnType<typeof answer>} */
      const given = former ?? answer(request.method ?? '', path, url.searchParams, sent, request)
      const { status, etag, file, type, body: content } = given
      if (key && status < 400) state.answered.set(key, { status, body: content })
      response.writeHead(status, {
        'content-type': type ?? (status >= 400 ? 'application/problem+json' : 'application/json'),
        ...(etag ? { etag } : {}),
      })
      return void response.end(file ?? (content === undefined ? '' : JSON.stringify(content)))
    }
    const name = /** @type {Record<string, string>} */ ({
      '/': 'index.html',
      '/review': 'review.html',
      '/verify': 'verify.html',
    })[url.pathname]
    const path = normalize(join(root, name ?? url.pathname))
    try {
      if (!path.startsWith(root)) throw new Error('outside')
      const content = await readFile(path)
      response.writeHead(200, {
        'content-type': types[extname(path)] ?? 'application/octet-stream',
        'content-security-policy': policy(origin),
      })
      response.end(content)
    } catch {
      response.writeHead(404).end()
    }
  })
  await new Promise((resolve) => server.listen(port, '127.0.0.1', () => resolve(undefined)))
  const address = server.address()
  origin = `http://127.0.0.1:${typeof address === 'object' && address ? address.port : port}`
  return {
    origin,
    state,
    close: () => {
      server.closeAllConnections()
      return new Promise((resolve) => server.close(resolve))
    },
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { origin } = await startFixture(Number(process.env['PORT'] ?? 0))
  console.log(origin)
}
