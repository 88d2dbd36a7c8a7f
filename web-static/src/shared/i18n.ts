import { watch } from 'vue'
import { createI18n, type I18n } from 'vue-i18n'
import type { Text } from '../api/types'
import { preferences, type Language } from './preferences'

export type Messages = { [key: string]: string | Messages }
/** Loads the message files of one page in one language. */
export type MessageLoader = (language: Language) => Promise<Messages>

/** Only the reader's language is loaded; the other one comes when asked for. */
export async function createMessages(load: MessageLoader): Promise<I18n<{}, {}, {}, string, false>> {
  const i18n = createI18n<false>({
    legacy: false,
    locale: preferences.language,
    messages: { [preferences.language]: (await load(preferences.language)) as never },
  })
  watch(
    () => preferences.language,
    async (language) => {
      if (!i18n.global.availableLocales.includes(language))
        i18n.global.setLocaleMessage(language, (await load(language)) as never)
      i18n.global.locale.value = language
    },
  )
  return i18n as unknown as I18n<{}, {}, {}, string, false>
}

/** A name of the catalogue in the reader's language; Chinese when the other one is missing. */
export const say = (text: Text | null | undefined): string =>
  (preferences.language === 'en' ? text?.en || text?.zh : text?.zh) ?? ''
