import { ref, shallowRef } from 'vue'

/** A command of the reader: at most one at a time, with its failure for the page. `run` is true when it went through. */
export function useCommand() {
  const busy = ref(false)
  const error = shallowRef<unknown>(null)
  const run = async (command: () => Promise<void>): Promise<boolean> => {
    if (busy.value) return false
    busy.value = true
    error.value = null
    try {
      await command()
      return true
    } catch (failure) {
      error.value = failure
      return false
    } finally {
      busy.value = false
    }
  }
  return { busy, error, run }
}
