// Starts the gateway simulator on loopback.
//   GATEWAYS_PORT (7073), GATEWAYS_DIR (.local/gateways), Site__Origin (where callbacks go), Gateways__KeyId and
//   Gateways__Secret (they sign what we get), Callbacks__Secret (signs what we send), GATEWAY_COURIER_MODE (auto | hold),
//   GATEWAY_COURIER_STEP_MS (1500), GATEWAY_SMS_STEP_MS (200), GATEWAYS_CLOCK (address that answers {"now", "speed"};
//   for a stack whose clock stands still or runs fast: without it, signatures would look old to one side or the other).
import { createServer } from 'node:http'
import { fileURLToPath } from 'node:url'
import { readBody } from '../stack/http.mjs'
import { createCallbacks } from './callbacks.mjs'
import { createClock } from './clock.mjs'
import { createGateways, Refused } from './gateways.mjs'
import { openJournal } from './journal.mjs'
import { overviewPage, payPage, STYLE } from './page.mjs'
import { parse } from './requests.mjs'
import { refusal } from './signing.mjs'

const environment = (name) => {
  const value = process.env[name]
  if (!value) throw new Error(`The gateway simulator needs ${name}.`)
  return value
}

const port = Number(process.env.GATEWAYS_PORT ?? 7073)
const directory = process.env.GATEWAYS_DIR ?? fileURLToPath(new URL('../../.local/gateways', import.meta.url))
const address = `http://127.0.0.1:${port}`
const ourKey = { keyId: environment('Gateways__KeyId'), secret: environment('Gateways__Secret') }
const now = createClock(process.env.GATEWAYS_CLOCK)

const journal = openJournal(`${directory}/journal.jsonl`)
const callbacks = createCallbacks({ journal, now, origin: environment('Site__Origin'), key: { keyId: ourKey.keyId, secret: environment('Callbacks__Secret') } })
const gateways = createGateways({
  journal,
  callbacks,
  now,
  address,
  defaults: {
    courierMode: process.env.GATEWAY_COURIER_MODE ?? 'auto',
    courierStepMs: Number(process.env.GATEWAY_COURIER_STEP_MS ?? 1500),
    smsStepMs: Number(process.env.GATEWAY_SMS_STEP_MS ?? 200),
  },
})

const json = (status, body) => ({ status, type: 'application/json; charset=utf-8', body: JSON.stringify(body) })
const html = (body) => ({ status: 200, type: 'text/html; charset=utf-8', body })
const seeOther = (location) => ({ status: 303, location, type: 'text/plain', body: '' })

/** A creating call of our adapters: signed, checked, answered once per Idempotency-Key. */
function signed(service, take) {
  return async ({ request, body }) => {
    const { date, speed } = await now()
    const reason = refusal(ourKey, request.headers, body, date.getTime() / 1000, speed)
    if (reason) throw new Refused(401, reason)
    const answer = await take(request.headers['idempotency-key'], parse(service, body))
    return json(answer.status, answer.body)
  }
}

const isForm = (request) => request.headers['content-type']?.startsWith('application/x-www-form-urlencoded') ?? false

/** What a person's form or a test's JSON asks for. */
function fields({ request, body }) {
  if (body.length === 0) return {}
  if (isForm(request)) return Object.fromEntries(new URLSearchParams(body.toString('utf8')))
  try {
    return JSON.parse(body.toString('utf8'))
  } catch {
    throw new Refused(400, 'The body is not JSON.')
  }
}

