import assert from 'node:assert/strict'
import { setTimeout as pause } from 'node:timers/promises'
import { test } from 'node:test'
import { freePorts } from '../../local/stack/ports.mjs'
import { refusal, sign } from '../../local/gateways/signing.mjs'
import { answering, eventually, program, receiver, temporaryFolder } from './programs.mjs'

const OURS = { keyId: 'novisit-test', secret: 'the secret we sign with' }
const THEIRS = { keyId: 'novisit-test', secret: 'the secret they sign with' }
const SMS = { to: '13900000101', templateId: 'submitted', text: '您的申请已提交。', variables: { number: 'N1' } }
const PARCEL = { orderId: 'N1-9', recipient: { name: '张三', phone: '13900000101', address: '江苏省启东市人民路1号' }, contents: '营业执照' }
const BILL = { orderId: 'B1', amount: 1250, subject: '证照工本费', returnUrl: 'http://localhost:7071/' }

const seconds = () => Date.now() / 1000

async function simulator(t, { origin, courier = { GATEWAY_COURIER_MODE: 'hold' } }) {
  const directory = temporaryFolder(t)
  const { gateways: port } = await freePorts()
  const address = `http://127.0.0.1:${port}`
  const begin = () => program(t, 'local/gateways/server.mjs', {
    GATEWAYS_PORT: String(port), GATEWAYS_DIR: directory, Site__Origin: origin, GATEWAY_SMS_STEP_MS: '20',
    Gateways__KeyId: OURS.keyId, Gateways__Secret: OURS.secret, Callbacks__Secret: THEIRS.secret, ...courier,
  }, `${address}/health`)
  let running = await begin()
  const call = async (method, path, body, headers = {}) => {
    const response = await fetch(address + path, { method, headers, body: body === undefined ? undefined : JSON.stringify(body) })
    const text = await response.text()
    return { status: response.status, body: text && response.headers.get('content-type').includes('json') ? JSON.parse(text) : text, headers: response.headers }
  }
  return {
    address,
    call,
    get: async (path) => (await call('GET', path)).body,
    send: (path, body, key, at = seconds()) => call('POST', path, body, { ...sign(OURS, JSON.stringify(body), at), 'idempotency-key': key }),
    async kill() {
      await running.end('SIGKILL')
      running = await begin()
    },
  }
}

test('A message', async (t) => {
  const site = await receiver(t)
  const gateways = await simulator(t, site)

  await t.test('is taken and its delivery reported, signed with the callback secret', async () => {
    const answer = await gateways.send('/sms', SMS, 'k1')
    assert.equal(answer.status, 202)
    const callback = await eventually('the report', () => site.received[0])
    assert.equal(callback.path, '/api/callbacks/notifications')
    assert.deepEqual({ ...callback.json, at: null }, { messageId: answer.body.messageId, status: 'delivered', at: null })
    assert.equal(refusal(THEIRS, callback.headers, callback.body, seconds()), null)
    assert.match(refusal(OURS, callback.headers, callback.body, seconds()), /does not match/)
  })

  await t.test('is sent once however often it is asked for, even at once', async () => {
    const answers = await Promise.all(Array.from({ length: 8 }, () => gateways.send('/sms', { ...SMS, to: '13900000102' }, 'k2')))
    assert.equal(new Set(answers.map((one) => one.body.messageId)).size, 1)
    const [sent, ...more] = await gateways.get('/sms?to=13900000102')
    assert.deepEqual([sent.calls, sent.idempotencyKey, more], [8, 'k2', []])
  })

  await t.test('that differs from the first one of its key is refused', async () => {
    assert.equal((await gateways.send('/sms', { ...SMS, text: 'another' }, 'k1')).status, 422)
  })

  await t.test('to a number that ends in 0000 is reported as failed', async () => {
    const { body } = await gateways.send('/sms', { ...SMS, to: '13900000000' }, 'k3')
    const callback = await eventually('the report', () => site.received.find((one) => one.json.messageId === body.messageId))
    assert.equal(callback.json.status, 'failed')
  })

  for (const [why, headers] of [
    ['without a signature', () => ({})],
    ['with another secret', (body) => sign({ ...OURS, secret: 'guessed' }, body, seconds())],
    ['with an unknown key', (body) => sign({ ...OURS, keyId: 'other' }, body, seconds())],
    ['signed six minutes ago', (body) => sign(OURS, body, seconds() - 360)],
    ['signed six minutes ahead', (body) => sign(OURS, body, seconds() + 360)],
    ['signed for another body', () => sign(OURS, '{}', seconds())],
  ]) {
    await t.test(`${why} is refused and not sent`, async () => {
      const body = { ...SMS, to: '13900000109' }
      const answer = await gateways.call('POST', '/sms', body, { ...headers(JSON.stringify(body)), 'idempotency-key': 'k9' })
      assert.equal(answer.status, 401)
      assert.deepEqual(await gateways.get('/sms?to=13900000109'), [])
    })
  }

  await t.test('without an Idempotency-Key, or that breaks the contract, is refused by name', async () => {
    const without = await gateways.call('POST', '/sms', SMS, sign(OURS, JSON.stringify(SMS), seconds()))
    assert.deepEqual([without.status, without.body.title], [400, 'Idempotency-Key is needed.'])
    const wrong = await gateways.send('/sms', { ...SMS, to: 'zhang' }, 'k8')
    assert.deepEqual([wrong.status, wrong.body.title], [400, 'to is missing or wrong.'])
  })

  await t.test('is refused while the gateway is out of order, and taken afterwards', async () => {
    await gateways.call('PUT', '/settings', { outages: { sms: 2 } })
    const statuses = []
    for (let call = 0; call < 3; call += 1) statuses.push((await gateways.send('/sms', { ...SMS, to: '13900000103' }, 'k4')).status)
    assert.deepEqual(statuses, [503, 503, 202])
    assert.equal((await gateways.get('/sms?to=13900000103')).length, 1)
  })
})

