import assert from 'node:assert/strict'
import { createHash, createPublicKey, randomBytes, verify } from 'node:crypto'
import { test } from 'node:test'
import { accessToken, signIn } from '../../local/identity/token.mjs'
import { identityProvider } from './programs.mjs'

const decode = (part) => JSON.parse(Buffer.from(part, 'base64url').toString('utf8'))

async function verified(authority, token) {
  const [header, payload, signature] = token.split('.')
  const { keys } = await (await fetch(`${authority}/jwks`)).json()
  const key = keys.find((one) => one.kid === decode(header).kid)
  assert.ok(key, 'the key is published')
  assert.ok(verify('RSA-SHA256', Buffer.from(`${header}.${payload}`), createPublicKey({ key, format: 'jwk' }), Buffer.from(signature, 'base64url')), 'the signature holds')
  return { header: decode(header), claims: decode(payload), keys }
}

const authorizeAddress = (provider, change = {}) => `${provider.authority}/auth?${new URLSearchParams({
  client_id: 'novisit-web', response_type: 'code', redirect_uri: provider.redirectUri, scope: 'openid profile', state: 's',
  code_challenge: createHash('sha256').update('v'.repeat(43)).digest('base64url'), code_challenge_method: 'S256', ...change,
})}`

test('The sign-in provider', async (t) => {
  const provider = await identityProvider(t)
  const options = { authority: provider.authority, redirectUri: provider.redirectUri }

  await t.test('gives an applicant a token with exactly the agreed claims', async () => {
    const { header, claims } = await verified(provider.authority, await accessToken('zhang.san', options))
    assert.equal(header.alg, 'RS256')
    const { iat, exp, jti, iss, scope, client_id: client, ...said } = claims
    assert.deepEqual(said, {
      sub: 'zhang.san', aud: 'novisit-api', name: '张三', roles: ['applicant'], assurance: 'strong',
      phone_number: '13900000101', email: 'zhang.san@example.test', id_number: '320681198503141211',
    })
    assert.equal(exp - iat, 3600)
    assert.equal(iss, provider.authority)
    assert.equal(client, 'novisit-web')
  })

  await t.test('gives staff their department', async () => {
    const { claims } = await verified(provider.authority, await accessToken('approver.ZRJ-S', options))
    assert.deepEqual([claims.roles, claims.department], [['approver'], 'ZRJ-S'])
  })

  await t.test('publishes no private part of its key', async () => {
    const { keys } = await (await fetch(`${provider.authority}/jwks`)).json()
    assert.deepEqual(keys.flatMap((key) => ['d', 'p', 'q', 'dp', 'dq', 'qi'].filter((part) => part in key)), [])
  })

  await t.test('renews a token without signing in again', async () => {
    const first = await signIn('li.si', options)
    const response = await fetch(`${provider.authority}/token`, {
      method: 'POST', body: new URLSearchParams({ grant_type: 'refresh_token', client_id: 'novisit-web', refresh_token: first.refresh_token }),
    })
    const { claims } = await verified(provider.authority, (await response.json()).access_token)
    assert.deepEqual([claims.sub, claims.aud, claims.assurance], ['li.si', 'novisit-api', 'realName'])
  })

  await t.test('refuses a code without its PKCE verifier', async () => {
    const original = globalThis.fetch
    t.after(() => { globalThis.fetch = original })
    globalThis.fetch = (address, init) => {
      if (init?.body instanceof URLSearchParams && init.body.has('code_verifier')) init.body.set('code_verifier', randomBytes(32).toString('base64url'))
      return original(address, init)
    }
    await assert.rejects(accessToken('zhang.san', options), /grant request is invalid/)
    globalThis.fetch = original
  })

  await t.test('refuses an authorization request without PKCE', async () => {
    const response = await fetch(authorizeAddress(provider, { code_challenge: '', code_challenge_method: '' }), { redirect: 'manual' })
    assert.equal(new URL(response.headers.get('location')).searchParams.get('error'), 'invalid_request')
  })

  await t.test('sends nobody to an address that is not the pages\'', async () => {
    for (const address of ['http://example.com/', 'http://localhost.example.com/', `${provider.redirectUri}other`]) {
      const response = await fetch(authorizeAddress(provider, { redirect_uri: address }), { redirect: 'manual' })
      assert.equal(response.status, 400, address)
    }
  })

  for (const path of ['', 'review', 'review.html', 'verify', 'verify.html', 'callback', 'review/callback']) {
    await t.test(`sends people back to /${path} on any port of this machine`, async () => {
      const address = new URL(path, provider.redirectUri).href.replace('localhost', '127.0.0.1')
      assert.ok(await accessToken('clerk.SCJ', { ...options, redirectUri: address }))
    })
  }

  await t.test('lets the pages call the token endpoint from the browser, and no other site', async () => {
    const ask = (origin) => fetch(`${provider.authority}/token`, {
      method: 'OPTIONS', headers: { origin, 'access-control-request-method': 'POST' },
    })
    assert.equal((await ask('http://localhost:7071')).headers.get('access-control-allow-origin'), 'http://localhost:7071')
    const answered = await fetch(`${provider.authority}/token`, {
      method: 'POST', headers: { origin: 'http://evil.example' }, body: new URLSearchParams({ grant_type: 'refresh_token', client_id: 'novisit-web', refresh_token: 'x' }),
    })
    assert.equal(answered.headers.get('access-control-allow-origin'), null)
  })

  await t.test('knows no people beyond the demo people', async () => {
    await assert.rejects(accessToken('nobody', options), /no demo person "nobody"/)
  })

  await t.test('lists the demo people in the reader\'s language and finds them without script', async () => {
    const shown = async (suffix, language) => {
      const start = await fetch(authorizeAddress(provider), { redirect: 'manual' })
      const cookie = start.headers.getSetCookie().map((one) => one.split(';')[0]).join('; ')
      const response = await fetch(new URL(start.headers.get('location') + suffix, provider.authority), { headers: { cookie, 'accept-language': language } })
      return { page: await response.text(), policy: response.headers.get('content-security-policy') }
    }
    const english = await shown('?q=SCJ', 'en-GB')
    assert.match(english.page, /<html lang="en">/)
    assert.deepEqual([...english.page.matchAll(/name="login" value="([^"]+)"/g)].map(([, id]) => id), ['clerk.SCJ', 'reviewer.SCJ', 'reviewer2.SCJ', 'approver.SCJ'])
    const chinese = await shown('', 'zh-CN')
    assert.match(chinese.page, /<html lang="zh-CN">[\s\S]*张三/)
    assert.doesNotMatch(chinese.policy, /unsafe-inline/)
  })

  await t.test('keeps its key and its refresh tokens across a restart', async () => {
    const before = await signIn('zhang.san', options)
    await provider.restart()
    await verified(provider.authority, before.access_token)
    const response = await fetch(`${provider.authority}/token`, {
      method: 'POST', body: new URLSearchParams({ grant_type: 'refresh_token', client_id: 'novisit-web', refresh_token: before.refresh_token }),
    })
    assert.equal(response.status, 200)
  })
})
