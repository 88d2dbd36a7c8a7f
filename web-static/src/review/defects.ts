/** One line of a correction notice while it is written. `target` is `material:CODE` or `field:CODE`, empty until chosen. */
export interface DefectDraft {
  id: number
  target: string
  reason: string
  cure: string
}

let lastId = 0
export const emptyDefect = (): DefectDraft => ({ id: ++lastId, target: '', reason: '', cure: '' })
