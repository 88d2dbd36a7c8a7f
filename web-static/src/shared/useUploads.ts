import { reactive } from 'vue'
import { ApiError } from '../api/problem'
import type { MaterialOwner } from '../api/service'
import type { Material } from '../api/types'
import { putByRequest, sessionJournals, StorageError, uploadMaterial } from '../api/upload'
import { service } from './services'

export interface Upload {
  id: number
  materialCode: string
  file: File
  phase: 'sending' | 'finishing' | 'failed'
  /** 0 to 1. */
  share: number
  /** Why it failed: no connection (then the rest can be sent later), a refusal in words, or something else. */
  failure: { kind: 'connection' } | { kind: 'refused'; detail: string } | { kind: 'unknown' } | null
}

/** Milliseconds between looks at the malware check; after the last one the reader is told to come back. */
const looks = [800, 1200, 2000, 3000, 5000, 8000, 10_000, 15_000, 15_000, 30_000, 30_000]

let lastId = 0

/**
 * Uploads of one draft or case, each with its progress and its retry. `changed` gets the material list whenever the server's
 * changed; the malware check is followed until it has decided.
 */
export function useUploads(owner: MaterialOwner, reload: () => Promise<Material[]>) {
  const uploads = reactive<Upload[]>([])
  let stopped = false
  let following: Promise<void> | null = null

  async function follow(): Promise<void> {
    for (const pause of looks) {
      await new Promise((resolve) => setTimeout(resolve, pause))
      if (stopped) return
      try {
        if ((await reload()).every((material) => material.state !== 'scanning')) return
      } catch {
        // The next look will tell; the state shown stays "being checked".
      }
    }
  }

  /** Follows the malware check; more than one call follows once. */
  function followScan(): void {
    following ??= follow().finally(() => (following = null))
  }

  async function send(upload: Upload): Promise<Material | null> {
    upload.phase = 'sending'
    upload.failure = null
    try {
      const material = await uploadMaterial({
        service,
        owner,
        materialCode: upload.materialCode,
        file: upload.file,
        journals: sessionJournals,
        put: putByRequest,
        onProgress: (share) => {
          upload.share = share
          if (share >= 1) upload.phase = 'finishing'
        },
      })
      remove(upload)
      const all = await reload()
      if (all.some((one) => one.state === 'scanning')) followScan()
      return material
    } catch (error) {
      upload.phase = 'failed'
      upload.failure =
        error instanceof StorageError || (error instanceof ApiError && error.kind !== 'refused')
          ? { kind: 'connection' }
          : error instanceof ApiError
            ? { kind: 'refused', detail: Object.values(error.problem?.errors ?? {})[0] ?? error.problem?.detail ?? '' }
            : { kind: 'unknown' }
      return null
    }
  }

  function remove(upload: Upload): void {
    const position = uploads.findIndex((one) => one.id === upload.id)
    if (position >= 0) uploads.splice(position, 1)
  }

  async function add(materialCode: string, file: File): Promise<Material | null> {
    lastId++
    uploads.push({ id: lastId, materialCode, file, phase: 'sending', share: 0, failure: null })
    return send(uploads[uploads.length - 1]!)
  }

  return { uploads, add, again: send, remove, followScan, stop: () => (stopped = true) }
}
