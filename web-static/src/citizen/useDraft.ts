import { computed, onBeforeUnmount, ref, shallowRef } from 'vue'
import { ApiError, errorsByTarget } from '../api/problem'
import type { Draft, ItemGuide, Material, Values } from '../api/types'
import { valuesToSend, withParcelFor } from '../shared/form'
import { service } from '../shared/services'

export type SaveState = 'saved' | 'waiting' | 'saving' | 'failed' | 'conflict'

/** Milliseconds of rest after the last keystroke before the draft is saved. */
const rest = 1000

const same = (a: Values, b: Values): boolean => {
  const ordered = (values: Values): string => JSON.stringify(Object.entries(values).sort(([x], [y]) => (x < y ? -1 : 1)))
  return ordered(a) === ordered(b)
}

/** A draft that saves itself. Only one save is under way at a time; each carries the ETag of the one before. */
export function useDraft(id: string) {
  const draft = shallowRef<Draft | null>(null)
  const item = shallowRef<ItemGuide | null>(null)
  const values = ref<Values>({})
  const saveState = ref<SaveState>('saved')
  const saveError = shallowRef<unknown>(null)
  /** Messages of the server by field or material code; each vanishes when its answer changes. */
  const serverErrors = ref<Record<string, string>>({})
  const conflict = shallowRef<Draft | null>(null)
  /** Counts changes, so that a change made while a save was under way is saved next. */
  let changes = 0
  let savedChanges = 0
  let timer: ReturnType<typeof setTimeout> | undefined
  let saving: Promise<void> = Promise.resolve()

  async function load(): Promise<void> {
    const loaded = await service.draft(id)
    item.value = await service.item(loaded.itemCode)
    draft.value = loaded
    values.value = { ...loaded.values }
  }

  function change(code: string, value: Values[string]): void {
    const changed = { ...values.value, [code]: value }
    values.value = code === 'delivery.method' ? withParcelFor(changed) : changed
    if (code in serverErrors.value) {
      serverErrors.value = Object.fromEntries(Object.entries(serverErrors.value).filter(([target]) => target !== code))
    }
    changes++
    saveState.value = 'waiting'
    clearTimeout(timer)
    timer = setTimeout(() => void save(), rest)
  }

  /** Saves what is not saved yet; false when that failed (then `saveState` says why). */
  async function save(): Promise<boolean> {
    clearTimeout(timer)
    saving = saving.then(saveNow)
    await saving
    return saveState.value === 'saved'
  }

  async function saveNow(): Promise<void> {
    if (!draft.value || !item.value || conflict.value || savedChanges === changes) return
    const turn = changes
    const sent = valuesToSend(item.value.form, values.value)
    saveState.value = 'saving'
    saveError.value = null
    try {
      draft.value = await saveOver(draft.value, sent)
      savedChanges = turn
      saveState.value = turn === changes ? 'saved' : 'waiting'
    } catch (error) {
      if (conflict.value) {
        saveState.value = 'conflict'
        return
      }
      saveState.value = 'failed'
      saveError.value = error
      if (error instanceof ApiError) serverErrors.value = { ...serverErrors.value, ...errorsByTarget(error.problem) }
    }
  }

  /** Saves over `base`. When only its materials changed meanwhile, the newer draft is taken as base; other answers are a conflict. */
  async function saveOver(base: Draft, sent: Values): Promise<Draft> {
    try {
      return await service.saveDraft(id, sent, base.etag)
    } catch (error) {
      if (!(error instanceof ApiError && error.status === 412)) throw error
      const newer = await service.draft(id)
      if (same(newer.values, base.values)) return service.saveDraft(id, sent, newer.etag)
      conflict.value = newer
      throw error
    }
  }

  /** Ends a conflict with the answers of this page, or with those saved elsewhere. */
  async function settle(mine: boolean): Promise<void> {
    const newer = conflict.value
    if (!newer) return
    conflict.value = null
    draft.value = newer
    if (mine) {
      changes++
      await save()
    } else {
      values.value = { ...newer.values }
      savedChanges = changes
      saveState.value = 'saved'
    }
  }

  /** Reads the materials again (and the ETag with them), leaving the answers on this page alone. */
  async function reloadMaterials(): Promise<Material[]> {
    await saving
    const newer = await service.draft(id)
    if (draft.value && same(newer.values, draft.value.values)) draft.value = newer
    else if (draft.value) draft.value = { ...draft.value, materials: newer.materials }
    return newer.materials
  }

  const beforeUnload = (event: BeforeUnloadEvent): void => {
    if (savedChanges !== changes) event.preventDefault()
  }
  addEventListener('beforeunload', beforeUnload)
  onBeforeUnmount(() => {
    removeEventListener('beforeunload', beforeUnload)
    void save()
  })

  return {
    draft,
    item,
    values,
    saveState,
    saveError,
    serverErrors,
    conflict: computed(() => conflict.value !== null),
    load,
    change,
    save,
    settle,
    reloadMaterials,
  }
}