test('A parcel', async (t) => {
  await t.test('is collected, carried and delivered by itself, in that order', async (t) => {
    const site = await receiver(t)
    const gateways = await simulator(t, { ...site, courier: { GATEWAY_COURIER_STEP_MS: '30' } })
    const { status, body } = await gateways.send('/courier/orders', PARCEL, 'p1')
    assert.equal(status, 201)
    assert.equal(body.orderId, 'N1-9')
    assert.match(body.waybill, /^NV\d{12}$/)
    await eventually('three callbacks', () => site.taken().length === 3)
    assert.deepEqual(site.received.map((one) => [one.path, one.json.status, one.json.sequence, one.json.waybill, one.json.signedBy]), [
      ['/api/callbacks/courier', 'collected', 1, body.waybill, undefined],
      ['/api/callbacks/courier', 'inTransit', 2, body.waybill, undefined],
      ['/api/callbacks/courier', 'delivered', 3, body.waybill, '张三'],
    ])
  })

  await t.test('moves only by hand in hold mode', async (t) => {
    const site = await receiver(t)
    const gateways = await simulator(t, site)
    await gateways.send('/courier/orders', PARCEL, 'p1')
    await pause(200)
    assert.equal(site.received.length, 0)
    const moved = await gateways.call('POST', '/courier/orders/N1-9/advance', { status: 'refused' })
    assert.equal(moved.status, 202)
    await eventually('the callback', () => site.taken().length === 1)
    assert.equal(site.received[0].json.status, 'refused')
    assert.equal((await gateways.call('POST', '/courier/orders/N1-9/advance', { status: 'delivered' })).status, 409)
  })

  await t.test('is reported again and again until the site takes it, and never out of order', async (t) => {
    let refusals = 3
    const site = await receiver(t, () => (refusals-- > 0 ? 503 : 200))
    const gateways = await simulator(t, site)
    await gateways.send('/courier/orders', PARCEL, 'p1')
    for (const status of ['collected', 'inTransit', 'delivered']) await gateways.call('POST', '/courier/orders/N1-9/advance', { status })
    await eventually('all taken', () => site.taken().length === 3)
    assert.deepEqual(site.received.map((one) => `${one.json.sequence} ${one.status}`), ['1 503', '1 503', '1 503', '1 200', '2 200', '3 200'])
    const gaps = site.received.slice(1, 4).map((one, index) => one.at - site.received[index].at)
    assert.ok(gaps[2] > gaps[0] * 1.5, `the pauses grow: ${gaps}`)
  })

  await t.test('is reported once more with the same body when a test asks for it', async (t) => {
    const site = await receiver(t)
    const gateways = await simulator(t, site)
    await gateways.send('/courier/orders', PARCEL, 'p1')
    await gateways.call('POST', '/courier/orders/N1-9/advance', { status: 'collected' })
    await eventually('the callback', () => site.taken().length === 1)
    const repeated = await gateways.call('POST', '/courier/orders/N1-9/repeat', {})
    assert.equal(repeated.body.answer, 204)
    assert.equal(site.received[1].body, site.received[0].body)
  })

  await t.test('ordered under another key is refused', async (t) => {
    const site = await receiver(t)
    const gateways = await simulator(t, site)
    await gateways.send('/courier/orders', PARCEL, 'p1')
    assert.equal((await gateways.send('/courier/orders', PARCEL, 'p2')).status, 409)
    assert.equal((await gateways.get('/courier/orders')).length, 1)
  })

  await t.test('goes on after the simulator was killed, with what it had promised to report', async (t) => {
    let open = false
    const site = await receiver(t, () => (open ? 200 : 503))
    const gateways = await simulator(t, { ...site, courier: { GATEWAY_COURIER_STEP_MS: '300' } })
    const { body } = await gateways.send('/courier/orders', PARCEL, 'p1')
    await eventually('a refused callback', () => site.received.length > 0)
    await gateways.kill()
    open = true
    await eventually('all taken', () => site.taken().length === 3)
    assert.deepEqual(site.taken().map((one) => one.json.sequence), [1, 2, 3])
    assert.deepEqual((await gateways.send('/courier/orders', PARCEL, 'p1')).body, body)
    assert.deepEqual((await gateways.get('/courier/orders')).map((one) => one.status), ['delivered'])
  })
})

