// Checks what our adapters send. A gateway that takes anything would hide a wrong adapter.
import { Refused } from './gateways.mjs'

const text = (max) => (value) => typeof value === 'string' && value.length > 0 && value.length <= max
const amount = (value) => Number.isSafeInteger(value) && value > 0
const texts = (value) => value !== null && typeof value === 'object' && !Array.isArray(value)
  && Object.values(value).every((one) => typeof one === 'string')
const recipient = (value) => value !== null && typeof value === 'object'
  && text(100)(value.name) && text(32)(value.phone) && text(500)(value.address)

const SHAPES = {
  sms: { to: (value) => /^\+?[0-9]{5,15}$/.test(value), templateId: text(100), text: text(1000), variables: texts },
  courier: { orderId: text(200), recipient, contents: text(500) },
  payment: { orderId: text(200), amount, subject: text(200), returnUrl: (value) => /^https?:\/\//.test(value) },
  refund: { orderId: text(200), refundId: text(200), amount, reason: text(500) },
}

/** The body as an object with exactly the contract's members; a refusal (400) that names the first wrong one. */
export function parse(service, body) {
  let value
  try {
    value = JSON.parse(body.toString('utf8'))
  } catch {
    throw new Refused(400, 'The body is not JSON.')
  }
  const shape = SHAPES[service]
  if (value === null || typeof value !== 'object') throw new Refused(400, 'The body is not an object.')
  for (const [name, valid] of Object.entries(shape)) if (!valid(value[name])) throw new Refused(400, `${name} is missing or wrong.`)
  const extra = Object.keys(value).find((name) => !Object.hasOwn(shape, name))
  if (extra) throw new Refused(400, `${extra} is not part of the contract.`)
  return value
}
