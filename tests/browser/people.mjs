// Drives the real pages in a real browser as citizens and staff would.
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'

const root = join(import.meta.dirname, '..', '..')
const pages = createRequire(join(root, 'web-static', 'package.json'))
const { chromium } = pages('playwright-core')
const axe = readFileSync(pages.resolve('axe-core/axe.min.js'), 'utf8')

const quiet = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
  '--disable-component-update', '--disable-sync']

export const launch = () => chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: quiet })

/** A person with a browser window of their own. Whatever the page logs as an error, or the server answers with 5xx, is kept in `faults`. */
export async function person(browser, site, { width = 360, height = 740, language = 'zh-CN', dark = false } = {}) {
  const context = await browser.newContext({
    viewport: { width, height },
    locale: language,
    timezoneId: 'Asia/Shanghai',
    colorScheme: dark ? 'dark' : 'light',
    deviceScaleFactor: width < 500 ? 2 : 1,
  })
  const page = await context.newPage()
  page.setDefaultTimeout(20_000)
  const faults = []
  page.on('pageerror', (error) => faults.push(String(error)))
  page.on('console', (message) => message.type() === 'error' && faults.push(message.text()))
  page.on('response', (response) => response.status() >= 500 && faults.push(`${response.status()} ${response.url()}`))
  const at = (id) => page.getByTestId(id)
  return {
    page,
    faults,
    at,
    open: (path) => page.goto(site + path),
    /** The provider's page of demo people. */
    async signIn(name) {
      await page.waitForURL((url) => url.pathname.startsWith('/sign-in'))
      await page.locator(`button[value="${name}"]`).click()
      await page.waitForURL((url) => url.origin === new URL(site).origin)
    },
    close: () => context.close(),
  }
}

/** What axe-core finds against WCAG 2.2 A and AA on the page as it stands. */
export async function violations(page) {
  await page.evaluate(axe)
  const { violations: found } = await page.evaluate(() => window.axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] }))
  return found.map((one) => `${one.id}: ${one.help} (${one.nodes.map((node) => node.html.slice(0, 160)).join(' | ')})`)
}
