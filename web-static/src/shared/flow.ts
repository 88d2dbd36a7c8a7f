/** Stages by phase: phases run one after another, the stages of one phase at once. */
export function phasesOf<S extends { phase: number }>(stages: S[]): { phase: number; stages: S[] }[] {
  const phases = new Map<number, S[]>()
  for (const stage of stages) phases.set(stage.phase, [...(phases.get(stage.phase) ?? []), stage])
  return [...phases.entries()].sort(([a], [b]) => a - b).map(([phase, together]) => ({ phase, stages: together }))
}
