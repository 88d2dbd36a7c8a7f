import { describe, expect, it } from 'vitest'
import { Client, withQuery } from '../../src/api/client'
import { ApiError, errorsByTarget, errorTarget } from '../../src/api/problem'
import { clientWith, json } from './support'

const problem = (status: number, more: object = {}) =>
  new Response(JSON.stringify({ type: '/problems/x', title: '内容不符合要求', status, detail: '请改正', ...more }), {
    status,
    headers: { 'content-type': 'application/problem+json' },
  })
const broken = () => new TypeError('Failed to fetch')
const failureOf = (promise: Promise<unknown>) => promise.then(() => null).catch((error: unknown) => error as ApiError)

describe('reading', () => {
  it('asks in the reader’s language and gives the ETag with the data', async () => {
    const { client, sent } = clientWith([json({ a: 1 }, 200, { etag: '"7"' })], { token: 'abc' })
    expect(await client.get('/items')).toEqual({ data: { a: 1 }, etag: '"7"' })
    expect(sent[0]?.url).toBe('/api/items')
    expect(sent[0]?.headers.get('accept-language')).toBe('zh-CN')
    expect(sent[0]?.headers.get('authorization')).toBe('Bearer abc')
  })

  it('is repeated with growing pauses when the network fails', async () => {
    const { client, sent, waits } = clientWith([broken(), problem(503), json({ ok: true })])
    expect((await client.get('/items')).data).toEqual({ ok: true })
    expect(sent).toHaveLength(3)
    expect(waits).toEqual([500, 1500])
  })

  it('waits as long as the server asks, but no longer than ten seconds', async () => {
    const busy = (seconds: string) => json({ title: 'busy' }, 429, { 'retry-after': seconds })
    const { client, waits } = clientWith([busy('4'), busy('60'), json({})])
    await client.get('/items')
    expect(waits).toEqual([4000, 10_000])
  })

  it('gives up after the third attempt and says that nobody answered', async () => {
    const { client, sent } = clientWith([broken(), broken(), broken(), json({})])
    const error = await failureOf(client.get('/items'))
    expect(error).toBeInstanceOf(ApiError)
    expect(error?.kind).toBe('unreachable')
    expect(sent).toHaveLength(3)
  })

  it('is not repeated when the answer is a refusal', async () => {
    const { client, sent } = clientWith([problem(404)])
    expect((await failureOf(client.get('/items/x')))?.status).toBe(404)
    expect(sent).toHaveLength(1)
  })
})

describe('commands', () => {
  it('are never repeated by themselves', async () => {
    const { client, sent } = clientWith([broken(), json({})])
    await failureOf(client.send('POST', '/applications', { body: {}, creates: true }))
    expect(sent).toHaveLength(1)
  })

  it('keep their key while no answer has come, so pressing again does not file twice', async () => {
    const { client, sent } = clientWith([broken(), problem(503), json({ id: '1' }, 201)])
    const press = () => client.send('POST', '/applications', { body: { itemCode: '01' }, creates: true })
    await failureOf(press())
    await failureOf(press())
    await press()
    expect(sent.map((one) => one.headers.get('idempotency-key'))).toEqual(['key-1', 'key-1', 'key-1'])
  })

  it('get a new key once the former was answered', async () => {
    const { client, sent } = clientWith([json({}, 201), json({}, 201)])
    const press = () => client.send('POST', '/applications', { body: { itemCode: '01' }, creates: true })
    await press()
    await press()
    expect(sent.map((one) => one.headers.get('idempotency-key'))).toEqual(['key-1', 'key-2'])
  })

  it('get a new key after a refusal, because the corrected command is another one', async () => {
    const { client, sent } = clientWith([problem(422), json({})])
    const press = () => client.send('POST', '/x', { creates: true })
    await failureOf(press())
    await press()
    expect(sent.map((one) => one.headers.get('idempotency-key'))).toEqual(['key-1', 'key-2'])
  })

  it('do not share a key when their content differs', async () => {
    const { client, sent } = clientWith([broken(), broken()])
    await failureOf(client.send('POST', '/x', { body: { a: 1 }, creates: true }))
    await failureOf(client.send('POST', '/x', { body: { a: 2 }, creates: true }))
    expect(sent.map((one) => one.headers.get('idempotency-key'))).toEqual(['key-1', 'key-2'])
  })

  it('carry the version that their author saw', async () => {
    const { client, sent } = clientWith([json({})])
    await client.send('PUT', '/applications/1', { body: { values: {} }, ifMatch: '"3"' })
    expect(sent[0]?.headers.get('if-match')).toBe('"3"')
    expect(sent[0]?.headers.has('idempotency-key')).toBe(false)
  })

  it('tell a conflict from other refusals', async () => {
    for (const [status, conflict] of [
      [409, true],
      [412, true],
      [422, false],
    ] as const) {
      const { client } = clientWith([problem(status)])
      expect((await failureOf(client.send('POST', '/x', { creates: true })))?.isConflict).toBe(conflict)
    }
  })

  it('accept an answer without content', async () => {
    const { client } = clientWith([new Response(null, { status: 204 })])
    expect((await client.send('DELETE', '/applications/1', { ifMatch: '"1"' })).data).toBeUndefined()
  })
})

