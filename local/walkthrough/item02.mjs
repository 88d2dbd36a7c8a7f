// Item 02, company set-up in one thing, the whole way through the public HTTP API: one filing, a registration, four
// departments at once, certificates, a parcel, messages, verification. Every step checks what it sees.
import assert from 'node:assert/strict'
import { createHash, randomUUID } from 'node:crypto'
import { createCaller, until } from './api.mjs'
import { makePdf, makePng } from './files.mjs'
import { COMPANY, ITEM_02 } from './values.mjs'

const CERTIFICATES = ['C-BL', 'C-SEAL', 'C-SOC']
const TOGETHER = ['GAJ', 'SWJ', 'RSJ', 'GJJ']
// Submitted, accepted, granted, certificate ready, dispatched, delivered: the notices of requirement NT-01 on this way.
const NOTICES = ['NV-ZH-01', 'NV-ZH-03', 'NV-ZH-06', 'NV-ZH-08', 'NV-ZH-09', 'NV-ZH-10']
const SETTLED = ['delivered', 'closed']

const MATERIALS = [
  { materialCode: 'M002', fileName: '身份证.png', contentType: 'image/png', content: makePng(64, 200) },
  { materialCode: 'M004', fileName: '住所使用证明.png', contentType: 'image/png', content: makePng(96, 120) },
  { materialCode: 'M010', fileName: '公司章程.pdf', contentType: 'application/pdf', content: makePdf('Articles of association') },
  { materialCode: 'M011', fileName: '股东主体资格证明.pdf', contentType: 'application/pdf', content: makePdf('Identity of the shareholders') },
]

/**
 * @param {{ addresses: { site: string, identity: string, gateways: string, mailbox: string }, say: (line: string) => void, signal?: AbortSignal }} options
 * @throws at the first step that does not hold
 */
export async function walkThroughItem02({ addresses, say, signal }) {
  const context = { origin: addresses.site, authority: addresses.identity, signal }
  const as = (name) => createCaller(context, name)
  const wait = (what, look) => until(what, look, { signal })
  const start = performance.now()
  let number = 0
  const step = (text) => say(`[${((performance.now() - start) / 1000).toFixed(2).padStart(6)} s] ${String(number += 1).padStart(2)}. ${text}`)
  const world = { addresses, as, anybody: as(), applicant: as('zhang.san'), wait, step }

  const { draft, receipt } = await file(world)
  const filed = { ...world, number: receipt.number, queryCode: receipt.queryCode, draft }
  await accept(filed)
  await register(filed)
  await fourAtOnce(filed)
  const certificates = await download(filed)
  await deliver(filed)
  await countMessages(filed)
  await verify(filed, certificates)
  await checkLedger(filed)
  say(`Item 02 went the whole way: ${receipt.number}.`)
}

async function file({ applicant, anybody, wait, step }) {
  const guide = await anybody.get(`/items/${ITEM_02}`)
  assert.deepEqual(guide.results.map((one) => one.code), CERTIFICATES)
  step(`Guide read: ${guide.name.zh}, ${guide.limits.promisedDays} working days promised, ${guide.flow.stages.length} stages.`)

  const draft = await applicant.create('/applications', { itemCode: ITEM_02, values: COMPANY })
  step(`Draft ${draft.id} filled in by zhang.san.`)

  for (const material of MATERIALS) await upload(applicant, draft.id, material)
  await wait('all four files are scanned and clean', async (seen) => {
    const { materials } = await applicant.get(`/applications/${draft.id}`)
    seen(materials.map((one) => `${one.materialCode} ${one.state} ${one.reason ?? ''}`))
    assert.ok(!materials.some((one) => one.state === 'rejected'), `no file is rejected: ${JSON.stringify(materials)}`)
    return materials.length === MATERIALS.length && materials.every((one) => one.state === 'clean')
  })
  step(`${MATERIALS.length} files uploaded straight to blob storage, checked and scanned.`)

  const key = randomUUID()
  const receipt = await applicant.create(`/applications/${draft.id}/submission`, undefined, key)
  const again = await applicant.create(`/applications/${draft.id}/submission`, undefined, key)
  assert.deepEqual([again.number, again.queryCode], [receipt.number, receipt.queryCode], 'the same key is the same filing')
  assert.ok(Date.parse(receipt.acceptanceDue) > Date.parse(receipt.submittedAt), 'the acceptance is due after the filing')
  step(`Submitted: number ${receipt.number}, query code ${receipt.queryCode}, acceptance due ${receipt.acceptanceDue}.`)

  const query = (code) => `/cases/progress?${new URLSearchParams({ number: receipt.number, queryCode: code })}`
  const progress = await anybody.get(query(receipt.queryCode))
  assert.equal(progress.number, receipt.number)
  assert.doesNotMatch(JSON.stringify(progress), /张三|13900000101|320681198503141211/, 'public progress shows nothing personal')
  const wrong = receipt.queryCode.replace(/./, (first) => (first === '2' ? '3' : '2'))
  await assert.rejects(anybody.get(query(wrong)), (error) => error.status >= 400 && error.status < 500, 'a wrong query code shows nothing')
  step('Progress seen by number and query code; a wrong code shows nothing.')
  return { draft, receipt }
}

