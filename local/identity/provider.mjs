// The OpenID Connect provider's rules: one public client (the pages), one audience (the functions), no passwords.
import Provider, { interactionPolicy } from 'oidc-provider'
import { claimsOf, findPerson } from './people.mjs'
import { errorPage, signedOutPage, signOutPage } from './pages.mjs'

export const CLIENT_ID = 'novisit-web'
export const AUDIENCE = 'novisit-api'

// Resource indicators (RFC 8707) must be URIs; the audience that the functions check is the short name above.
const RESOURCE = 'urn:novisit:api'
const HOUR = 60 * 60
const FORTNIGHT = 14 * 24 * HOUR

const HOSTS = ['http://localhost/', 'http://127.0.0.1/']
const PAGES = ['', 'index.html', 'review', 'review.html', 'verify', 'verify.html']
const LANDINGS = [...PAGES, 'callback', 'callback.html', 'review/callback', 'verify/callback', 'silent-renew.html']

const everywhere = (paths) => HOSTS.flatMap((host) => paths.map((path) => host + path))

/**
 * @param {{ issuer: string, jwks: object, cookieKeys: string[], adapter: (model: string) => object }} options
 */
export function createProvider({ issuer, jwks, cookieKeys, adapter }) {
  return new Provider(issuer, {
    adapter,
    jwks,
    cookies: { keys: cookieKeys },
    clients: [{
      client_id: CLIENT_ID,
      client_name: '不见面审批 NoVisit',
      // A native client's loopback addresses match on any port (RFC 8252, 7.3): pages, tests and a dev server alike.
      application_type: 'native',
      token_endpoint_auth_method: 'none',
      grant_types: ['authorization_code', 'refresh_token'],
      response_types: ['code'],
      redirect_uris: everywhere(LANDINGS),
      post_logout_redirect_uris: everywhere(PAGES),
    }],
    clientBasedCORS: (_ctx, origin) => /^http:\/\/(localhost|127\.0\.0\.1)(:\d+)?$/.test(origin),
    pkce: { required: () => true },
    scopes: ['openid', 'offline_access'],
    claims: {
      openid: ['sub'],
      profile: ['name', 'roles', 'department', 'assurance'],
      email: ['email'],
      phone: ['phone_number'],
    },
    // The pages show who is signed in without a further call.
    conformIdTokenClaims: false,
    findAccount(_ctx, id) {
      const person = findPerson(id)
      return person && { accountId: id, claims: async () => ({ sub: id, ...claimsOf(person) }) }
    },
    extraTokenClaims: (_ctx, token) => claimsOf(findPerson(token.accountId)),
    features: {
      devInteractions: { enabled: false },
      resourceIndicators: {
        enabled: true,
        defaultResource: () => RESOURCE,
        useGrantedResource: () => true,
        getResourceServerInfo: () => ({
          audience: AUDIENCE,
          scope: 'openid profile',
          accessTokenFormat: 'jwt',
          accessTokenTTL: HOUR,
          jwt: { sign: { alg: 'RS256' } },
        }),
      },
      revocation: { enabled: true },
      rpInitiatedLogout: {
        enabled: true,
        logoutSource: (ctx, form) => send(ctx, signOutPage(ctx, form)),
        postLogoutSuccessSource: (ctx) => send(ctx, signedOutPage(ctx)),
      },
    },
    interactions: { policy: signInOnly(), url: (_ctx, interaction) => `/sign-in/${interaction.uid}` },
    // Nobody is asked for consent: the pages and the functions are one product.
    async loadExistingGrant(ctx) {
      const { client, provider, session, params } = ctx.oidc
      const existing = session.grantIdFor(client.clientId)
      const grant = (existing && await provider.Grant.find(existing))
        ?? new provider.Grant({ clientId: client.clientId, accountId: session.accountId })
      grant.addOIDCScope('openid profile email phone offline_access')
      grant.addResourceScope(params.resource ?? RESOURCE, 'openid profile')
      await grant.save()
      return grant
    },
    issueRefreshToken: async (_ctx, client) => client.grantTypeAllowed('refresh_token'),
    expiresWithSession: async () => false,
    renderError: (ctx, out) => send(ctx, errorPage(ctx, out)),
    ttl: { AccessToken: HOUR, AuthorizationCode: 60, IdToken: HOUR, Interaction: HOUR, RefreshToken: FORTNIGHT, Session: FORTNIGHT, Grant: FORTNIGHT },
  })
}

// A native client is asked every time by default, since any program could claim its loopback address.
function signInOnly() {
  const policy = interactionPolicy.base()
  policy.get('consent').checks.remove('native_client_prompt')
  return policy
}

function send(ctx, page) {
  ctx.type = 'html'
  ctx.body = page
}
