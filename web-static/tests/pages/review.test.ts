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
  context = await contextFor(browser, { width: 1280 })
  page = await context.newPage()
  found = complaints(page)
})
afterEach(async () => {
  expect(found).toEqual([])
  await context.close()
  await fixture.close()
})
afterAll(() => browser.close())

const sentTo = (end: string) => fixture.state.commands.filter((one) => one.path.endsWith(end))

async function openTask(person: string, number: string): Promise<void> {
  await signInAt(page, fixture, person, '/review')
  await page.getByTestId(new RegExp(`^task-${number}`)).click()
  await page.getByTestId('actions').waitFor()
  const claim = page.getByTestId('claim')
  if (await claim.isVisible()) {
    await claim.click()
    await page.getByTestId('release').waitFor()
  }
}

it('The inbox tells by words which tasks are late, and can be filtered', async () => {
  await signInAt(page, fixture, 'reviewer.SCJ', '/review')
  const rows = page.getByTestId(/^task-/)
  await rows.first().waitFor()
  expect(await rows.allTextContents()).toHaveLength(3)
  expect(await rows.first().textContent()).toContain('已超期')
  await page.getByTestId('filter-light').selectOption('amber')
  await expect.poll(() => rows.count()).toBe(1)
  expect(await rows.first().textContent()).toContain('即将到期')
  await page.getByTestId('filter-light').selectOption('')
  await page.getByTestId('filter-mine').check()
  await expect.poll(() => rows.count()).toBe(1)
  expect(await rows.first().textContent()).toContain('我已认领')
})

it('A pre-review tells by the same list what is to be put right', async () => {
  await openTask('clerk.SCJ', 'QD20260309000116')
  await page.getByTestId('outcome-outOfScope').check()
  await page.getByTestId('pre-review-submit').click()
  await expect.poll(() => page.getByTestId('field-error').count()).toBe(2)
  await page.getByTestId('outcome-correct').check()
  const defect = page.getByTestId('defect-1')
  await defect.getByTestId('defect-target').selectOption('material:M002')
  await defect.getByTestId('defect-reason').fill('看不清')
  await defect.getByTestId('defect-cure').fill('重新提供')
  await page.getByTestId('pre-review-submit').click()
  await page.getByTestId('dialog-confirm').waitFor()
  expect(await violations(page)).toEqual([])
  await page.getByTestId('dialog-confirm').click()
  await expect.poll(() => sentTo('/pre-review').length).toBe(1)
  expect(sentTo('/pre-review')[0]?.body).toEqual({
    outcome: 'correct',
    defects: [{ materialCode: 'M002', reason: '看不清', cure: '重新提供' }],
  })
})

it('A correction notice names all defects at once and is confirmed before it goes out', async () => {
  await openTask('clerk.SCJ', 'QD20260309000052')
  await page.getByTestId('outcome-correct').check()
  await page.getByTestId('add-defect').click()
  for (const [index, target] of ['material:M002', 'field:business.scope'].entries()) {
    const defect = page.getByTestId(`defect-${index + 1}`)
    await defect.getByTestId('defect-target').selectOption(target)
    await defect.getByTestId('defect-reason').fill('看不清')
    await defect.getByTestId('defect-cure').fill('重新提供')
  }
  await page.getByTestId('acceptance-submit').click()
  await page.getByTestId('dialog-confirm').waitFor()
  expect(sentTo('/acceptance')).toHaveLength(0)
  expect(await violations(page)).toEqual([])
  await page.getByTestId('dialog-confirm').click()
  await expect.poll(() => sentTo('/acceptance').length).toBe(1)
  expect(sentTo('/acceptance')[0]?.body).toEqual({
    outcome: 'correct',
    defects: [
      { materialCode: 'M002', reason: '看不清', cure: '重新提供' },
      { field: 'business.scope', reason: '看不清', cure: '重新提供' },
    ],
  })
})

it('A case that somebody else changed is explained, with a reload', async () => {
  await openTask('clerk.SCJ', 'QD20260309000052')
  fixture.state.stale = true
  await page.getByTestId('acceptance-submit').click()
  await page.getByTestId('dialog-confirm').click()
  await page.getByText('赵审查已于 10:24 更新此件').waitFor()
  await page.getByTestId('reload').click()
  await expect.poll(() => page.getByTestId('reload').count()).toBe(0)
  await page.getByTestId('acceptance-form').waitFor()
})

it('An opinion is given from a template with the keyboard alone', async () => {
  await openTask('reviewer.SCJ', 'QD20260305000011')
  await page.getByTestId('template').focus()
  await page.keyboard.press('ArrowDown')
  await expect.poll(() => page.getByTestId('opinion-text').inputValue()).toContain('同意')
  await page.getByTestId('opinion-submit').focus()
  await page.keyboard.press('Enter')
  await page.getByTestId('dialog-confirm').waitFor()
  await page.keyboard.press('Escape')
  await expect.poll(() => page.getByTestId('dialog-confirm').count()).toBe(0)
  expect(sentTo('/opinion')).toHaveLength(0)
  await page.getByTestId('opinion-submit').focus()
  await page.keyboard.press('Enter')
  await page.getByTestId('dialog-confirm').focus()
  await page.keyboard.press('Enter')
  await expect.poll(() => sentTo('/opinion').length).toBe(1)
  expect(sentTo('/opinion')[0]?.body).toMatchObject({ outcome: 'agree' })
})

