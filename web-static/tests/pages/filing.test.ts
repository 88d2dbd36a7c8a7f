import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest'
import { complaints, contextFor, launch, signInAt, startFixture, violations, type Fixture } from './support'

let browser: Browser
let fixture: Fixture
let context: BrowserContext
let page: Page
let found: string[]
beforeAll(async () => {
  browser = await launch()
})
beforeEach(async () => {
  fixture = await startFixture()
  context = await contextFor(browser, { width: 360 })
  page = await context.newPage()
  found = complaints(page)
})
afterEach(async () => {
  expect(found).toEqual([])
  await context.close()
  await fixture.close()
})
afterAll(() => browser.close())

const item = '/#/items/320681-QR-SCJ-0001-1/file'
const next = () => page.getByTestId('step-next').click()
const saved = () => page.locator('[data-testid=save-state][data-state=saved]').waitFor()

async function fillApplicant(): Promise<void> {
  await page.getByTestId('field-applicant.idNumber').fill('11010519491231002X')
  await next()
}

async function fillBusiness(): Promise<void> {
  await page.getByTestId('field-business.tradeName').fill('启东市汇龙镇小张面馆')
  await page.getByTestId('field-premises.address').fill('启东市汇龙镇人民中路 100 号')
  await page.getByLabel('租赁').check()
  await page.getByTestId('field-business.scope').fill('餐饮服务')
  await page.getByTestId('field-business.capital').fill('50000.5')
  await page.getByTestId('field-business.employees').fill('2')
  await page.getByLabel('否', { exact: true }).check()
  await next()
}

async function fillDelivery(): Promise<void> {
  await page.getByLabel('快递送达').check()
  await page.getByTestId('field-delivery.address').fill('启东市汇龙镇人民中路 100 号')
  await next()
}

const upload = (name: string, size: number) =>
  page.getByTestId('file-input-M002').setInputFiles({ name, mimeType: 'application/pdf', buffer: Buffer.alloc(size, 'x') })
const clean = () => page.locator('[data-testid=material-M002] [data-state=clean]').waitFor()

it('An application is filled in, uploaded and submitted from a phone', async () => {
  await signInAt(page, fixture, 'zhang.san', item)
  expect(await page.getByTestId('field-applicant.name').inputValue()).toBe('张三')
  await fillApplicant()
  await fillBusiness()
  // The parcel goes to the applicant unless told otherwise.
  await page.getByLabel('快递送达').check()
  expect(await page.getByTestId('field-delivery.recipient').inputValue()).toBe('张三')
  await fillDelivery()
  await upload('身份证.pdf', 700_000)
  await clean()
  expect(await violations(page)).toEqual([])
  await next()
  expect(await violations(page)).toEqual([])
  await page.getByTestId('declaration').check()
  await page.getByTestId('submit').click()
  await page.getByTestId('tolerance-error').waitFor()
  await page.getByTestId('tolerance-promise').check()
  await page.getByTestId('pre-review').check()
  expect(await page.getByTestId('commitment').textContent()).toContain('信用记录')
  expect(await violations(page)).toEqual([])
  await page.getByTestId('submit').click()
  await page.getByTestId('receipt').waitFor()
  expect(await page.getByTestId('receipt-number').textContent()).toMatch(/^QD\d+$/)
  expect(await page.getByTestId('receipt-query-code').textContent()).toBe('K7M4-2QXP')
  expect(await page.getByTestId('receipt-due').textContent()).toContain('2026年3月17日')
  expect(await violations(page)).toEqual([])

  const draft = [...fixture.state.drafts.values()].at(-1)
  expect(draft?.values).toMatchObject({
    'business.capital': 5_000_050,
    'business.employees': 2,
    'agent.acts': false,
    'delivery.phone': '13800138000',
  })
  const submissions = fixture.state.commands.filter((one) => one.path.endsWith('/submission'))
  expect(submissions).toHaveLength(1)
  expect(submissions[0]?.body).toEqual({ commitment: true, preReview: true })
  expect(submissions[0]?.key).toMatch(/^[0-9a-f-]{36}$/)

  await page.reload()
  await page.getByTestId('receipt').waitFor()
  await page.getByTestId('to-case').click()
  await page.locator('[data-testid=case-state][data-state=submitted]').waitFor()
})

