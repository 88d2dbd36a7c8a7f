import { ref } from 'vue'
import { useI18n } from 'vue-i18n'

/** Marks what is left empty, but only after the first attempt to send. */
export function useRequired() {
  const { t } = useI18n()
  const tried = ref(false)
  const missing = (text: string, asked = true): string =>
    tried.value && asked && text.trim() === '' ? t('fieldError.required') : ''
  /** A whole number within its limits. */
  const count = (text: string, least: number, most: number): string => {
    if (!tried.value) return ''
    if (!/^\d+$/.test(text.trim())) return t('fieldError.number')
    if (Number(text) < least) return t('fieldError.tooSmall', { limit: least })
    return Number(text) > most ? t('fieldError.tooLarge', { limit: most }) : ''
  }
  return { tried, missing, count }
}
