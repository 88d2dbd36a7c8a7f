import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Browser } from 'playwright-core'
import { contextFor, launch, startFixture, type Fixture } from './support'

/** Bytes of script, compressed, that a citizen on a slow network waits for before the first page. */
const allowed = 180 * 1024

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

it('The first page of a citizen needs less than 180 KB of script and nothing from elsewhere', async () => {
  const context = await contextFor(browser, { width: 360 })
  const page = await context.newPage()
  const scripts: Promise<number>[] = []
  const elsewhere: string[] = []
  page.on('response', (response) => {
    if (!response.url().startsWith(fixture.origin)) elsewhere.push(response.url())
    if (response.url().endsWith('.js')) scripts.push(response.body().then((body) => gzipSync(body).length))
  })
  await page.goto(fixture.origin)
  await page.getByTestId('items').waitFor()
  const total = (await Promise.all(scripts)).reduce((sum, bytes) => sum + bytes, 0)
  expect(total).toBeGreaterThan(20 * 1024)
  expect(total).toBeLessThan(allowed)
  expect(elsewhere).toEqual([])
  await context.close()
})