it('An upload goes on where a broken connection stopped it', async () => {
  await signInAt(page, fixture, 'zhang.san', item)
  await saved()
  await page.goto(`${page.url()}/materials`)
  // All attempts fail from the second block on, so the page stops and asks; the block sent before is kept.
  const blocks: string[] = []
  page.on('request', (request) => {
    const block = new URL(request.url()).searchParams.get('blockid')
    if (block) blocks.push(block)
    if (blocks.length === 2) fixture.state.breakStorage = 1000
  })
  await upload('合同.pdf', 5 * 256 * 1024)
  await page.getByTestId('upload-again').waitFor({ timeout: 20_000 })
  const before = blocks.length
  fixture.state.breakStorage = 0
  expect(await violations(page)).toEqual([])
  await page.getByTestId('upload-again').click()
  await clean()
  expect(new Set(blocks.slice(before)).has(blocks[0] ?? '')).toBe(false)
  expect([...fixture.state.uploads.values()].at(-1)?.content?.length).toBe(5 * 256 * 1024)
})

it('A file that fails the malware check is named and may be replaced', async () => {
  await signInAt(page, fixture, 'zhang.san', item)
  await saved()
  await page.goto(`${page.url()}/materials`)
  await upload('virus.pdf', 1000)
  await page.locator('[data-testid=material-M002] [data-state=rejected]').waitFor()
  expect(await page.getByTestId('material-M002').textContent()).toContain('文件中发现病毒')
})

it('A file of a wrong kind is not sent at all', async () => {
  await signInAt(page, fixture, 'zhang.san', item)
  await saved()
  await page.goto(`${page.url()}/materials`)
  await page
    .getByTestId('file-input-M002')
    .setInputFiles({ name: 'a.exe', mimeType: 'application/x-msdownload', buffer: Buffer.from('MZ') })
  await page.getByText('文件类型不符').first().waitFor()
  expect(fixture.state.uploads.size).toBe(0)
})

it('A wrong identity number stops the step, says why and takes the reader there', async () => {
  await signInAt(page, fixture, 'zhang.san', item)
  const field = page.getByTestId('field-applicant.idNumber')
  await field.fill('110105194912310021')
  await next()
  await page.getByText('身份证号码不正确').waitFor()
  expect(await field.evaluate((element) => document.activeElement === element)).toBe(true)
  const described = await field.getAttribute('aria-describedby')
  expect(await page.locator(`[id="${described}"]`).textContent()).toContain('身份证号码不正确')
})

it('Everything that is missing is told at once, and each leads to its step', async () => {
  await signInAt(page, fixture, 'zhang.san', item)
  await saved()
  await page.goto(`${page.url()}/review`)
  await page.getByTestId('declaration').check()
  await page.getByTestId('submit').click()
  const faults = page.getByTestId('faults')
  await faults.waitFor()
  const words = await faults.textContent()
  expect(words).toContain('身份证号码')
  expect(words).toContain('经营场所')
  expect(words).toContain('居民身份证')
  expect(fixture.state.commands.some((one) => one.path.endsWith('/submission'))).toBe(false)
  await faults.getByRole('button', { name: /经营场所/ }).click()
  await page.getByTestId('field-premises.address').waitFor()
})

it('A draft is there again after the page was left', async () => {
  await signInAt(page, fixture, 'zhang.san', item)
  await fillApplicant()
  await page.getByTestId('field-business.tradeName').fill('小张面馆')
  await saved()
  await page.goto(`${fixture.origin}/#/`)
  await page.goto(fixture.origin + item)
  await page.getByTestId('step-business').waitFor()
  await page.getByTestId('step-next').click()
  expect(await page.getByTestId('field-business.tradeName').inputValue()).toBe('小张面馆')
  expect(fixture.state.drafts.size).toBe(1)
})

