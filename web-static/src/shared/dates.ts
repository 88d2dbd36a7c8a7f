/** All limits and instants are shown in the time of the authority, whatever the reader's device says. */
const timeZone = 'Asia/Shanghai'

/** `2026年3月9日` or `9 March 2026`; an empty string for nothing. Takes an instant or a plain date. */
export function formatDate(value: string | null | undefined, language: string): string {
  if (!value) return ''
  return new Intl.DateTimeFormat(language === 'en' ? 'en-GB' : 'zh-CN', { dateStyle: 'long', timeZone }).format(instantOf(value))
}

/** With hours and minutes, 24 hours. */
export function formatDateTime(value: string | null | undefined, language: string): string {
  if (!value) return ''
  return new Intl.DateTimeFormat(language === 'en' ? 'en-GB' : 'zh-CN', {
    dateStyle: 'long',
    timeStyle: 'short',
    hourCycle: 'h23',
    timeZone,
  }).format(instantOf(value))
}

/** A plain date means that day in the authority's time zone. */
function instantOf(value: string): Date {
  return new Date(/^\d{4}-\d{2}-\d{2}$/.test(value) ? `${value}T12:00:00+08:00` : value)
}

/** `2026-03-09T15:30`, as a datetime-local field has it, read in the authority's time. China has had no summer time since 1991. */
export const instantFromLocal = (value: string): string => `${value.length === 16 ? `${value}:00` : value}+08:00`

/** Now as a datetime-local field wants it, in the authority's time. */
export function localFromInstant(instant: Date): string {
  return instant.toLocaleString('sv-SE', { timeZone }).slice(0, 16).replace(' ', 'T')
}

export type LimitWord = { key: 'limit.sameDay' } | { key: 'limit.days'; days: number }

/** A promised or legal limit in words: 0 working days is the same day. */
export const limitWord = (workingDays: number): LimitWord =>
  workingDays === 0 ? { key: 'limit.sameDay' } : { key: 'limit.days', days: workingDays }

export type ClockWord =
  | { key: 'clock.stopped' }
  | { key: 'clock.today' }
  | { key: 'clock.left'; days: number }
  | { key: 'clock.late'; days: number }
  | null

/** What the running clock of a case says; null when no limit runs. */
export function clockWord(clock: { workingDaysLeft: number | null; suspended: boolean }): ClockWord {
  if (clock.suspended) return { key: 'clock.stopped' }
  if (clock.workingDaysLeft === null) return null
  if (clock.workingDaysLeft === 0) return { key: 'clock.today' }
  return clock.workingDaysLeft > 0
    ? { key: 'clock.left', days: clock.workingDaysLeft }
    : { key: 'clock.late', days: -clock.workingDaysLeft }
}
