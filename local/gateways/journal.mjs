// What the gateways know, kept in memory and in an append-only file of JSON lines, so that a kill forgets nothing answered.
import { appendFileSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'

const KINDS = ['sms', 'courier', 'payment', 'refund', 'answer', 'callback', 'counter', 'settings']

/**
 * @param {string} file
 * @returns a journal: `get`, `list`, `commit` (several records in one line: all or none survive), `clear`
 */
export function openJournal(file) {
  const kinds = new Map(KINDS.map((kind) => [kind, new Map()]))
  const apply = (entries) => {
    for (const { kind, id, record } of entries) kinds.get(kind).set(id, record)
  }
  for (const line of readLines(file)) apply(line)

  // Rewriting at the start drops all but the last state of each record.
  const everything = KINDS.flatMap((kind) => [...kinds.get(kind)].map(([id, record]) => ({ kind, id, record })))
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(`${file}.new`, everything.map((entry) => `${JSON.stringify([entry])}\n`).join(''))
  renameSync(`${file}.new`, file)

  return {
    get: (kind, id) => kinds.get(kind).get(id),
    list: (kind) => [...kinds.get(kind).values()],
    commit(entries) {
      appendFileSync(file, `${JSON.stringify(entries)}\n`)
      apply(entries)
    },
    clear(cleared) {
      for (const kind of cleared) kinds.get(kind).clear()
      const kept = KINDS.flatMap((kind) => [...kinds.get(kind)].map(([id, record]) => [{ kind, id, record }]))
      writeFileSync(file, kept.map((line) => `${JSON.stringify(line)}\n`).join(''))
    },
  }
}

function readLines(file) {
  let text
  try {
    text = readFileSync(file, 'utf8')
  } catch (error) {
    if (error.code === 'ENOENT') return []
    throw error
  }
  const lines = text.split('\n')
  // The last line is empty, or the torn half of an append that was never answered.
  return lines.slice(0, -1).map((line) => JSON.parse(line))
}
