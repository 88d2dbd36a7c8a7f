import { describe, expect, it } from 'vitest'
import { dayOf, weeksOf, workingDays } from '../../src/review/calendar/days'

const year2026 = {
  holidays: [
    { name: { zh: '春节', en: 'Spring Festival' }, from: '2026-02-15', to: '2026-02-23' },
    { name: { zh: '国庆节', en: 'National Day' }, from: '2026-10-01', to: '2026-10-07' },
  ],
  workdays: ['2026-02-14', '2026-02-28'],
  statutoryDays: ['2026-02-17', '2026-10-01'],
}
const none = { holidays: [], workdays: [], statutoryDays: ['2027-10-01'] }

describe('A day of the calendar', () => {
  it('within a holiday is off and bears its name', () =>
    expect(dayOf(year2026, 2026, 2, 16)).toMatchObject({ kind: 'holiday', holiday: { zh: '春节' } }))
  it('on a weekend that is worked is a make-up day', () => expect(dayOf(year2026, 2026, 2, 28).kind).toBe('makeUp'))
  it('on any other weekend is off', () => expect(dayOf(year2026, 2026, 3, 7).kind).toBe('weekend'))
  it('that the law names is off before the notice is entered', () => expect(dayOf(none, 2027, 10, 1).kind).toBe('holiday'))
})

it('A month begins on Monday and fills whole weeks', () => {
  const weeks = weeksOf(year2026, 2026, 3)
  expect(weeks[0]?.map((day) => day?.day ?? 0)).toEqual([0, 0, 0, 0, 0, 0, 1])
  expect(weeks.at(-1)?.map((day) => day?.day ?? 0)).toEqual([30, 31, 0, 0, 0, 0, 0])
})

it('Make-up days count as working days and holidays on weekdays do not', () => {
  // 261 weekdays, less 6 of the Spring Festival and 5 of the National Day, and two Saturdays worked.
  expect(workingDays(year2026, 2026)).toBe(252)
})
