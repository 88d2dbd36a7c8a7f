import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest'
import { complaints, contextFor, launch, startFixture, type Fixture } from './support'

let browser: Browser
let fixture: Fixture
let context: BrowserContext
let page: Page
let found: string[]
beforeAll(async () => {
  browser = await launch()
  fixture = await startFixture()
})
beforeEach(async () => {
  context = await contextFor(browser, { width: 360 })
  page = await context.newPage()
  found = complaints(page)
})
afterEach(async () => {
  expect(found).toEqual([])
  await context.close()
})
afterAll(async () => {
  await browser.close()
  await fixture.close()
})

const result = () => page.getByTestId('verify-result')

it('The link of a QR code answers without a further press', async () => {
  await page.goto(`${fixture.origin}/verify?id=revoked&code=V3R1FY`)
  await result().waitFor()
  const words = await result().textContent()
  expect(words).toContain('证照已撤销')
  expect(words).toContain('2026年1月8日')
  expect(words).toContain('经营者申请注销')
  expect(await page.getByTestId('verify-code').inputValue()).toBe('V3R1FY')
})

it('A replaced certificate leads to its successor', async () => {
  await page.goto(`${fixture.origin}/verify`)
  await page.getByTestId('verify-identifier').fill('replaced')
  await page.getByTestId('verify-check').click()
  await page.getByTestId('verify-replacement').click()
  expect(await page.getByTestId('verify-identifier').inputValue()).toBe('valid')
})

it('An unknown certificate is told as such', async () => {
  await page.goto(`${fixture.origin}/verify?id=nothing`)
  await page.getByText('查无此证照').waitFor()
})

it('An altered file is never shown as valid, though the register knows its identifier', async () => {
  await page.goto(`${fixture.origin}/verify`)
  const send = (content: string) =>
    page.getByTestId('verify-file').setInputFiles({ name: '执照.pdf', mimeType: 'application/pdf', buffer: Buffer.from(content) })
  await send('%PDF-1.7 genuine')
  await page.getByText('签章有效，文件未被改动').waitFor()
  await send('%PDF-1.7 altered')
  await page.getByRole('heading', { name: '文件被改动过' }).waitFor()
  expect(await result().textContent()).not.toContain('证照有效')
  expect(await result().textContent()).not.toContain('启东市汇龙镇小张面馆')
})

it('No sign-in code is loaded for verification', async () => {
  const scripts: string[] = []
  page.on('request', (request) => scripts.push(request.url()))
  await page.goto(`${fixture.origin}/verify?id=revoked`)
  await result().waitFor()
  expect(scripts.filter((one) => one.includes('oidc'))).toEqual([])
})
