import { createApp } from 'vue'
import '../shared/styles'
import { createMessages } from '../shared/i18n'
import { applyPreferences } from '../shared/preferences'
import App from './App.vue'

applyPreferences()
const i18n = await createMessages((language) =>
  (language === 'en' ? import('../locales/en/verify') : import('../locales/zh-CN/verify')).then((file) => file.default),
)
createApp(App).use(i18n).mount('#app')
