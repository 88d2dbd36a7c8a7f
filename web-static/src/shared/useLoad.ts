import { ref, shallowRef, type Ref, type ShallowRef } from 'vue'

export interface Load<T> {
  data: ShallowRef<T | null>
  error: ShallowRef<unknown>
  loading: Ref<boolean>
  /** Runs again; the former data stay on the page meanwhile. */
  reload: () => Promise<void>
}

/** Something read from the server, with its waiting and its failure. Started by the caller with `reload`. */
export function useLoad<T>(read: () => Promise<T>): Load<T> {
  const data = shallowRef<T | null>(null)
  const error = shallowRef<unknown>(null)
  const loading = ref(false)
  let latest = 0
  const reload = async (): Promise<void> => {
    const turn = ++latest
    loading.value = true
    error.value = null
    try {
      const answer = await read()
      if (turn === latest) data.value = answer
    } catch (failure) {
      if (turn === latest) error.value = failure
    } finally {
      if (turn === latest) loading.value = false
    }
  }
  return { data, error, loading, reload }
}
