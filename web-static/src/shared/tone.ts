import type { Light } from '../api/staffTypes'
import type { Bill, CaseDelivery, CaseState, Material, StageState } from '../api/types'
import type { IconName } from './SvgIcon.vue'

/** A colour with a meaning; it never stands without words. */
export type Tone = 'info' | 'good' | 'warn' | 'bad' | 'quiet'

const caseTones: Partial<Record<CaseState, Tone>> = {
  correctionRequested: 'warn',
  suspended: 'warn',
  notAccepted: 'bad',
  returned: 'bad',
  decidedRefuse: 'bad',
  decidedGrant: 'good',
  certificateReady: 'good',
  dispatched: 'good',
  delivered: 'good',
  closed: 'good',
  withdrawn: 'quiet',
  terminated: 'quiet',
}
export const caseTone = (state: CaseState): Tone => caseTones[state] ?? 'info'

/** Nothing will change any more by itself. */
export const isFinal = (state: CaseState): boolean =>
  ['notAccepted', 'returned', 'closed', 'withdrawn', 'terminated'].includes(state)

/** The limits of a case run until its decision; afterwards what was left says nothing. */
export const isDecided = (state: CaseState): boolean => !canWithdraw(state)

/** The applicant may withdraw until the decision. */
export const canWithdraw = (state: CaseState): boolean =>
  ['submitted', 'preReview', 'correctionRequested', 'resubmitted', 'preAccepted', 'inReview', 'suspended', 'reportedUp'].includes(
    state,
  )

export const stageTone = (state: StageState): Tone =>
  state === 'disagreed'
    ? 'bad'
    : state === 'suspended'
      ? 'warn'
      : state === 'waiting' || state === 'cancelled'
        ? 'quiet'
        : state === 'open' || state === 'claimed'
          ? 'info'
          : 'good'

export const stageIcon = (state: StageState): IconName =>
  state === 'disagreed'
    ? 'cross'
    : state === 'suspended'
      ? 'pause'
      : state === 'waiting' || state === 'cancelled'
        ? 'circle'
        : state === 'open' || state === 'claimed'
          ? 'clock'
          : 'check'

export const materialTone = (state: Material['state']): Tone =>
  state === 'clean' ? 'good' : state === 'rejected' ? 'bad' : 'info'

export const deliveryTone = (state: CaseDelivery['state']): Tone =>
  state === 'delivered' ? 'good' : state === 'returned' || state === 'refused' || state === 'failed' ? 'bad' : 'info'

export const billTone = (state: Bill['state']): Tone =>
  state === 'due' ? 'warn' : state === 'paid' || state === 'refunded' ? 'good' : state === 'refunding' ? 'info' : 'quiet'

export const lightTone = (light: Light): Tone => (light === 'green' ? 'good' : light === 'amber' ? 'warn' : 'bad')
export const lightIcon = (light: Light): IconName => (light === 'green' ? 'checkCircle' : light === 'amber' ? 'clock' : 'warning')
