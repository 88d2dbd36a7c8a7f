// Out of the ordinary way: a citizen files from a phone and promises what is missing; a special procedure stops the clock, the case is
// extended, the promised material comes. Real pages in a real browser against the real stack.
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { findPerson } from '../../local/identity/people.mjs'
import { freePorts } from '../../local/stack/ports.mjs'
import { start } from '../../local/stack.mjs'
import { makePdf } from '../../local/walkthrough/files.mjs'
import { launch, person, violations } from './people.mjs'

const FOOD_LICENCE = '320681-XK-SCJ-0003-1'
let stack, directory, browser, site
const pictures = process.env.PICTURES
const picture = async (who, name) => pictures && await who.page.screenshot({ path: join(pictures, `${name}.png`), fullPage: true })

before(async () => {
  directory = mkdtempSync(join(tmpdir(), 'novisit-proceedings-'))
  stack = await start({ directory, ports: await freePorts(), courier: { mode: 'auto', stepMs: 300 } })
  site = stack.addresses.site
  browser = await launch()
}, { timeout: 180_000 })

after(async () => {
  await browser?.close()
  await stack?.stop()
  rmSync(directory, { recursive: true, force: true })
})

async function signedIn(name, path, size) {
  const who = await person(browser, site, size)
  await who.open(path)
  await who.at('sign-in').click()
  await who.signIn(name)
  return who
}

const upload = async (citizen, material) => {
  await citizen.at(`file-input-${material}`).setInputFiles({ name: `${material}.pdf`, mimeType: 'application/pdf', buffer: makePdf(`Material ${material}`) })
  await citizen.page.locator(`[data-testid=material-${material}] [data-state=clean]`).waitFor()
}

/** A food business licence with everything but M007, which is promised. */
async function file(citizen) {
  const next = () => citizen.at('step-next').click()
  const pick = (field, position) => citizen.at(`field-${field}`).getByRole('radio').nth(position).check()
  await citizen.at('field-applicant.idNumber').fill(findPerson('zhang.san').idNumber)
  await next()
  await citizen.at('field-holder.name').fill('启东市汇龙镇小张面馆')
  await citizen.at('field-holder.creditCode').fill('91320681MA1TEM105Y')
  await next()
  await citizen.at('field-premises.address').fill('江苏省启东市汇龙镇人民中路100号')
  await pick('premises.tenure', 1)
  await citizen.at('field-premises.area').fill('60')
  await citizen.at('field-premises.kitchenArea').fill('20')
  await next()
  await pick('food.businessType', 0)
  await pick('food.catering', 0)
  await pick('food.online', 1)
  await citizen.at('field-food.staff').fill('3')
  await citizen.at('field-food.safetyOfficer').fill('李安全')
  await citizen.at('field-food.safetyOfficerPhone').fill('13800138001')
  await next()
  await pick('delivery.method', 0)
  await next()
  for (const material of ['M005', 'M006', 'M008']) await upload(citizen, material)
  await next()
  await citizen.at('declaration').check()
  await citizen.at('submit').click()
  await citizen.at('tolerance-error').waitFor()
  await citizen.at('tolerance-promise').check()
  assert.match(await citizen.at('commitment').textContent(), /信用记录/)
  assert.deepEqual(await violations(citizen.page), [])
  await picture(citizen, 'tolerance-360')
  await citizen.at('submit').click()
  await citizen.at('receipt').waitFor()
  return (await citizen.at('receipt-number').textContent()).trim()
}

/** Opens the case among the tasks of a department. */
async function atDesk(name, number) {
  const staff = await signedIn(name, '/review', { width: 1280, height: 900 })
  const task = staff.page.locator(`[data-testid^="task-${number}~"]`)
  await task.first().waitFor()
  await task.first().click()
  await staff.at('actions').waitFor()
  return staff
}
const confirm = async (staff) => {
  await staff.at('dialog-confirm').click()
  await staff.at('dialog-confirm').waitFor({ state: 'hidden' })
}
const unfold = (staff, action) => staff.at(`act-${action}`).locator('summary').click()
const atState = (who, state) => who.page.locator(`[data-testid=case-state][data-state=${state}]`).waitFor({ timeout: 40_000 })

test('A promised material follows, a special procedure stops the clock and an extension is approved', { timeout: 400_000 }, async () => {
  const citizen = await signedIn('zhang.san', `/#/items/${FOOD_LICENCE}/file`)
  const number = await file(citizen)

  const clerk = await atDesk('clerk.SCJ', number)
  await clerk.at('defer-M007').waitFor()
  await clerk.at('acceptance-submit').click()
  await confirm(clerk)
  await atState(clerk, 'inReview')

  const reviewer = await atDesk('reviewer.SCJ', number)
  await unfold(reviewer, 'suspend')
  await reviewer.at('suspension-kind').selectOption('expertReview')
  await reviewer.at('suspension-body').fill('食品安全专家组')
  await reviewer.at('suspension-days').fill('5')
  await reviewer.at('suspension-notice').fill('加工工艺需要专家评审。')
  assert.deepEqual(await violations(reviewer.page), [])
  await reviewer.at('suspension-submit').click()
  await confirm(reviewer)
  await atState(reviewer, 'suspended')
  await picture(reviewer, 'suspended-1280')

  await citizen.open(`/#/cases/${number}`)
  await citizen.at('pauses').waitFor()
  assert.match(await citizen.at('pauses').textContent(), /专家评审.*食品安全专家组/)
  assert.match(await citizen.at('notices').textContent(), /特别程序告知书/)
  assert.deepEqual(await violations(citizen.page), [])
  await picture(citizen, 'suspended-360')

  await unfold(reviewer, 'resume')
  await reviewer.at('suspension-result').fill('工艺符合要求。')
  await reviewer.at('suspension-end-submit').click()
  await confirm(reviewer)
  await atState(reviewer, 'inReview')
  await unfold(reviewer, 'extend')
  await reviewer.at('extension-days').fill('5')
  await reviewer.at('extension-reason').fill('现场情况复杂，需要补充核查')
  await reviewer.at('extension-submit').click()
  await confirm(reviewer)
  await reviewer.at('extension').waitFor()

  const approver = await signedIn('approver.SCJ', `/review#/cases/${number}`, { width: 1280, height: 900 })
  await approver.at('extension-answer-form').waitFor()
  assert.deepEqual(await violations(approver.page), [])
  await approver.at('extension-answer-submit').click()
  await confirm(approver)
  await approver.at('extension').getByText('已批准').waitFor()
  await picture(approver, 'extension-1280')

  await citizen.at('extended').waitFor({ timeout: 40_000 })
  await upload(citizen, 'M007')
  await citizen.at('supplement-submit').click()
  await citizen.at('supplement').waitFor({ state: 'detached' })
  assert.deepEqual(await violations(citizen.page), [])
  await picture(citizen, 'supplied-360')
  assert.deepEqual([...citizen.faults, ...clerk.faults, ...reviewer.faults, ...approver.faults], [])
})
