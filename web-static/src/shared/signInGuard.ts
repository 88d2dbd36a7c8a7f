import type { Router } from 'vue-router'
import { loadMe, me } from './session'
import { service } from './services'

/** Pages that need a person lead to the sign-in page first, and back. */
export function requireSignIn(router: Router): void {
  router.beforeEach(async (to) => {
    if (!to.meta.signedIn) {
      // Others only show who is signed in; nothing waits for that.
      if (me.value === undefined) void loadMe(service.me).catch(() => null)
      return true
    }
    // Signed in, but the server can't be asked right now: the page itself will say what is wrong and offer to try again.
    const person = await loadMe(service.me).catch(() => undefined)
    return person !== null ? true : { path: '/sign-in', query: { to: to.fullPath } }
  })
}
