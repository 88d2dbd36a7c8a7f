// Counting results of all runners alike.

/** @param {{ state: 'passed' | 'failed' | 'skipped' }[]} results */
export const count = (results, state) => results.filter((one) => one.state === state).length

/** The closing line; skips are only mentioned when there are some. */
export function summary(results) {
  const skipped = count(results, 'skipped')
  return `${count(results, 'passed')} passed, ${count(results, 'failed')} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`
}
