import { describe, expect, it } from 'vitest'
import { clockWord, formatDate, formatDateTime, instantFromLocal, limitWord, localFromInstant } from '../../src/shared/dates'

describe('dates', () => {
  it('are those of the authority, whatever the device says', () => {
    expect(formatDate('2026-03-09T16:30:00Z', 'zh-CN')).toBe('2026年3月10日')
    expect(formatDate('2026-03-09T16:30:00Z', 'en')).toBe('10 March 2026')
  })
  it('without a time are that day', () => expect(formatDate('2026-03-09', 'zh-CN')).toBe('2026年3月9日'))
  it('with a time count the hours from 0 to 23', () => {
    expect(formatDateTime('2026-03-09T16:05:00Z', 'zh-CN')).toMatch(/2026年3月10日\s?00:05/)
  })
  it('that are missing show nothing', () => {
    expect(formatDate(null, 'zh-CN')).toBe('')
    expect(formatDateTime(undefined, 'en')).toBe('')
  })
  it('typed into a form are in the authority’s time', () => {
    expect(new Date(instantFromLocal('2026-03-09T09:00')).toISOString()).toBe('2026-03-09T01:00:00.000Z')
    expect(localFromInstant(new Date('2026-03-09T01:00:00Z'))).toBe('2026-03-09T09:00')
  })
})

describe('limits in words', () => {
  it('of no working day mean the same day', () => expect(limitWord(0)).toEqual({ key: 'limit.sameDay' }))
  it('count working days', () => expect(limitWord(4)).toEqual({ key: 'limit.days', days: 4 }))
})

describe('the clock in words', () => {
  const clock = (workingDaysLeft: number | null, suspended = false) => clockWord({ workingDaysLeft, suspended })
  it('counts down', () => expect(clock(2)).toEqual({ key: 'clock.left', days: 2 }))
  it('says today on the last day', () => expect(clock(0)).toEqual({ key: 'clock.today' }))
  it('counts the days it is late as positive', () => expect(clock(-3)).toEqual({ key: 'clock.late', days: 3 }))
  it('stands while suspended, late or not', () => expect(clock(-3, true)).toEqual({ key: 'clock.stopped' }))
  it('says nothing when no limit runs', () => expect(clock(null)).toBeNull())
})