it('A draft changed on another device is not overwritten unasked', async () => {
  await signInAt(page, fixture, 'zhang.san', item)
  await saved()
  const draft = [...fixture.state.drafts.values()][0]
  if (draft) fixture.state.drafts.set(draft.id, { ...draft, values: { 'applicant.name': '张三丰' }, etag: '"elsewhere"' })
  await page.getByTestId('field-applicant.phone').fill('13900139000')
  await page.getByTestId('dialog-confirm').waitFor()
  expect(await violations(page)).toEqual([])
  await page.getByTestId('dialog-cancel').click()
  await expect.poll(() => page.getByTestId('field-applicant.name').inputValue()).toBe('张三丰')
})

it('A correction changes only what the notice flagged', async () => {
  await signInAt(page, fixture, 'zhang.san', '/#/cases/QD20260309000036')
  const form = page.getByTestId('correction')
  await form.waitFor()
  expect(await form.locator('textarea, input:not([type=file])').count()).toBe(1)
  await page.getByTestId('field-business.scope').fill('小餐饮')
  await page.getByTestId('correction-submit').click()
  await page.getByText('还没有上传这份材料').waitFor()
  await page
    .getByTestId('file-input-M002')
    .setInputFiles({ name: '新照片.jpg', mimeType: 'image/jpeg', buffer: Buffer.from('photo') })
  await page.locator('[data-testid=material-M002] [data-state=clean]').waitFor()
  await page.getByTestId('correction-submit').click()
  await page.locator('[data-testid=case-state][data-state=resubmitted]').waitFor()
  const sent = fixture.state.commands.find((one) => one.path.endsWith('/corrections'))?.body as {
    values: object
    materials: string[]
  }
  expect(sent.values).toEqual({ 'business.scope': '小餐饮' })
  expect(sent.materials).toHaveLength(1)
})

it('A certificate on file is used with consent instead of an upload', async () => {
  await signInAt(page, fixture, 'zhang.san', item)
  await saved()
  await page.goto(`${page.url()}/materials`)
  await page.getByTestId('reuse-take-M002').click()
  await page.getByText('请先勾选同意').waitFor()
  expect(await violations(page)).toEqual([])
  await page.getByTestId('reuse-consent-M002').check()
  await page.getByTestId('reuse-take-M002').click()
  await page.locator('[data-testid=material-M002] [data-state=clean]').waitFor()
  expect(await page.getByTestId('reuse-M002').count()).toBe(0)
  expect(fixture.state.commands.find((one) => one.path.endsWith('/reuse'))?.body).toEqual({
    materialCode: 'M002',
    identifier: 'cert-1',
    consent: true,
  })
})

it('An agent says for whom he files, and his own particulars are not filled in', async () => {
  await signInAt(page, fixture, 'wang.wu', item)
  await page.getByTestId('filing-for-auth-1').check()
  expect(await violations(page)).toEqual([])
  await page.getByTestId('filing-for-go').click()
  await page.getByTestId('field-applicant.name').waitFor()
  expect(await page.getByTestId('field-applicant.name').inputValue()).toBe('')
  const body = fixture.state.commands.find((one) => one.path.endsWith('/applications'))?.body
  expect(body).toMatchObject({ onBehalfOf: 'auth-1' })
})

it('A message is marked as read', async () => {
  await signInAt(page, fixture, 'zhang.san', '/#/messages')
  await page.getByTestId('mark-read').click()
  await expect.poll(() => page.getByTestId('mark-read').count()).toBe(0)
})

it('Who chooses to upload what may follow later is taken there', async () => {
  await signInAt(page, fixture, 'zhang.san', item)
  await saved()
  await page.goto(`${page.url()}/review`)
  await page.getByTestId('tolerance-upload').check()
  await page.getByTestId('tolerance-to-upload').click()
  await page.getByTestId('material-M004').waitFor()
})