describe('the session', () => {
  it('is renewed once after a 401, and the command goes out again with the same key', async () => {
    const { client, sent } = clientWith([problem(401), json({})], { token: 'old', renews: true })
    await client.send('POST', '/x', { creates: true })
    expect(sent.map((one) => one.headers.get('authorization'))).toEqual(['Bearer old', 'Bearer renewed'])
    expect(sent.map((one) => one.headers.get('idempotency-key'))).toEqual(['key-1', 'key-1'])
  })

  it('asks for a new sign-in when it can’t be renewed', async () => {
    const { client, sent } = clientWith([problem(401)], { token: 'old' })
    expect((await failureOf(client.get('/cases')))?.kind).toBe('signIn')
    expect(sent).toHaveLength(1)
  })
})

it('public calls wait for no sign-in', async () => {
  const client = new Client({
    prefix: '/api',
    language: () => 'zh-CN',
    token: () => new Promise(() => {}),
    renew: () => new Promise(() => {}),
    fetch: () => Promise.resolve(json({ authority: 'https://id.example' })),
  })
  expect((await client.get('/configuration', { open: true })).data).toEqual({ authority: 'https://id.example' })
})

describe('problems', () => {
  it('keep the server’s words', async () => {
    const { client } = clientWith([problem(422, { errors: { '/values/applicant.name': '请填写姓名' } })])
    const error = await failureOf(client.send('POST', '/x', { creates: true }))
    expect(error?.problem?.title).toBe('内容不符合要求')
    expect(errorsByTarget(error?.problem ?? null)).toEqual({ 'applicant.name': '请填写姓名' })
  })

  it('without a problem document still are errors with their status', async () => {
    const { client } = clientWith([new Response('<html>', { status: 500 })])
    const error = await failureOf(client.send('POST', '/x', {}))
    expect([error?.kind, error?.status, error?.problem]).toEqual(['refused', 500, null])
  })

  it.each([
    ['/values/applicant.name', 'applicant.name'],
    ['#/values/applicant.name', 'applicant.name'],
    ['applicant.name', 'applicant.name'],
    ['/materials/M002', 'M002'],
    ['M002', 'M002'],
    ['/values/a~1b~0c', 'a/b~c'],
  ])('%s speaks of %s', (key, target) => expect(errorTarget(key)).toBe(target))
})

it('leaves empty filters out of the address', () => {
  expect(withQuery('/inbox', { role: '', light: 'red', mine: undefined, continuationToken: null, pageSize: 20 })).toBe(
    '/inbox?light=red&pageSize=20',
  )
  expect(withQuery('/items', { query: '面 馆' })).toBe('/items?query=%E9%9D%A2+%E9%A6%86')
})
