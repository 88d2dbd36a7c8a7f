import axe from 'axe-core'
import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core'
import { startFixture } from '../fixture-server.mjs'

export type Fixture = Awaited<ReturnType<typeof startFixture>>
export { startFixture }

export const launch = (): Promise<Browser> =>
  chromium.launch({
    executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--no-first-run',
      '--disable-quic',
    ],
  })

export interface View {
  width: number
  dark?: boolean
  big?: boolean
  english?: boolean
}

export async function contextFor(browser: Browser, view: View): Promise<BrowserContext> {
  const context = await browser.newContext({
    viewport: { width: view.width, height: 780 },
    colorScheme: view.dark ? 'dark' : 'light',
    locale: 'zh-CN',
    reducedMotion: 'reduce',
    ...(view.width < 500 ? { hasTouch: true, isMobile: true } : {}),
  })
  await context.addInitScript(
    ({ big, english }) => {
      localStorage.setItem('novisit.bigType', big ? 'yes' : 'no')
      localStorage.setItem('novisit.language', english ? 'en' : 'zh-CN')
    },
    { big: view.big ?? false, english: view.english ?? false },
  )
  return context
}

/** Collects what the page complains about: errors of scripts and what the content security policy forbade. */
export function complaints(page: Page): string[] {
  const found: string[] = []
  page.on('pageerror', (error) => found.push(error.message))
  page.on('console', (message) => {
    // Refused and broken requests are part of the tests; the browser reports them as errors of loading.
    if ((message.type() === 'error' || message.type() === 'warning') && !message.text().includes('Failed to load resource')) {
      found.push(message.text())
    }
  })
  return found
}

/** Opens a page that needs a person, through the whole sign-in. `page` is `/` or `/review`. */
export async function signInAt(page: Page, fixture: Fixture, person: string, address: string): Promise<void> {
  fixture.state.person = person
  await page.goto(fixture.origin + address)
  await page.getByTestId('sign-in').click()
  await page.getByTestId('sign-out').waitFor()
  // The router listens to the address only once its first page is there.
  await page.locator('main h1').waitFor()
}

/** Violations of WCAG 2.2 A and AA and of axe's best practices, each with the first place. */
export async function violations(page: Page): Promise<string[]> {
  await page.evaluate(axe.source)
  const result = await page.evaluate(() =>
    (window as unknown as { axe: typeof axe }).axe.run(document, {
      runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
    }),
  )
  return result.violations.map(
    (one) => `${one.id}: ${one.help} (${one.nodes.map((node) => node.html.slice(0, 160)).join(' | ')})`,
  )
}

/** CSS pixels that the page is wider than its window. */
export const overflow = (page: Page): Promise<number> =>
  page.evaluate(() => Math.max(0, document.documentElement.scrollWidth - document.documentElement.clientWidth))

/** Controls smaller than 44 by 44 px, links within text aside. */
export const smallTargets = (page: Page): Promise<string[]> =>
  page.evaluate(() =>
    [
      ...document.querySelectorAll<HTMLElement>(
        'main button, main a, main select, main input:not([type=hidden]), header button, nav a',
      ),
    ]
      .filter(
        (element) => element.checkVisibility() && !element.closest('p, .visually-hidden') && !element.matches('.visually-hidden'),
      )
      .map((element) => ({ element, box: (element.closest('label') ?? element).getBoundingClientRect() }))
      // The bars of the steps are wide, not high, and only repeat what the buttons below do.
      .filter(({ element, box }) => box.width > 0 && (box.height < 43.5 || box.width < 24) && !element.closest('ol.bar'))
      .map(({ element, box }) => `${element.outerHTML.slice(0, 100)} ${Math.round(box.width)}x${Math.round(box.height)}`),
  )