it('What was promised is handed in on the page of the case, once it passed the check', async () => {
  await signInAt(page, fixture, 'zhang.san', '/#/cases/QD20260309000068')
  await page.getByTestId('supplement').waitFor()
  expect(await page.getByTestId('supply-due').textContent()).toContain('2026年3月11日')
  await page.getByTestId('supplement-submit').click()
  await page.getByText('还没有上传这份材料').waitFor()
  await page
    .getByTestId('file-input-M004')
    .setInputFiles({ name: '租赁合同.pdf', mimeType: 'application/pdf', buffer: Buffer.from('lease') })
  await page.locator('[data-testid=material-M004] [data-state=clean]').waitFor()
  await page.getByTestId('supplement-submit').click()
  await expect.poll(() => page.getByTestId('supplement').count()).toBe(0)
  const sent = fixture.state.commands.find((one) => one.path.endsWith('/supplements'))?.body as { materials: string[] }
  expect(sent.materials).toHaveLength(1)
})

it('A suspended case tells why the clock stands, since when and until when', async () => {
  await signInAt(page, fixture, 'zhang.san', '/#/cases/QD20260309000076')
  const words = await page.getByTestId('pauses').textContent()
  expect(words).toContain('专家评审')
  expect(words).toContain('2026年3月10日')
  expect(words).toContain('2026年3月17日')
})

it('An extension and a provisional due date are told with their reason', async () => {
  await signInAt(page, fixture, 'zhang.san', '/#/cases/QD20260309000068')
  expect(await page.getByTestId('extended').textContent()).toContain('现场情况复杂')
  expect(await page.getByTestId('provisional').textContent()).toContain('暂定')
})

it('All points of a rectification are answered at once', async () => {
  await signInAt(page, fixture, 'zhang.san', '/#/cases/QD20260309000084')
  const form = page.getByTestId('rectification')
  await form.waitFor()
  expect(await form.locator('.points li').count()).toBe(2)
  await page.getByTestId('rectification-submit').click()
  await form.getByTestId('field-error').waitFor()
  await page.getByTestId('rectification-statement').fill('已加装隔断，已补装监控。')
  await page.getByTestId('rectification-submit').click()
  await page.locator('[data-testid=case-state][data-state=inReview]').waitFor()
  expect(fixture.state.commands.find((one) => one.path.endsWith('/rectification'))?.body).toEqual({
    statement: '已加装隔断，已补装监控。',
  })
})

it('Once decided, a case tells no days left', async () => {
  await signInAt(page, fixture, 'zhang.san', '/#/cases/QD20260309000044')
  const clock = page.getByTestId('clock')
  await clock.waitFor()
  expect(await clock.textContent()).not.toContain('还剩')
  await page.goto(`${fixture.origin}/#/cases/QD20260309000028`)
  await expect.poll(() => clock.textContent()).toContain('还剩 2 个工作日')
})

it('A certificate is opened with the reader’s token', async () => {
  await signInAt(page, fixture, 'zhang.san', '/#/cases/QD20260309000044')
  const download = page.waitForEvent('download')
  await page.getByTestId('download-r-1').click()
  expect((await download).suggestedFilename()).toBe('营业执照-92320681MA1ABCDE2X.pdf')
  const tab = context.waitForEvent('page')
  await page.getByTestId('open-r-1').click()
  await (await tab).waitForURL(/^blob:/)
})

it('Filing works with the keyboard alone', async () => {
  await signInAt(page, fixture, 'zhang.san', item)
  await page.getByTestId('field-applicant.name').focus()
  await page.keyboard.press('Tab')
  await page.keyboard.type('11010519491231002X')
  await page.keyboard.press('Tab')
  await page.keyboard.press('Tab')
  await page.keyboard.press('Tab')
  await page.keyboard.press('Enter')
  await page.getByTestId('field-business.tradeName').waitFor()
  expect(await page.evaluate(() => document.activeElement?.tagName)).toBe('H1')
})