it('A survey needs two different inspectors', async () => {
  await openTask('reviewer.SCJ', 'QD20260306000019')
  await page.getByTestId('inspector-1').fill('赵审查')
  await page.getByTestId('inspector-2').fill('赵审查')
  await page.getByTestId('survey-findings').fill('布局与图纸一致。')
  await page.getByTestId('survey-submit').click()
  await page.getByText('至少需要 2 名不同的核查人员').waitFor()
  await page.getByTestId('inspector-2').fill('钱核查')
  await page.getByTestId('survey-at').fill('2026-03-10T09:30')
  await page.getByTestId('survey-submit').click()
  await page.getByTestId('dialog-confirm').click()
  await expect.poll(() => sentTo('/survey').length).toBe(1)
  expect(sentTo('/survey')[0]?.body).toMatchObject({ inspectors: ['赵审查', '钱核查'], at: '2026-03-10T09:30:00+08:00' })
})

it('A refusal needs its reason, its basis and the remedies', async () => {
  await openTask('approver.SCJ', 'QD20260309000060')
  await page.getByTestId('outcome-refuse').check()
  await page.getByTestId('decision-submit').click()
  expect(await page.getByTestId('field-error').count()).toBe(2)
  await page.getByTestId('decision-reason').fill('经营场所用途不符')
  await page.getByTestId('decision-basis').fill('《市场主体登记管理条例》第十一条')
  await page.getByTestId('decision-submit').click()
  await page.getByTestId('dialog-confirm').click()
  await expect.poll(() => sentTo('/decision').length).toBe(1)
  expect(sentTo('/decision')[0]?.body).toMatchObject({ outcome: 'refuse', reason: '经营场所用途不符' })
  expect((sentTo('/decision')[0]?.body as { remedies: string }).remedies).toContain('六十日')
})

const confirm = () => page.getByTestId('dialog-confirm').click()
const unfold = (action: string) => page.getByTestId(`act-${action}`).locator('summary').click()

it('A special procedure is opened with body, working days and the notice to the applicant', async () => {
  await openTask('reviewer.SCJ', 'QD20260305000011')
  await unfold('suspend')
  await page.getByTestId('suspension-submit').click()
  expect(await page.getByTestId('suspension-form').getByTestId('field-error').count()).toBe(4)
  await page.getByTestId('suspension-kind').selectOption('expertReview')
  await page.getByTestId('suspension-body').fill('食品安全专家组')
  await page.getByTestId('suspension-days').fill('5')
  await page.getByTestId('suspension-notice').fill('加工工艺需要专家评审。')
  await page.getByTestId('suspension-submit').click()
  await confirm()
  await expect.poll(() => sentTo('/suspensions').length).toBe(1)
  expect(sentTo('/suspensions')[0]?.body).toEqual({
    kind: 'expertReview',
    body: '食品安全专家组',
    workingDays: 5,
    notice: '加工工艺需要专家评审。',
  })
})

it('A special procedure is ended with its result', async () => {
  await openTask('reviewer.SCJ', 'QD20260305000011')
  await unfold('resume')
  await page.getByTestId('suspension-result').fill('工艺符合要求。')
  await page.getByTestId('suspension-end-submit').click()
  await confirm()
  await expect.poll(() => sentTo('/suspensions/s1/end').length).toBe(1)
})

it('An urging that waits for a reply stands open', async () => {
  await openTask('reviewer.SCJ', 'QD20260305000011')
  await page.getByTestId('urging-reply').fill('今天办结。')
  await page.getByTestId('urging-reply-submit').click()
  await confirm()
  await expect.poll(() => sentTo('/urgings/u1/reply').length).toBe(1)
})

it('A second urging is said to go to the head', async () => {
  await openTask('reviewer.SCJ', 'QD20260305000011')
  await unfold('urge')
  await page.getByTestId('urging-stage').selectOption('B')
  await page.getByText('这次催办将发给部门负责人').waitFor()
})

it('A request for extension is approved by who reads its reason', async () => {
  await openTask('approver.SCJ', 'QD20260309000060')
  const form = page.getByTestId('extension-answer-form')
  expect(await form.textContent()).toContain('现场情况复杂')
  await page.getByTestId('extension-answer-submit').click()
  await confirm()
  await expect.poll(() => sentTo('/extension/approval').length).toBe(1)
  expect(sentTo('/extension/approval')[0]?.body).toEqual({ approve: true })
})

