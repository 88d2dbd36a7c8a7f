import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  complaints,
  contextFor,
  launch,
  overflow,
  signInAt,
  smallTargets,
  startFixture,
  violations,
  type Fixture,
  type View,
} from './support'

const views: [string, View][] = [
  ['a phone, light', { width: 360 }],
  ['a phone, dark', { width: 360, dark: true }],
  ['a phone, large type', { width: 360, big: true }],
  ['a phone, English', { width: 360, english: true }],
  ['a desk, light', { width: 1280 }],
  ['a desk, dark', { width: 1280, dark: true }],
]

interface Screen {
  name: string
  address: string
  /** Present when the screen is ready. */
  ready: string
  /** What to do before looking. */
  act?: (page: Page) => Promise<void>
}

const open: Screen[] = [
  { name: 'home', address: '/#/', ready: 'items' },
  { name: 'guide', address: '/#/items/320681-LB-SCJ-0002-1', ready: 'flow' },
  { name: 'sign-in', address: '/#/sign-in', ready: 'sign-in' },
  {
    name: 'progress',
    address: '/#/progress?number=QD20260309000028&code=K7M4-2QXP',
    ready: 'progress-find',
    act: async (page) => {
      await page.getByTestId('progress-find').click()
      await page.getByTestId('progress-result').waitFor()
    },
  },
  {
    name: 'verification of a valid certificate',
    address: `/verify?id=${encodeURIComponent('1.2.156.3005.2.11100000MB0307012M001.12320681MB1234567X.20260309000044.001.7')}`,
    ready: 'verify-result',
  },
  { name: 'verification of a revoked certificate', address: '/verify?id=revoked', ready: 'verify-result' },
  { name: 'verification of a replaced certificate', address: '/verify?id=replaced', ready: 'verify-result' },
]
const citizen: Screen[] = [
  { name: 'my cases', address: '/#/cases', ready: 'cases' },
  { name: 'joint case', address: '/#/cases/QD20260309000028', ready: 'timeline' },
  { name: 'case to correct', address: '/#/cases/QD20260309000036', ready: 'correction' },
  { name: 'case with results', address: '/#/cases/QD20260309000044', ready: 'results' },
  {
    name: 'withdrawal',
    address: '/#/cases/QD20260309000028',
    ready: 'withdraw',
    act: async (page) => {
      await page.getByTestId('withdraw').click()
      await page.getByTestId('withdraw-reason').waitFor()
    },
  },
  { name: 'case with a supplement', address: '/#/cases/QD20260309000068', ready: 'supplement' },
  { name: 'suspended case', address: '/#/cases/QD20260309000076', ready: 'pauses' },
  { name: 'case to rectify', address: '/#/cases/QD20260309000084', ready: 'rectification' },
  { name: 'messages', address: '/#/messages', ready: 'messages' },
  {
    name: 'filing with errors',
    address: '/#/items/320681-QR-SCJ-0001-1/file',
    ready: 'step-next',
    act: async (page) => {
      await page.getByTestId('step-next').click()
      await page.getByTestId('field-error').first().waitFor()
    },
  },
]
const clerk: Screen[] = [
  { name: 'inbox', address: '/review#/', ready: 'inbox' },
  { name: 'pre-review', address: '/review#/cases/QD20260309000116', ready: 'pre-review-form' },
  {
    name: 'correction notice',
    address: '/review#/cases/QD20260309000052',
    ready: 'actions',
    act: async (page) => {
      const claim = page.getByTestId('claim')
      if (await claim.isVisible()) await claim.click()
      await page.getByTestId('outcome-correct').check()
      await page.getByTestId('add-defect').click()
      await page.getByTestId('acceptance-submit').click()
      await page.getByTestId('field-error').first().waitFor()
    },
  },
]
const unfoldAll = (page: Page): Promise<void> =>
  page.evaluate(() => document.querySelectorAll('details').forEach((one) => (one.open = true)))
const reviewer: Screen[] = [
  { name: 'work messages', address: '/review#/messages', ready: 'messages' },
  { name: 'opinion', address: '/review#/cases/QD20260305000011', ready: 'opinion-form', act: unfoldAll },
  { name: 'meeting', address: '/review#/cases/QD20260309000092', ready: 'meeting-form' },
  {
    name: 'survey',
    address: '/review#/cases/QD20260306000019',
    ready: 'actions',
    act: async (page) => {
      const claim = page.getByTestId('claim')
      if (await claim.isVisible()) await claim.click()
      await page.getByTestId('survey-form').waitFor()
      await page.getByTestId('view-u-1').click()
      await page.getByTestId('viewer').waitFor()
    },
  },
]

const approver: Screen[] = [
  { name: 'countersignature', address: '/review#/cases/QD20260309000100', ready: 'countersign-form' },
  { name: 'extension to answer', address: '/review#/cases/QD20260309000060', ready: 'extension-answer-form' },
]
const administrator: Screen[] = [
  { name: 'calendar', address: '/review#/calendar/2026', ready: 'calendar' },
  { name: 'calendar without a notice', address: '/review#/calendar/2028', ready: 'calendar-provisional' },
]

let browser: Browser
let fixture: Fixture
beforeAll(async () => {
  fixture = await startFixture()
  browser = await launch()
})
afterAll(async () => {
  await browser.close()
  await fixture.close()
})

async function look(page: Page, screen: Screen, found: string[]): Promise<void> {
  await page.goto(fixture.origin + screen.address)
  await page.getByTestId(screen.ready).first().waitFor()
  await screen.act?.(page)
  expect(await violations(page), `${screen.name}: accessibility`).toEqual([])
  expect(await overflow(page), `${screen.name}: wider than the window`).toBe(0)
  expect(await smallTargets(page), `${screen.name}: small targets`).toEqual([])
  expect(await page.locator('h1').count(), `${screen.name}: one heading`).toBe(1)
  expect(found, `${screen.name}: complaints of the browser`).toEqual([])
}

describe.each(views)('on %s,', (_name, view) => {
  let context: BrowserContext
  beforeAll(async () => {
    context = await contextFor(browser, view)
  })
  afterAll(() => context.close())

  it.each([
    ['open to all', null, '/', open],
    ['of an applicant', 'zhang.san', '/#/cases', citizen],
    ['of a clerk', 'clerk.SCJ', '/review', clerk],
    ['of a reviewer', 'reviewer.SCJ', '/review', reviewer],
    ['of an approver', 'approver.SCJ', '/review', approver],
    ['of an administrator', 'administrator', '/review', administrator],
  ] as [string, string | null, string, Screen[]][])('screens %s are accessible and fit', async (_who, person, start, screens) => {
    const page = await context.newPage()
    const found = complaints(page)
    if (person) await signInAt(page, fixture, person, start)
    for (const screen of screens) await look(page, screen, found)
    await page.close()
  })
})
