import { nextTick, watch } from 'vue'
import type { Router } from 'vue-router'
import { preferences } from './preferences'

declare module 'vue-router' {
  interface RouteMeta {
    /** Key of the page's title in the message files. */
    title: string
    /** Only for who is signed in. */
    signedIn?: boolean
  }
}

/** Names the document after each page and moves the focus to its heading, as a page load would. */
export function followRoutes(router: Router, t: (key: string) => string): void {
  const name = (): void => {
    document.title = `${t(router.currentRoute.value.meta.title)} · ${t('header.title')}`
  }
  router.afterEach(async (to, from, failure) => {
    if (failure) return
    name()
    if (from.matched.length === 0 || to.path === from.path) return
    await nextTick()
    focusHeading()
  })
  watch(
    () => preferences.language,
    () => setTimeout(name, 200),
  )
}

export function focusHeading(): void {
  const heading = document.querySelector<HTMLElement>('main h1') ?? document.querySelector<HTMLElement>('main')
  heading?.setAttribute('tabindex', '-1')
  heading?.focus({ preventScroll: true })
}
