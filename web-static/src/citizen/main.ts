import { createApp } from 'vue'
import { createRouter, createWebHashHistory } from 'vue-router'
import '../shared/styles'
import { createMessages } from '../shared/i18n'
import { applyPreferences } from '../shared/preferences'
import { followRoutes } from '../shared/routing'
import { requireSignIn } from '../shared/signInGuard'
import { completeSignIn, configureSession } from '../shared/session'
import { service } from '../shared/services'
import App from './App.vue'
import { routes } from './routes'

applyPreferences()
configureSession('/', service.configuration)

const [i18n] = await Promise.all([
  createMessages((language) =>
    (language === 'en' ? import('../locales/en/citizen') : import('../locales/zh-CN/citizen')).then((file) => file.default),
  ),
  completeSignIn(),
])
const router = createRouter({
  history: createWebHashHistory(),
  routes,
  scrollBehavior: (_to, _from, saved) => saved ?? { top: 0 },
})
requireSignIn(router)
followRoutes(router, i18n.global.t)
createApp(App).use(i18n).use(router).mount('#app')
