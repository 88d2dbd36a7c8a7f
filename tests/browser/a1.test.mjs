// A1: a sole trader files from a phone, two people handle it the same day, the licence comes with the courier. Real pages in a real
// browser against the real stack: nothing between them is replaced.
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { findPerson } from '../../local/identity/people.mjs'
import { freePorts } from '../../local/stack/ports.mjs'
import { start } from '../../local/stack.mjs'
import { makePdf } from '../../local/walkthrough/files.mjs'
import { launch, person } from './people.mjs'

const ITEM = '320681-QR-SCJ-0001-1'
let stack, directory, browser, site
const pictures = process.env.PICTURES
const picture = async (who, name, options) => pictures && await who.page.screenshot({ path: join(pictures, `${name}.png`), ...options })

before(async () => {
  directory = mkdtempSync(join(tmpdir(), 'novisit-browser-'))
  stack = await start({ directory, ports: await freePorts(), courier: { mode: 'auto', stepMs: 300 } })
  site = stack.addresses.site
  browser = await launch()
}, { timeout: 180_000 })

after(async () => {
  await browser?.close()
  await stack?.stop()
  rmSync(directory, { recursive: true, force: true })
})

async function file(citizen) {
  await citizen.open('/')
  await citizen.at('items').waitFor()
  await picture(citizen, 'citizen-home-360')
  await citizen.at('search').fill('个体')
  await citizen.at(`item-${ITEM}`).click()
  await citizen.at('start-filing').waitFor()
  await picture(citizen, 'citizen-guide-360')
  await citizen.at('start-filing').click()
  await citizen.at('sign-in').click()
  await citizen.signIn('zhang.san')

  await citizen.at('field-applicant.idNumber').fill(findPerson('zhang.san').idNumber)
  const next = () => citizen.at('step-next').click()
  await next()
  await citizen.page.getByLabel('否', { exact: true }).first().check()
  await next()
  await citizen.at('field-business.tradeName').fill('启东市汇龙镇小张面馆')
  await citizen.at('field-premises.address').fill('江苏省启东市汇龙镇人民中路100号')
  await citizen.at('field-premises.tenure').getByRole('radio').nth(1).check()
  await citizen.at('field-premises.area').fill('60')
  await citizen.at('field-business.form').getByRole('radio').first().check()
  await citizen.at('field-business.scope').fill('餐饮服务')
  await citizen.at('field-business.capital').fill('50000')
  await citizen.at('field-business.employees').fill('2')
  await picture(citizen, 'citizen-form-360')
  await next()
  await citizen.at('field-delivery.method').getByRole('radio').nth(1).check()
  await citizen.at('field-delivery.address').fill('江苏省启东市汇龙镇人民中路100号')
  await next()
  await citizen.at('file-input-M002').setInputFiles({ name: '身份证.pdf', mimeType: 'application/pdf', buffer: makePdf('Identity card of Zhang San') })
  await citizen.page.locator('[data-testid=material-M002] [data-state=clean]').waitFor()
  await citizen.at('file-input-M004').setInputFiles({ name: '租赁合同.pdf', mimeType: 'application/pdf', buffer: makePdf('Lease of the premises') })
  await citizen.page.locator('[data-testid=material-M004] [data-state=clean]').waitFor()
  await picture(citizen, 'citizen-upload-360')
  await next()
  await citizen.at('declaration').check()
  await citizen.at('submit').click()
  await citizen.at('receipt').waitFor()
  await picture(citizen, 'citizen-receipt-360')
  return {
    number: (await citizen.at('receipt-number').textContent()).trim(),
    queryCode: (await citizen.at('receipt-query-code').textContent()).trim(),
  }
}

/** A member of staff opens the case from the inbox and acts on it. */
async function handle(name, number, act, shots = {}) {
  const staff = await person(browser, site, { width: 1280, height: 900 })
  await staff.open('/review')
  await staff.at('sign-in').click()
  await staff.signIn(name)
  const task = staff.page.locator(`[data-testid^="task-${number}~"]`)
  await task.first().waitFor()
  if (shots.inbox) await picture(staff, shots.inbox)
  await task.first().click()
  await staff.at('actions').waitFor()
  await act(staff)
  if (shots.case) await picture(staff, shots.case)
  assert.deepEqual(staff.faults, [])
  await staff.close()
}

const confirm = async (staff) => {
  await staff.at('dialog-confirm').click()
  await staff.at('dialog-confirm').waitFor({ state: 'hidden' })
}

test('A sole trader files on a 360 px phone and gets the signed licence by courier the same day', { timeout: 240_000 }, async () => {
  const citizen = await person(browser, site)
  const { number, queryCode } = await file(citizen)
  assert.match(number, /^320681-\d{8}-[0-9A-Z]{6}-[0-9A-Z]$/)

  await handle('clerk.SCJ', number, async (staff) => {
    await staff.at('outcome-accept').check()
    await staff.at('acceptance-submit').click()
    await confirm(staff)
  }, { inbox: 'review-inbox-1280' })
  await handle('reviewer.SCJ', number, async (staff) => {
    await staff.at('claim').click()
    await staff.at('release').waitFor()
    await picture(staff, 'review-case-1280', { fullPage: true })
    await staff.at('outcome-agree').check()
    await staff.at('opinion-form').locator('textarea').first().fill('材料齐全,符合登记条件。')
    await staff.at('opinion-submit').click()
    await confirm(staff)
  })
  await handle('approver.SCJ', number, async (staff) => {
    await staff.at('outcome-grant').check()
    await staff.at('decision-submit').click()
    await confirm(staff)
  })

  await citizen.at('nav-cases').click()
  await citizen.at(`case-${number}`).click()
  await citizen.page.locator('[data-testid=case-state][data-state=closed]').waitFor({ timeout: 10_000 }).catch(() => citizen.page.reload())
  await citizen.page.locator('[data-testid=case-state][data-state=closed]').waitFor({ timeout: 30_000 })
  await picture(citizen, 'citizen-case-360')
  const [download] = await Promise.all([citizen.page.waitForEvent('download'), citizen.at('download-C-BL').click()])
  const path = join(directory, 'licence.pdf')
  await download.saveAs(path)
  const report = execFileSync('pdfsig', ['-nocert', path], { encoding: 'utf8' })
  assert.match(report, /Signature Validation: Signature is Valid/)
  const words = execFileSync('pdftotext', [path, '-'], { encoding: 'utf8' })
  assert.match(words, /启东市汇龙镇小张面馆/)
  assert.match(words, /92320681[0-9A-Z]{10}/)
  if (pictures) execFileSync('pdftoppm', ['-r', '80', '-png', '-singlefile', path, join(pictures, 'certificate')])

  const passerBy = await person(browser, site, { width: 768, height: 900 })
  await passerBy.open('/verify')
  await passerBy.at('verify-file').setInputFiles(path)
  await passerBy.at('verify-result').waitFor()
  await picture(passerBy, 'verify-768', { fullPage: true })
  await passerBy.open(`/#/progress`)
  await passerBy.at('progress-number').fill(number)
  await passerBy.at('progress-code').fill(queryCode)
  await passerBy.at('progress-find').click()
  await passerBy.at('progress-result').waitFor()
  assert.doesNotMatch(await passerBy.at('progress-result').textContent(), /张三|1380|小张/)
  assert.deepEqual([...citizen.faults, ...passerBy.faults], [])
})
