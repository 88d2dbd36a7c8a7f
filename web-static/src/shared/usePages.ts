import { ref, shallowRef } from 'vue'
import type { Page } from '../api/types'

/** A list read page by page by continuation token. */
export function usePages<T>(read: (continuationToken: string | null) => Promise<Page<T>>) {
  const items = shallowRef<T[]>([])
  const next = ref<string | null>(null)
  const loading = ref(false)
  const loaded = ref(false)
  const error = shallowRef<unknown>(null)
  let latest = 0
  const load = async (token: string | null): Promise<void> => {
    const turn = ++latest
    loading.value = true
    error.value = null
    try {
      const page = await read(token)
      if (turn !== latest) return
      items.value = token === null ? page.items : [...items.value, ...page.items]
      next.value = page.continuationToken
      loaded.value = true
    } catch (failure) {
      if (turn === latest) error.value = failure
    } finally {
      if (turn === latest) loading.value = false
    }
  }
  return { items, next, loading, loaded, error, first: () => load(null), more: () => load(next.value) }
}