it('A meeting is recorded with the vote of every department called', async () => {
  await openTask('reviewer.SCJ', 'QD20260309000092')
  await page.getByTestId('meeting-at').fill('2026-03-10T14:30')
  await page.getByTestId('meeting-minutes').fill('各部门交换意见。')
  await page.getByTestId('vote-participant-SCJ').fill('赵审查')
  await page.getByTestId('vote-outcome-GAJ').selectOption('absent')
  await page.getByTestId('meeting-conclusion').fill('同意。')
  await page.getByTestId('meeting-submit').click()
  expect(await violations(page)).toEqual([])
  await confirm()
  await expect.poll(() => sentTo('/meetings').length).toBe(1)
  expect(sentTo('/meetings')[0]?.body).toEqual({
    at: '2026-03-10T14:30:00+08:00',
    minutes: '各部门交换意见。',
    votes: [
      { department: 'SCJ', vote: 'agree', participant: '赵审查' },
      { department: 'GAJ', vote: 'absent' },
    ],
    outcome: 'agree',
    conclusion: '同意。',
  })
})

it('A signer sees the queue and sends the draft back with a reason', async () => {
  await openTask('approver.SCJ', 'QD20260309000100')
  expect(await page.getByTestId('signature-GAJ').textContent()).toContain('已签署')
  expect(await page.getByTestId('signature-SWJ').textContent()).toContain('未轮到')
  await page.getByTestId('outcome-reject').check()
  await page.getByTestId('countersign-submit').click()
  await page.getByTestId('field-error').waitFor()
  await page.getByTestId('countersign-reason').fill('缺少环评批复。')
  await page.getByTestId('countersign-submit').click()
  await confirm()
  await expect.poll(() => sentTo('/countersignatures').length).toBe(1)
  expect(sentTo('/countersignatures')[0]?.body).toEqual({ agree: false, reason: '缺少环评批复。' })
})

it('Accepting with promised gaps names them and the last day', async () => {
  await openTask('clerk.SCJ', 'QD20260309000052')
  await page.getByTestId('supply-by').fill('2026-03-11')
  await page.getByTestId('acceptance-submit').click()
  await confirm()
  await expect.poll(() => sentTo('/acceptance').length).toBe(1)
  expect(sentTo('/acceptance')[0]?.body).toEqual({ outcome: 'accept', deferred: ['M004'], supplyBy: '2026-03-11' })
})

it('A re-inspection shows what did not pass, and asks for points when things are to be put right', async () => {
  await openTask('reviewer.SCJ', 'QD20260306000019')
  expect(await page.getByTestId('reinspection').textContent()).toContain('加装隔断')
  await page.getByTestId('inspector-2').fill('钱核查')
  await page.getByTestId('survey-findings').fill('隔断未到顶。')
  await page.getByTestId('survey-form').getByTestId('outcome-agreeWithConditions').check()
  await page.getByTestId('survey-points').fill('隔断做到顶\n 补装门禁 ')
  await page.getByTestId('survey-submit').click()
  await confirm()
  await expect.poll(() => sentTo('/survey').length).toBe(1)
  expect(sentTo('/survey')[0]?.body).toMatchObject({ points: ['隔断做到顶', '补装门禁'] })
})

it('A task is handed over to a colleague', async () => {
  await openTask('reviewer.SCJ', 'QD20260305000011')
  await unfold('transfer')
  await page.getByTestId('transfer-to').fill('reviewer2.SCJ')
  await page.getByTestId('transfer-submit').click()
  await confirm()
  await expect.poll(() => sentTo('/transfer').length).toBe(1)
  expect(sentTo('/transfer')[0]?.body).toEqual({ to: 'reviewer2.SCJ' })
})

it('A year is shown as a picture, and its notice is entered', async () => {
  await signInAt(page, fixture, 'administrator', '/review')
  await page.goto(`${fixture.origin}/review#/calendar/2026`)
  await page.getByTestId('calendar').waitFor()
  expect(await page.locator('[data-date="2026-02-28"]').getAttribute('data-kind')).toBe('makeUp')
  expect(await page.locator('[data-date="2026-02-16"]').textContent()).toContain('春节')
  await page.getByTestId('calendar-edit').click()
  await page.getByTestId('notice-number').fill('国办发明电〔2025〕8号')
  expect(await violations(page)).toEqual([])
  await page.getByTestId('notice-save').click()
  await expect.poll(() => sentTo('/admin/calendar/2026').length).toBe(1)
  expect(sentTo('/admin/calendar/2026')[0]?.body).toMatchObject({ source: { number: '国办发明电〔2025〕8号' } })
})

it('A picture is shown in place, fetched with the reader’s token', async () => {
  await openTask('reviewer.SCJ', 'QD20260305000011')
  await page.getByTestId('view-u-1').click()
  const picture = page.getByTestId('viewer').locator('img')
  await picture.waitFor()
  expect(await picture.evaluate((image: HTMLImageElement) => image.src.startsWith('blob:') && image.naturalWidth > 0)).toBe(true)
})
