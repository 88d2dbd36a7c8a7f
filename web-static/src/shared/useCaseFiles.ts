import { computed, onBeforeUnmount, ref } from 'vue'
import type { Material } from '../api/types'
import { service } from './services'
import { useUploads, type Upload } from './useUploads'

/**
 * Files sent for an answer to the departments: a correction, a supplement, a rectification. They are no part of the case before the
 * answer is, so their malware check is followed by asking for each of them again.
 */
export function useCaseFiles(number: string) {
  const sent = ref<Material[]>([])
  const files = useUploads({ case: number }, async () => {
    sent.value = await Promise.all(
      sent.value.map((one) =>
        one.state === 'scanning' ? service.completeUpload({ case: number }, one.uploadId, one.sha256) : one,
      ),
    )
    return sent.value
  })
  onBeforeUnmount(files.stop)

  /** The newest file of each material that was not rejected: the others were replaced by it. */
  const usable = computed(() => {
    const newest = new Map(sent.value.filter((one) => one.state !== 'rejected').map((one) => [one.materialCode, one]))
    return [...newest.values()]
  })
  const has = (materialCode: string): boolean => usable.value.some((one) => one.materialCode === materialCode)

  async function keep(uploading: Promise<Material | null>): Promise<void> {
    const material = await uploading
    if (!material) return
    sent.value = [...sent.value, material]
    if (material.state === 'scanning') files.followScan()
  }

  return {
    sent,
    usable,
    has,
    uploads: files.uploads,
    add: (materialCode: string, file: File) => keep(files.add(materialCode, file)),
    again: (upload: Upload) => keep(files.again(upload)),
    remove: files.remove,
  }
}