async function upload(applicant, draft, { content, ...material }) {
  const ticket = await applicant.create(`/applications/${draft}/materials`, { ...material, size: content.length })
  const response = await fetch(ticket.uploadUrl, {
    method: 'PUT', body: content, headers: { 'x-ms-blob-type': 'BlockBlob', 'content-type': material.contentType, ...ticket.headers },
  })
  assert.ok(response.ok, `storage takes ${material.fileName}: ${response.status} ${await response.text()}`)
  const sha256 = createHash('sha256').update(content).digest('hex')
  const stored = await applicant.create(`/applications/${draft}/materials/${ticket.uploadId}/completion`, { sha256 })
  assert.equal(stored.sha256, sha256)
}

/** Waits until the person may do `action` on the case, claiming the task first where that is asked for. */
async function ready({ number, wait }, person, action) {
  const path = `/staff/cases/${encodeURIComponent(number)}`
  return wait(`${person.name} may ${action}`, async (seen) => {
    const view = await person.get(path).catch((error) => {
      // The stage that gives them a right to see the case may not be open yet.
      if (error.status === 403 || error.status === 404) return { actions: [], tasks: [], state: error.message }
      throw error
    })
    seen({ state: view.state, actions: view.actions })
    if (view.actions.includes(action)) return view
    const claimable = view.actions.includes('claim') && view.tasks.find((task) => task.mine && task.state === 'open')
    if (claimable) await person.command(path, `/staff/tasks/${encodeURIComponent(claimable.taskId)}/claim`)
    return undefined
  })
}

async function accept(world) {
  const clerk = world.as('clerk.SCJ')
  const { number, wait, step, applicant } = world
  await wait('the case is in the inbox of clerk.SCJ', async () => (await clerk.get('/inbox?pageSize=100')).items.some((task) => task.number === number))
  await ready(world, clerk, 'accept')
  await clerk.command(`/staff/cases/${number}`, `/staff/cases/${number}/acceptance`, { outcome: 'accept' })
  const view = await wait('the case is in review', async (seen) => {
    const found = await applicant.get(`/cases/${number}`)
    seen(found.state)
    return found.state === 'inReview' && found
  })
  assert.ok(view.clock.promisedDue, 'a promised date is set')
  step(`Accepted by clerk.SCJ; promised by ${view.clock.promisedDue}.`)
}

const decide = (number, person) => person.command(`/staff/cases/${number}`, `/staff/cases/${number}/decision`,
  { outcome: 'grant', reason: '申请材料齐全,符合法定条件。', basis: '《市场主体登记管理条例》第十九条' })

async function register(world) {
  const approver = world.as('approver.SCJ')
  await ready(world, approver, 'decide')
  await decide(world.number, approver)
  world.step('Registration granted by approver.SCJ.')
}

async function fourAtOnce(world) {
  const { number, applicant, wait, step } = world
  const stages = await wait('four departments are at it at once', async (seen) => {
    const view = await applicant.get(`/cases/${number}`)
    const open = view.stages.filter((stage) => TOGETHER.includes(stage.department.code) && stage.openedAt)
    seen(view.stages.map((stage) => `${stage.id} ${stage.state}`))
    return open.length === TOGETHER.length && open
  })
  const opened = stages.map((stage) => Date.parse(stage.openedAt))
  assert.ok(Math.max(...opened) - Math.min(...opened) < 1000, `the four stages open at the same time: ${stages.map((stage) => stage.openedAt)}`)
  step(`Fanned out to ${TOGETHER.join(', ')} at ${stages[0].openedAt}.`)

  const reviewer = world.as('reviewer.GJJ')
  const fund = stages.find((stage) => stage.department.code === 'GJJ')
  const begun = performance.now()
  await Promise.all([
    ...['GAJ', 'SWJ', 'RSJ'].map(async (code) => {
      const approver = world.as(`approver.${code}`)
      await ready(world, approver, 'decide')
      await decide(number, approver)
    }),
    (async () => {
      await ready(world, reviewer, 'opinion')
      await reviewer.command(`/staff/cases/${number}`, `/staff/tasks/${encodeURIComponent(`${number}~${fund.id}`)}/opinion`,
        { outcome: 'agree', text: '同意办理住房公积金缴存登记。' })
    })(),
  ])
  step(`Three decisions and one opinion given at once, within ${Math.round(performance.now() - begun)} ms.`)
}

