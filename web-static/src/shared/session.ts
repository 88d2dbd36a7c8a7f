import { shallowRef } from 'vue'
import type { User, UserManager } from 'oidc-client-ts'
import type { Configuration, Me } from '../api/types'

/** Who is signed in. `undefined`: not asked yet; null: nobody. */
export const me = shallowRef<Me | null | undefined>(undefined)
/** Set when a session ended without being closed by the person. */
export const sessionEnded = shallowRef(false)

let manager: Promise<UserManager> | null = null
let loadConfiguration: () => Promise<Configuration>
let pagePath: string

/** `path` is where the provider sends the browser back to: `/` or `/review`. */
export function configureSession(path: string, configuration: () => Promise<Configuration>): void {
  pagePath = path
  loadConfiguration = configuration
}

/** The library for OpenID Connect is loaded only when somebody signs in or was signed in. */
async function userManager(): Promise<UserManager> {
  manager ??= (async () => {
    const [{ UserManager, WebStorageStateStore }, settings] = await Promise.all([import('oidc-client-ts'), loadConfiguration()])
    const address = location.origin + pagePath
    const created = new UserManager({
      authority: settings.authority,
      client_id: settings.clientId,
      scope: settings.scope,
      redirect_uri: address,
      post_logout_redirect_uri: address,
      response_type: 'code',
      automaticSilentRenew: true,
      // Tokens end with the tab.
      userStore: new WebStorageStateStore({ store: sessionStorage }),
      stateStore: new WebStorageStateStore({ store: sessionStorage }),
    })
    created.events.addAccessTokenExpired(() => endSession())
    return created
  })()
  manager.catch(() => (manager = null))
  return manager
}

const wasSignedIn = (): boolean => Object.keys(sessionStorage).some((key) => key.startsWith('oidc.user:'))

function endSession(): void {
  me.value = null
  sessionEnded.value = true
}

/** The provider's answer stands in the query of the address. */
export const isSignInAnswer = (): boolean => {
  const query = new URLSearchParams(location.search)
  return query.has('state') && (query.has('code') || query.has('error'))
}

/** Takes the provider's answer, if the address holds one, and removes it from the address. Runs before the router reads the address. */
export async function completeSignIn(): Promise<void> {
  if (!isSignInAnswer()) return
  let target = '#/'
  try {
    const user = await (await userManager()).signinCallback()
    if (typeof user?.state === 'string' && user.state.startsWith('#/')) target = user.state
  } catch {
    // Refused or abandoned at the provider, or the address was reloaded: the sign-in page offers the next attempt.
    target = '#/sign-in'
  }
  history.replaceState(null, '', pagePath + target)
}

/** Leaves for the provider; `target` is the hash route to come back to. */
export async function signIn(target: string): Promise<void> {
  sessionEnded.value = false
  await (await userManager()).signinRedirect({ state: target })
}

export async function signOut(): Promise<void> {
  const users = await userManager()
  me.value = null
  try {
    await users.signoutRedirect()
  } catch {
    // A provider without an end-session address: forgetting the tokens is all that can be done.
    await users.removeUser()
  }
}

export async function accessToken(): Promise<string | null> {
  if (!wasSignedIn()) return null
  const user: User | null = await (await userManager()).getUser()
  return user && !user.expired ? user.access_token : null
}

/** Renews by refresh token (no frames, so that no page may ever be framed); false when the person has to sign in again. */
export async function renewSession(): Promise<boolean> {
  if (!wasSignedIn()) return false
  try {
    if (await (await userManager()).signinSilent()) return true
  } catch {
    // Told to the caller by the return value.
  }
  await (await userManager()).removeUser()
  endSession()
  return false
}

/** Finds out who is signed in, once. */
export async function loadMe(ask: () => Promise<Me>): Promise<Me | null> {
  if (me.value !== undefined) return me.value
  if ((await accessToken()) === null) me.value = null
  else me.value = await ask()
  return me.value
}