test('A payment', async (t) => {
  const site = await receiver(t)
  const gateways = await simulator(t, site)

  await t.test('waits for the payer and is then reported', async () => {
    const ordered = await gateways.send('/payment/orders', BILL, 'b1')
    assert.deepEqual([ordered.status, ordered.body], [201, { orderId: 'B1', payUrl: `${gateways.address}/pay/B1` }])
    assert.equal(site.received.length, 0)
    assert.equal((await gateways.call('POST', '/payment/orders/B1/pay', {})).status, 202)
    const callback = await eventually('the report', () => site.received[0])
    assert.deepEqual([callback.path, callback.json.orderId, callback.json.status, callback.json.amount], ['/api/callbacks/payment', 'B1', 'paid', 1250])
    assert.equal((await gateways.call('POST', '/payment/orders/B1/pay', {})).status, 409)
  })

  await t.test('is refunded up to what was paid', async () => {
    const part = { orderId: 'B1', refundId: 'R1', amount: 250, reason: '多收' }
    assert.deepEqual((await gateways.send('/payment/refunds', part, 'r1')).body, { refundId: 'R1' })
    assert.equal((await gateways.send('/payment/refunds', { ...part, refundId: 'R2', amount: 1001 }, 'r2')).status, 409)
    const callback = await eventually('the report', () => site.received.find((one) => one.json.status === 'refunded'))
    assert.equal(callback.json.amount, 250)
    assert.equal((await gateways.get('/payment/orders/B1')).refunded, 250)
  })

  await t.test('can be made and can fail on a page without script', async () => {
    await gateways.send('/payment/orders', { ...BILL, orderId: 'B2' }, 'b2')
    const page = await gateways.call('GET', '/pay/B2')
    assert.match(page.body, /¥12\.50/)
    assert.doesNotMatch(page.body, /<script/)
    const response = await fetch(`${gateways.address}/pay/B2`, { method: 'POST', body: new URLSearchParams({ outcome: 'failed' }), redirect: 'manual' })
    assert.deepEqual([response.status, response.headers.get('location')], [303, BILL.returnUrl])
    assert.equal((await gateways.get('/payment/orders/B2')).status, 'failed')
  })
})

test('A stack whose clock stands in another year signs and is understood', async (t) => {
  const there = Date.parse('2026-02-10T09:00:00+08:00')
  const site = await receiver(t)
  const clock = await answering(t, { now: new Date(there).toISOString(), standing: true, speed: null })
  const gateways = await simulator(t, { ...site, courier: { GATEWAYS_CLOCK: clock } })
  assert.equal((await gateways.send('/sms', SMS, 'k1', there / 1000)).status, 202)
  assert.equal((await gateways.send('/sms', SMS, 'k2', there / 1000 - 3600)).status, 401)
  const callback = await eventually('the report', () => site.received[0])
  assert.equal(refusal(THEIRS, callback.headers, callback.body, there / 1000), null)
  assert.equal(callback.json.at.slice(0, 16), '2026-02-10T01:00')
})

test('The simulator', async (t) => {
  const site = await receiver(t)
  const gateways = await simulator(t, site)

  await t.test('shows what it got, escaped', async () => {
    await gateways.send('/sms', { ...SMS, text: '<b>不要</b>' }, 's1')
    await gateways.send('/courier/orders', PARCEL, 'p1')
    const { body, headers } = await gateways.call('GET', '/')
    assert.match(body, /&lt;b&gt;不要&lt;\/b&gt;/)
    assert.match(body, /人民路1号/)
    assert.match(headers.get('content-security-policy'), /default-src 'none'/)
  })

  await t.test('forgets everything when told to', async () => {
    assert.equal((await gateways.call('DELETE', '/')).status, 204)
    for (const path of ['/sms', '/courier/orders', '/payment/orders', '/callbacks']) assert.deepEqual(await gateways.get(path), [], path)
  })

  await t.test('says no to what it does not do', async () => {
    assert.deepEqual([(await gateways.call('GET', '/nothing')).status, (await gateways.call('PATCH', '/sms')).status, (await gateways.call('GET', '/courier/orders/none')).status], [404, 405, 404])
  })
})
