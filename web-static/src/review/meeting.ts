import type { MeetingCommand } from '../api/staffTypes'

type Vote = MeetingCommand['votes'][number]

/** One department's vote while the record is written. */
export interface VoteDraft {
  department: string
  vote: Vote['vote']
  participant: string
  reason: string
}

export const emptyVote = (department: string): VoteDraft => ({ department, vote: 'agree', participant: '', reason: '' })

/** Conditions and disagreement are explained. */
export const needsReason = (vote: Vote['vote']): boolean => vote === 'agreeWithConditions' || vote === 'disagree'

/** Who was there is named, and what is not plain agreement is explained. */
export const isComplete = (draft: VoteDraft): boolean =>
  draft.vote === 'absent' || (draft.participant.trim() !== '' && (!needsReason(draft.vote) || draft.reason.trim() !== ''))

export const voteOf = (draft: VoteDraft): Vote =>
  draft.vote === 'absent'
    ? { department: draft.department, vote: 'absent' }
    : {
        department: draft.department,
        vote: draft.vote,
        participant: draft.participant.trim(),
        ...(needsReason(draft.vote) ? { reason: draft.reason.trim() } : {}),
      }
