import type { SubmissionReceipt } from '../api/types'

/** The receipt of this visit: shown at once, before the case itself can be read. Kept for the tab, so a reload shows it too. */
const key = (number: string): string => `novisit.receipt.${number}`

export const keepReceipt = (receipt: SubmissionReceipt): void =>
  sessionStorage.setItem(key(receipt.number), JSON.stringify(receipt))

export function keptReceipt(number: string): SubmissionReceipt | null {
  const text = sessionStorage.getItem(key(number))
  return text ? (JSON.parse(text) as SubmissionReceipt) : null
}
