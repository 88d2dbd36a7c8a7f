// Walks the code flow with PKCE as the pages do, and returns the access token of a demo person.
import { createHash, randomBytes } from 'node:crypto'
import { pathToFileURL } from 'node:url'

const MAX_STEPS = 8
const CLIENT_ID = 'novisit-web'

/**
 * All that the token endpoint answers: access_token, id_token, refresh_token, expires_in (seconds).
 * @param {string} name a demo person, `zhang.san`
 * @param {{ authority?: string, redirectUri?: string, scope?: string }} [options]
 * @throws when the provider can't be reached or knows no such person
 */
export async function signIn(name, {
  authority = 'http://127.0.0.1:7072',
  redirectUri = 'http://localhost:7071/',
  scope = 'openid profile email phone offline_access',
} = {}) {
  const discovery = await get(`${authority}/.well-known/openid-configuration`)
  const verifier = randomBytes(32).toString('base64url')
  const state = randomBytes(16).toString('base64url')
  const code = await authorize(name, discovery.authorization_endpoint, {
    client_id: CLIENT_ID,
    response_type: 'code',
    redirect_uri: redirectUri,
    scope,
    state,
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
  })
  const response = await fetch(discovery.token_endpoint, {
    method: 'POST',
    body: new URLSearchParams({ grant_type: 'authorization_code', client_id: CLIENT_ID, code, redirect_uri: redirectUri, code_verifier: verifier }),
  })
  const answer = await response.json()
  if (!response.ok) throw new Error(`The provider gave no token: ${answer.error_description ?? answer.error}`)
  return answer
}

/** The access token alone. */
export async function accessToken(name, options) {
  return (await signIn(name, options)).access_token
}

async function get(address) {
  let response
  try {
    response = await fetch(address)
  } catch (cause) {
    throw new Error(`No sign-in provider answers at ${new URL(address).origin}. Is the stack running?`, { cause })
  }
  if (!response.ok) throw new Error(`${address} answered ${response.status}.`)
  return response.json()
}

async function authorize(name, endpoint, parameters) {
  const cookies = new Map()
  let address = `${endpoint}?${new URLSearchParams(parameters)}`
  let form
  for (let step = 0; step < MAX_STEPS; step += 1) {
    const response = await fetch(address, {
      method: form ? 'POST' : 'GET',
      body: form,
      redirect: 'manual',
      headers: { cookie: [...cookies].map(([key, value]) => `${key}=${value}`).join('; ') },
    })
    // An unread body keeps its connection busy, and with it the process.
    await response.arrayBuffer()
    for (const line of response.headers.getSetCookie()) {
      const [, key, value] = /^([^=]+)=([^;]*)/.exec(line)
      cookies.set(key, value)
    }
    const target = response.headers.get('location') && new URL(response.headers.get('location'), address)
    if (target?.href.startsWith(parameters.redirect_uri) && target.searchParams.has('state')) {
      if (target.searchParams.get('state') !== parameters.state) throw new Error('The provider answered another sign-in (state differs).')
      if (!target.searchParams.has('code')) throw new Error(target.searchParams.get('error_description') ?? target.searchParams.get('error'))
      return target.searchParams.get('code')
    }
    if (target) {
      address = target.href
      form = undefined
    } else if (response.ok && new URL(address).pathname.startsWith('/sign-in/')) {
      form = new URLSearchParams({ login: name })
    } else if (response.status === 400 && form) {
      throw new Error(`There is no demo person "${name}".`)
    } else {
      throw new Error(`Sign-in stopped at ${new URL(address).pathname} with status ${response.status}.`)
    }
  }
  throw new Error(`Sign-in did not end within ${MAX_STEPS} steps.`)
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const [name, authority = process.env.IDENTITY_AUTHORITY] = process.argv.slice(2)
  if (!name) {
    console.error('Usage: node local/identity/token.mjs NAME [AUTHORITY]')
    process.exitCode = 2
  } else {
    try {
      console.log(await accessToken(name, { authority }))
    } catch (error) {
      console.error(error.message)
      process.exitCode = 1
    }
  }
}