const ROUTES = [
  ['GET', /^\/health$/, () => json(200, { status: 'healthy' })],
  ['GET', /^\/$/, () => html(overviewPage(Object.fromEntries(['sms', 'courier', 'payment', 'refund', 'callback'].map((kind) => [kind, journal.list(kind)]))))],
  ['GET', /^\/style\.css$/, () => ({ status: 200, type: 'text/css; charset=utf-8', body: STYLE })],

  ['POST', /^\/sms$/, signed('sms', gateways.sendSms)],
  ['POST', /^\/courier\/orders$/, signed('courier', gateways.orderCourier)],
  ['POST', /^\/payment\/orders$/, signed('payment', gateways.orderPayment)],
  ['POST', /^\/payment\/refunds$/, signed('refund', gateways.refund)],

  ['GET', /^\/sms$/, ({ url }) => json(200, journal.list('sms').filter((one) => !url.searchParams.has('to') || one.to === url.searchParams.get('to')))],
  ['GET', /^\/courier\/orders$/, () => json(200, journal.list('courier'))],
  ['GET', /^\/courier\/orders\/([^/]+)$/, (_, id) => json(200, gateways.found('courier', id))],
  ['GET', /^\/payment\/orders$/, () => json(200, journal.list('payment'))],
  ['GET', /^\/payment\/orders\/([^/]+)$/, (_, id) => json(200, gateways.found('payment', id))],
  ['GET', /^\/payment\/refunds$/, () => json(200, journal.list('refund'))],
  ['GET', /^\/callbacks$/, () => json(200, journal.list('callback'))],
  ['GET', /^\/settings$/, () => json(200, gateways.settings())],
  ['PUT', /^\/settings$/, (call) => json(200, gateways.setSettings(fields(call)))],
  ['DELETE', /^\/$/, () => { gateways.reset(); return { status: 204, type: 'text/plain', body: '' } }],

  ['POST', /^\/courier\/orders\/([^/]+)\/advance$/, async (call, id) => {
    const sent = await gateways.advanceCourier(id, fields(call))
    return isForm(call.request) ? seeOther('/#courier') : json(202, sent)
  }],
  ['POST', /^\/courier\/orders\/([^/]+)\/repeat$/, async (call, id) => json(200, await gateways.repeatCourier(id, fields(call).sequence))],
  ['POST', /^\/payment\/orders\/([^/]+)\/pay$/, async (call, id) => json(202, await gateways.pay(id, fields(call).outcome))],
  ['GET', /^\/pay\/([^/]+)$/, (_, id) => html(payPage(gateways.found('payment', id)))],
  ['POST', /^\/pay\/([^/]+)$/, async (call, id) => {
    const { returnUrl } = gateways.found('payment', id)
    await gateways.pay(id, fields(call).outcome)
    return seeOther(returnUrl)
  }],
]

async function answer(request) {
  const url = new URL(request.url, address)
  const body = await readBody(request)
  const here = ROUTES.filter(([, pattern]) => pattern.test(url.pathname))
  const route = here.find(([method]) => method === request.method)
  if (!route) throw new Refused(here.length > 0 ? 405 : 404, 'There is no such call.')
  const [, id] = route[1].exec(url.pathname)
  return route[2]({ request, url, body }, id === undefined ? undefined : decodeURIComponent(id))
}

function problem(error) {
  const status = error.status ?? 500
  if (status >= 500 && !(error instanceof Refused)) console.error(error)
  return { ...json(status, { title: error.message, status }), type: 'application/problem+json; charset=utf-8' }
}

const server = createServer(async (request, response) => {
  const given = await answer(request).catch(problem)
  response.writeHead(given.status, {
    'content-type': given.type,
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    // No form-action: paying ends in a redirect to the site that asked for the money.
    'content-security-policy': "default-src 'none'; style-src 'self'; base-uri 'none'; frame-ancestors 'none'",
    ...(given.location ? { location: given.location } : {}),
  })
  response.end(given.body)
})

server.listen(port, '127.0.0.1', () => {
  console.log(`Gateway simulator: ${address}`)
  gateways.resume()
})

for (const signal of ['SIGINT', 'SIGTERM']) {
  process.on(signal, () => {
    gateways.stop()
    server.close()
    server.closeAllConnections()
  })
}
