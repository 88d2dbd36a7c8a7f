import { reactive, watchEffect } from 'vue'

export type Language = 'zh-CN' | 'en'

const languageKey = 'novisit.language'
const bigTypeKey = 'novisit.bigType'

function firstLanguage(): Language {
  const stored = localStorage.getItem(languageKey)
  if (stored === 'zh-CN' || stored === 'en') return stored
  // Chinese first: English only for those whose browser asks for no Chinese at all.
  const wanted = navigator.languages.map((language) => language.toLowerCase())
  return wanted.length > 0 && !wanted.some((language) => language.startsWith('zh')) ? 'en' : 'zh-CN'
}

/** What the reader chose on this device. Light or dark follows the system. */
export const preferences = reactive({
  language: firstLanguage(),
  /** Large type and larger targets, for the elderly (长辈版). */
  bigType: localStorage.getItem(bigTypeKey) === 'yes',
})

export function applyPreferences(): void {
  watchEffect(() => {
    document.documentElement.lang = preferences.language
    document.documentElement.dataset['type'] = preferences.bigType ? 'big' : 'normal'
    localStorage.setItem(languageKey, preferences.language)
    localStorage.setItem(bigTypeKey, preferences.bigType ? 'yes' : 'no')
  })
}
