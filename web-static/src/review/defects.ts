import type { Defect, ItemGuide } from '../api/types'
import { say } from '../shared/i18n'

/** One line of a correction notice while it is written. `target` is `material:CODE` or `field:CODE`, empty until chosen. */
export interface DefectDraft {
  id: number
  target: string
  reason: string
  cure: string
}

let lastId = 0
export const emptyDefect = (): DefectDraft => ({ id: ++lastId, target: '', reason: '', cure: '' })

export const isComplete = (defect: DefectDraft): boolean =>
  defect.target !== '' && defect.reason.trim() !== '' && defect.cure.trim() !== ''

const split = (target: string): [string, string] => target.split(':') as [string, string]

/** As the notice names it. */
export function defectOf({ target, reason, cure }: DefectDraft): Defect {
  const [kind, code] = split(target)
  return { ...(kind === 'material' ? { materialCode: code } : { field: code }), reason: reason.trim(), cure: cure.trim() }
}

/** What a target is called on the item's pages. */
export function targetName(target: string, item: ItemGuide | null): string {
  const [kind, code] = split(target)
  if (kind === 'material') return say(item?.materials.find((one) => one.code === code)?.name) || code
  return say(item?.form.sections.flatMap((section) => section.fields).find((field) => field.code === code)?.label) || code
}
