import { useI18n } from 'vue-i18n'
import { limitWord } from './dates'

/** Limits in words of the reader's language. */
export function useLimit(): (workingDays: number) => string {
  const { t } = useI18n()
  return (workingDays) => {
    const word = limitWord(workingDays)
    return word.key === 'limit.days' ? t(word.key, { days: word.days }, word.days) : t(word.key)
  }
}