async function download({ number, applicant, wait, step }) {
  const begun = performance.now()
  const results = await wait('three certificates are ready', async (seen) => {
    const view = await applicant.get(`/cases/${number}`)
    seen({ state: view.state, results: view.results.map((one) => one.code) })
    const certificates = view.results.filter((one) => one.kind === 'certificate')
    return certificates.length >= CERTIFICATES.length && certificates
  })
  assert.deepEqual(results.map((one) => one.code).sort(), CERTIFICATES)
  assert.equal(new Set(results.map((one) => one.identifier)).size, CERTIFICATES.length, 'every certificate has its own identifier')
  const waited = Math.round(performance.now() - begun)
  const certificates = []
  for (const result of results) {
    const pdf = await applicant.get(`/cases/${number}/results/${encodeURIComponent(result.id)}`)
    assert.equal(pdf.subarray(0, 5).toString('latin1'), '%PDF-', `${result.name.zh} is a PDF`)
    certificates.push({ ...result, pdf })
  }
  step(`Certificates ready ${waited} ms after the last opinion: ${results.map((one) => `${one.name.zh} ${one.number}`).join(', ')}.`)
  return certificates
}

async function deliver({ number, addresses, applicant, wait, step }) {
  const view = await wait('the parcel is delivered', async (seen) => {
    const found = await applicant.get(`/cases/${number}`)
    seen({ state: found.state, deliveries: found.deliveries })
    return SETTLED.includes(found.state) && found.deliveries.some((one) => one.state === 'delivered') && found
  })
  const orders = await (await fetch(`${addresses.gateways}/courier/orders`)).json()
  assert.equal(orders.length, 1, 'one parcel is ordered')
  assert.deepEqual([orders[0].recipient.name, orders[0].recipient.address], [COMPANY['delivery.recipient'], COMPANY['delivery.address']])
  const parcel = view.deliveries.find((one) => one.method === 'courier')
  assert.equal(parcel.waybill, orders[0].waybill)
  const traced = parcel.trace.map((one) => one.state).filter((state) => state !== 'ordered')
  assert.deepEqual(traced, ['collected', 'inTransit', 'delivered'])
  step(`Parcel ${parcel.waybill} collected, carried and delivered, told by signed callbacks; the case is ${view.state}.`)
}

async function countMessages({ addresses, wait, step }) {
  const mine = (text) => text?.address === COMPANY['applicant.email']
  const { sms, mails } = await wait('every message has been sent', async (seen) => {
    const [messages, inbox] = await Promise.all([
      fetch(`${addresses.gateways}/sms?to=${COMPANY['applicant.phone']}`).then((response) => response.json()),
      fetch(`${addresses.mailbox}/email`).then((response) => response.json()),
    ])
    const received = inbox.filter((mail) => mail.to.some(mine))
    seen({ sms: messages.map((one) => one.templateId), mails: received.map((mail) => mail.subject) })
    return messages.length >= NOTICES.length && received.length >= NOTICES.length && { sms: messages, mails: received }
  })
  const templates = sms.map((one) => one.templateId)
  for (const notice of NOTICES) assert.equal(templates.filter((one) => one === notice).length, 1, `SMS ${notice} is sent exactly once: ${templates}`)
  const subjects = mails.map((mail) => mail.subject)
  assert.equal(new Set(subjects).size, subjects.length, `no mail is sent twice: ${subjects}`)
  assert.equal(mails.length, sms.length, `a mail for every SMS: ${subjects}`)
  step(`${sms.length} SMS and ${mails.length} mails, each exactly once.`)
}

/** Turns one bit in the first half of what the signature covers. */
function altered(pdf) {
  const signature = pdf.lastIndexOf('/Contents <')
  const position = Math.floor((signature > 0 ? signature : pdf.length) / 2)
  const copy = Buffer.from(pdf)
  copy[position] ^= 1
  return copy
}

async function verify({ anybody, step }, certificates) {
  for (const { identifier, verificationCode, number, pdf } of certificates) {
    const shown = await anybody.get(`/certificates/${encodeURIComponent(identifier)}?${new URLSearchParams({ code: verificationCode })}`)
    assert.deepEqual([shown.status, shown.number], ['valid', number])
    const { data: whole } = await anybody.call('POST', '/certificates/verification', { pdf })
    assert.deepEqual([whole.signature, whole.status], ['valid', 'valid'])
    const { data: changed } = await anybody.call('POST', '/certificates/verification', { pdf: altered(pdf) })
    assert.equal(changed.signature, 'altered')
  }
  step(`${certificates.length} certificates verified by identifier and by file; one flipped byte is noticed in each.`)
}

async function checkLedger({ number, as, step }) {
  const { ledger } = await as('supervisor').get(`/staff/cases/${number}`)
  assert.ok(ledger.length > 0, 'the ledger is there')
  const sorted = [...ledger].sort((a, b) => a.sequence - b.sequence)
  for (const [index, entry] of sorted.slice(1).entries()) assert.equal(entry.previousHash, sorted[index].hash, `entry ${entry.sequence} holds the hash of the one before`)
  step(`Ledger of ${ledger.length} entries, each with the hash of the one before, read by the supervisor.`)
}
