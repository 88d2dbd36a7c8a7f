import { useI18n } from 'vue-i18n'

/** A theme's name; a theme that the message files don't know is shown as it is. */
export function useThemeName(): (code: string) => string {
  const { t, te } = useI18n()
  return (code) => (te(`theme.${code}`) ? t(`theme.${code}`) : code)
}
