import type { CalendarYear } from '../../api/staffTypes'

/** What a day of the year is to the offices. */
export type DayKind = 'work' | 'weekend' | 'holiday' | 'makeUp'

export interface Day {
  /** yyyy-MM-dd */
  date: string
  day: number
  kind: DayKind
  /** Of the holiday, in both languages. */
  holiday: { zh: string; en: string } | null
}

const iso = (year: number, month: number, day: number): string =>
  `${year}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`

/** 0 is Monday. */
const weekday = (year: number, month: number, day: number): number =>
  (new Date(Date.UTC(year, month - 1, day)).getUTCDay() + 6) % 7

export type Entered = Pick<CalendarYear, 'holidays' | 'workdays' | 'statutoryDays'>

export function dayOf(entered: Entered, year: number, month: number, day: number): Day {
  const date = iso(year, month, day)
  const holiday = entered.holidays.find((one) => one.from !== '' && one.from <= date && date <= one.to)
  // While no notice is entered, the days that the law names are off all the same.
  const off = holiday !== undefined || (entered.holidays.length === 0 && entered.statutoryDays.includes(date))
  const kind = entered.workdays.includes(date) ? 'makeUp' : off ? 'holiday' : weekday(year, month, day) > 4 ? 'weekend' : 'work'
  return { date, day, kind, holiday: holiday?.name ?? null }
}

/** The weeks of a month from Monday on; days of other months are null. */
export function weeksOf(entered: Entered, year: number, month: number): (Day | null)[][] {
  const count = new Date(Date.UTC(year, month, 0)).getUTCDate()
  const cells: (Day | null)[] = Array.from({ length: weekday(year, month, 1) }, () => null)
  for (let day = 1; day <= count; day++) cells.push(dayOf(entered, year, month, day))
  while (cells.length % 7 > 0) cells.push(null)
  return Array.from({ length: cells.length / 7 }, (_, week) => cells.slice(week * 7, week * 7 + 7))
}

/** Days on which the offices work in the year. */
export function workingDays(entered: Entered, year: number): number {
  let count = 0
  for (let month = 1; month <= 12; month++) {
    for (const day of weeksOf(entered, year, month).flat()) if (day && (day.kind === 'work' || day.kind === 'makeUp')) count++
  }
  return count
}
