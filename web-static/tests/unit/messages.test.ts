import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { Light } from '../../src/api/staffTypes'
import type {
  CaseDelivery,
  CaseState,
  CertificateStatus,
  CertificateVerification,
  Delivery,
  ItemKind,
  StageState,
} from '../../src/api/types'
import enCitizen from '../../src/locales/en/citizen'
import enReview from '../../src/locales/en/review'
import enVerify from '../../src/locales/en/verify'
import zhCitizen from '../../src/locales/zh-CN/citizen'
import zhReview from '../../src/locales/zh-CN/review'
import zhShared from '../../src/locales/zh-CN/shared'
import zhVerify from '../../src/locales/zh-CN/verify'

type Tree = { [key: string]: string | Tree }
const flat = (tree: Tree, path = ''): [string, string][] =>
  Object.entries(tree).flatMap(([key, value]) =>
    typeof value === 'string' ? [[path + key, value]] : flat(value, `${path}${key}.`),
  )

const source = join(import.meta.dirname, '../../src')
const filesIn = (folder: string): string[] =>
  readdirSync(join(source, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.(vue|ts)$/.test(file))
    .map((file) => readFileSync(join(source, folder, file), 'utf8'))
const shared = filesIn('shared')

/** Keys as written, and the fixed beginnings of those that are put together. A key counts wherever it stands as a string. */
function mentioned(code: string[]): { keys: Set<string>; beginnings: string[] } {
  const all = code.join('\n')
  const keys = new Set([...all.matchAll(/'([a-zA-Z]+(?:\.[a-zA-Z0-9]+)+)'/g)].map((match) => match[1] ?? ''))
  const beginnings = [...all.matchAll(/`([a-zA-Z]+(?:\.[a-zA-Z]+)*\.)\$\{/g)].map((match) => match[1] ?? '')
  return { keys, beginnings }
}

const pages = [
  { page: 'citizen', zh: zhCitizen as Tree, en: enCitizen as Tree },
  { page: 'review', zh: zhReview as Tree, en: enReview as Tree },
  { page: 'verify', zh: zhVerify as Tree, en: enVerify as Tree },
]

describe.each(pages)('messages of $page', ({ page, zh, en }) => {
  const keys = flat(zh).map(([key]) => key)
  const used = mentioned([...filesIn(page), ...shared])
  const isUsed = (key: string): boolean => used.keys.has(key) || used.beginnings.some((beginning) => key.startsWith(beginning))

  it('have the same keys in both languages', () => {
    expect(
      flat(en)
        .map(([key]) => key)
        .sort(),
    ).toEqual([...keys].sort())
  })

  it('are nowhere empty', () => {
    expect([...flat(zh), ...flat(en)].filter(([, words]) => words.trim() === '')).toEqual([])
  })

  it('name the same parameters in both languages', () => {
    const parameters = (words: string) => [...new Set(words.match(/\{[a-zA-Z]+\}/g) ?? [])].sort()
    const english = new Map(flat(en))
    expect(flat(zh).filter(([key, words]) => parameters(words).join() !== parameters(english.get(key) ?? '').join())).toEqual([])
  })

  it('hold no Chinese in English but the name of the language', () => {
    expect(flat(en).filter(([key, words]) => /\p{Script=Han}/u.test(words) && key !== 'header.otherLanguage')).toEqual([])
  })

  it('are all used', () => {
    const own = keys.filter((key) => !flat(zhShared as Tree).some(([one]) => one === key))
    expect(own.filter((key) => !isUsed(key))).toEqual([])
  })

  it('that the page’s own files ask for are there', () => {
    const asked = [
      ...filesIn(page)
        .join('\n')
        .matchAll(/\bt\(\s*'([a-zA-Z0-9.]+)'/g),
    ].map((match) => match[1] ?? '')
    expect(asked.filter((key) => !keys.includes(key))).toEqual([])
  })
})

it('shared messages are all used somewhere', () => {
  const used = mentioned([...shared, ...filesIn('citizen'), ...filesIn('review'), ...filesIn('verify')])
  const keys = flat(zhShared as Tree).map(([key]) => key)
  expect(keys.filter((key) => !used.keys.has(key) && !used.beginnings.some((beginning) => key.startsWith(beginning)))).toEqual([])
})

it('shared components ask only for messages that every page has', () => {
  // The sign-in and the not-found page are routes of those pages that have routes.
  const routed = ['title.signIn', 'title.notFound']
  const asked = new Set([...shared.join('\n').matchAll(/\bt\(\s*'([a-zA-Z0-9.]+)'/g)].map((match) => match[1] ?? ''))
  const known = flat(zhShared as Tree).map(([key]) => key)
  expect([...asked].filter((key) => !known.includes(key)).sort()).toEqual([...routed].sort())
  for (const messages of [zhCitizen, zhReview]) {
    const keys = flat(messages as Tree).map(([key]) => key)
    expect(routed.filter((key) => !keys.includes(key))).toEqual([])
  }
})

describe('every value of the contract has words:', () => {
  // The records are complete by their types: a new state in the contract fails the type check here first.
  const caseStates: Record<CaseState, 0> = {
    submitted: 0,
    preReview: 0,
    correctionRequested: 0,
    resubmitted: 0,
    preAccepted: 0,
    notAccepted: 0,
    returned: 0,
    inReview: 0,
    suspended: 0,
    reportedUp: 0,
    decidedGrant: 0,
    decidedRefuse: 0,
    certificateReady: 0,
    dispatched: 0,
    delivered: 0,
    closed: 0,
    withdrawn: 0,
    terminated: 0,
  }
  const stageStates: Record<StageState, 0> = {
    waiting: 0,
    open: 0,
    claimed: 0,
    agreed: 0,
    agreedWithConditions: 0,
    disagreed: 0,
    deemedAgreed: 0,
    suspended: 0,
    cancelled: 0,
  }
  const courierStates: Record<CaseDelivery['state'], 0> = {
    ordered: 0,
    collected: 0,
    inTransit: 0,
    delivered: 0,
    returned: 0,
    refused: 0,
    failed: 0,
  }
  const signatures: Record<CertificateVerification['signature'], 0> = { valid: 0, altered: 0, unsigned: 0, unknownSigner: 0 }
  const statuses: Record<CertificateStatus['status'], 0> = { valid: 0, expired: 0, revoked: 0, replaced: 0, unknown: 0 }
  const kinds: Record<ItemKind, 0> = { immediate: 0, promised: 0, joint: 0, reported: 0 }
  const deliveries: Record<Delivery, 0> = { ecert: 0, courier: 0, window: 0, village: 0 }
  const lights: Record<Light, 0> = { green: 0, amber: 0, red: 0 }
  it.each([
    ['state', caseStates, zhCitizen.state],
    ['stateWords', caseStates, zhCitizen.stateWords],
    ['stageState', stageStates, zhCitizen.stageState],
    ['courierState', courierStates, zhCitizen.courierState],
    ['kind', kinds, zhCitizen.kind],
    ['delivery', deliveries, zhCitizen.delivery],
    ['light', lights, zhReview.light],
    ['signature', signatures, zhVerify.signature],
    ['certificate', statuses, zhVerify.certificate],
  ])('%s', (_name, values, words) => expect(Object.keys(words).sort()).toEqual(Object.keys(values).sort()))
})

it('no component holds Chinese text of its own', () => {
  const withoutComments = (code: string) =>
    code
      .replace(/\/\*[\s\S]*?\*\//g, '')
      .replace(/<!--[\s\S]*?-->/g, '')
      .replace(/\/\/.*$/gm, '')
  const code = [...shared, ...filesIn('citizen'), ...filesIn('review'), ...filesIn('verify')].map(withoutComments)
  expect(code.flatMap((one) => one.match(/[^\n]*\p{Script=Han}[^\n]*/gu) ?? [])).toEqual([])
})
