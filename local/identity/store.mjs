// Keeps the provider's sessions, grants and refresh tokens in one JSON file, so that a restart signs nobody out.
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'

const SAVE_DELAY_MS = 100

/**
 * A store behind oidc-provider's adapter interface.
 * @param {string} file written through a rename, so a kill leaves the old or the new content
 * @returns {{ adapter: (model: string) => object, flush: () => void }}
 */
export function createStore(file) {
  const records = new Map(load(file))
  let timer = null

  function flush() {
    clearTimeout(timer)
    timer = null
    const now = Date.now()
    for (const [key, record] of records) if (record.expiresAt && record.expiresAt <= now) records.delete(key)
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(`${file}.new`, JSON.stringify([...records]), { mode: 0o600 })
    renameSync(`${file}.new`, file)
  }

  function changed() {
    timer ??= setTimeout(flush, SAVE_DELAY_MS)
  }

  function live(key) {
    const record = records.get(key)
    if (!record || (record.expiresAt && record.expiresAt <= Date.now())) return undefined
    return record.payload
  }

  function findBy(model, property, value) {
    for (const [key, record] of records) {
      if (key.startsWith(`${model}:`) && record.payload[property] === value) return live(key)
    }
    return undefined
  }

  const adapter = (model) => ({
    async upsert(id, payload, expiresIn) {
      records.set(`${model}:${id}`, { payload, expiresAt: expiresIn ? Date.now() + expiresIn * 1000 : null })
      changed()
    },
    async find(id) { return live(`${model}:${id}`) },
    async findByUid(uid) { return findBy(model, 'uid', uid) },
    async findByUserCode(userCode) { return findBy(model, 'userCode', userCode) },
    async consume(id) {
      const payload = live(`${model}:${id}`)
      if (payload) payload.consumed = Math.floor(Date.now() / 1000)
      changed()
    },
    async destroy(id) {
      records.delete(`${model}:${id}`)
      changed()
    },
    async revokeByGrantId(grantId) {
      for (const [key, record] of records) if (record.payload.grantId === grantId) records.delete(key)
      changed()
    },
  })

  return { adapter, flush }
}

function load(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch (error) {
    if (error.code === 'ENOENT') return []
    throw new Error(`The sign-in state in ${file} can't be read: ${error.message}. Remove it, or start with --fresh.`, { cause: error })
  }
}
