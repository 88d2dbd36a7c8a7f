// What an SMS gateway, a courier and a payment platform do, without HTTP: take orders, remember them, report progress.
import { createHash, randomInt } from 'node:crypto'

export const COURIER_STATES = ['collected', 'inTransit', 'delivered', 'returned', 'refused']
const AUTOMATIC_STATES = ['collected', 'inTransit', 'delivered']
const FINAL_STATES = new Set(['delivered', 'returned', 'refused'])

/** A refusal with the HTTP status it is answered with. */
export class Refused extends Error {
  constructor(status, message) {
    super(message)
    this.status = status
  }
}

const digest = (value) => createHash('sha256').update(JSON.stringify(value)).digest('hex')

/**
 * @param {{ journal: object, callbacks: object, now: () => Promise<{ date: Date }>, address: string,
 *   defaults: { courierMode: 'auto' | 'hold', courierStepMs: number, smsStepMs: number } }} options
 */
export function createGateways({ journal, callbacks, now, address, defaults }) {
  const timers = new Set()
  const settings = () => ({ outages: {}, ...defaults, ...journal.get('settings', 'settings') })
  const at = async () => (await now()).date.toISOString()
  const later = (milliseconds, work) => {
    const timer = setTimeout(() => {
      timers.delete(timer)
      work().catch((error) => console.error(error))
    }, milliseconds)
    timers.add(timer)
  }

  function counterEntry(name) {
    return { kind: 'counter', id: name, record: (journal.get('counter', name) ?? 0) + 1 }
  }

  /** Same key, same answer; nothing is done twice. `work(when)` returns `{ status, body, entries, then }`. */
  async function once(service, idempotencyKey, request, work) {
    if (!idempotencyKey) throw new Refused(400, 'Idempotency-Key is needed.')
    // From here to the commit nothing is awaited: two equal requests at once are one.
    const when = await at()
    const id = `${service} ${idempotencyKey}`
    const fingerprint = digest(request)
    const known = journal.get('answer', id)
    if (known && known.fingerprint !== fingerprint) throw new Refused(422, 'This Idempotency-Key was used for another request.')
    if (known) {
      const record = journal.get(known.kind, known.record)
      journal.commit([{ kind: known.kind, id: known.record, record: { ...record, calls: record.calls + 1 } }])
      return known
    }
    const outages = settings().outages
    if (outages[service] > 0) {
      setSettings({ outages: { ...outages, [service]: outages[service] - 1 } })
      throw new Refused(503, `The ${service} gateway is out of order (asked for by PUT /settings).`)
    }
    const done = work(when)
    const answer = { status: done.status, body: done.body, fingerprint, kind: done.entries[0].kind, record: done.entries[0].id }
    journal.commit([...done.entries, { kind: 'answer', id, record: answer }])
    done.then?.()
    return answer
  }

  // ---- SMS ----
  const sendSms = (idempotencyKey, request) => once('sms', idempotencyKey, request, (when) => {
    const counter = counterEntry('sms')
    const messageId = `SMS${String(counter.record).padStart(10, '0')}`
    const record = { messageId, ...request, idempotencyKey, at: when, status: 'accepted', calls: 1 }
    return {
      status: 202,
      body: { messageId },
      entries: [{ kind: 'sms', id: messageId, record }, counter],
      then: () => later(settings().smsStepMs, () => reportSms(messageId)),
    }
  })

  async function reportSms(messageId) {
    const when = await at()
    const record = journal.get('sms', messageId)
    if (!record || record.status !== 'accepted') return
    // Numbers ending in 0000 can't be reached: so a failed message can be shown.
    const status = record.to.endsWith('0000') ? 'failed' : 'delivered'
    const callback = callbacks.entry(`sms ${messageId}`, `sms ${messageId}`, '/api/callbacks/notifications', { messageId, status, at: when })
    journal.commit([{ kind: 'sms', id: messageId, record: { ...record, status } }, callback])
    callbacks.queue(callback)
  }

  // ---- Courier ----
  const orderCourier = (idempotencyKey, request) => once('courier', idempotencyKey, request, (when) => {
    if (journal.get('courier', request.orderId)) throw new Refused(409, 'An order with this orderId exists.')
    const counter = counterEntry('courier')
    const waybill = `NV${String(randomInt(1000)).padStart(3, '0')}${String(counter.record).padStart(9, '0')}`
    const record = { ...request, waybill, idempotencyKey, at: when, status: 'ordered', trace: [], calls: 1 }
    return {
      status: 201,
      body: { orderId: request.orderId, waybill },
      entries: [{ kind: 'courier', id: request.orderId, record }, counter],
      then: () => scheduleCourier(request.orderId),
    }
  })

  function scheduleCourier(orderId) {
    if (settings().courierMode !== 'auto') return
    const { trace, status } = journal.get('courier', orderId)
    const next = AUTOMATIC_STATES[trace.length]
    if (!next || FINAL_STATES.has(status)) return
    later(settings().courierStepMs, async () => {
      // Advanced by hand, forgotten or held in the meantime.
      const record = journal.get('courier', orderId)
      if (!record || record.trace.length !== trace.length || settings().courierMode !== 'auto') return
      await advanceCourier(orderId, { status: next })
    })
  }

  async function advanceCourier(orderId, { status, signedBy }) {
    if (!COURIER_STATES.includes(status)) throw new Refused(400, `status is one of ${COURIER_STATES.join(', ')}.`)
    const when = await at()
    const record = found('courier', orderId)
    if (FINAL_STATES.has(record.status)) throw new Refused(409, `The parcel is already ${record.status}.`)
    const step = {
      status,
      at: when,
      sequence: record.trace.length + 1,
      ...(status === 'delivered' ? { signedBy: signedBy ?? record.recipient.name } : {}),
    }
    const body = { orderId, waybill: record.waybill, ...step }
    const callback = callbacks.entry(`courier ${orderId} ${step.sequence}`, `courier ${orderId}`, '/api/callbacks/courier', body)
    journal.commit([{ kind: 'courier', id: orderId, record: { ...record, status, trace: [...record.trace, step] } }, callback])
    callbacks.queue(callback)
    scheduleCourier(orderId)
    return body
  }

  async function repeatCourier(orderId, sequence) {
    const record = found('courier', orderId)
    const callback = journal.get('callback', `courier ${orderId} ${sequence ?? record.trace.length}`)
    if (!callback) throw new Refused(404, 'There is no such callback to repeat.')
    return { callback: callback.body, answer: await callbacks.repeat(callback) }
  }

  // ---- Payment ----
  const orderPayment = (idempotencyKey, request) => once('payment', idempotencyKey, request, (when) => {
    if (journal.get('payment', request.orderId)) throw new Refused(409, 'An order with this orderId exists.')
    const payUrl = `${address}/pay/${encodeURIComponent(request.orderId)}`
    const record = { ...request, payUrl, idempotencyKey, at: when, status: 'due', refunded: 0, calls: 1 }
    return { status: 201, body: { orderId: request.orderId, payUrl }, entries: [{ kind: 'payment', id: request.orderId, record }] }
  })

  async function pay(orderId, outcome = 'paid') {
    if (!['paid', 'failed'].includes(outcome)) throw new Refused(400, 'outcome is paid or failed.')
    const when = await at()
    const record = found('payment', orderId)
    if (record.status === 'paid') throw new Refused(409, 'The order is already paid.')
    const counter = counterEntry('transaction')
    const transactionId = `T${String(counter.record).padStart(12, '0')}`
    const body = { orderId, transactionId, status: outcome, amount: record.amount, at: when }
    const callback = callbacks.entry(`payment ${transactionId}`, `payment ${orderId}`, '/api/callbacks/payment', body)
    journal.commit([{ kind: 'payment', id: orderId, record: { ...record, status: outcome, transactionId } }, counter, callback])
    callbacks.queue(callback)
    return body
  }

  const refund = (idempotencyKey, request) => once('refund', idempotencyKey, request, (when) => {
    const payment = found('payment', request.orderId)
    if (payment.status !== 'paid') throw new Refused(409, 'The order is not paid.')
    if (request.amount > payment.amount - payment.refunded) throw new Refused(409, 'More would be refunded than was paid.')
    const counter = counterEntry('transaction')
    const transactionId = `T${String(counter.record).padStart(12, '0')}`
    const callback = callbacks.entry(`payment ${transactionId}`, `payment ${request.orderId}`, '/api/callbacks/payment',
      { orderId: request.orderId, transactionId, status: 'refunded', amount: request.amount, at: when })
    return {
      status: 201,
      body: { refundId: request.refundId },
      entries: [
        { kind: 'refund', id: request.refundId, record: { ...request, transactionId, idempotencyKey, at: when, calls: 1 } },
        { kind: 'payment', id: request.orderId, record: { ...payment, refunded: payment.refunded + request.amount } },
        counter,
        callback,
      ],
      then: () => callbacks.queue(callback),
    }
  })

  // ---- Common ----
  function found(kind, id) {
    const record = journal.get(kind, id)
    if (!record) throw new Refused(404, `There is no ${kind} order ${id}.`)
    return record
  }

  function setSettings(change) {
    const changed = { ...journal.get('settings', 'settings'), ...change }
    journal.commit([{ kind: 'settings', id: 'settings', record: changed }])
    if (change.courierMode === 'auto') for (const record of journal.list('courier')) scheduleCourier(record.orderId)
    return settings()
  }

  return {
    sendSms, orderCourier, advanceCourier, repeatCourier, orderPayment, pay, refund, found, settings, setSettings,
    /** Takes up what a restart interrupted: messages not yet reported, parcels under way, callbacks not yet taken. */
    resume() {
      callbacks.resume()
      for (const record of journal.list('sms')) if (record.status === 'accepted') later(settings().smsStepMs, () => reportSms(record.messageId))
      for (const record of journal.list('courier')) scheduleCourier(record.orderId)
    },
    reset() {
      callbacks.forget()
      journal.clear(['sms', 'courier', 'payment', 'refund', 'answer', 'callback', 'settings'])
    },
    stop() {
      callbacks.stop()
      for (const timer of timers) clearTimeout(timer)
    },
  }
}
