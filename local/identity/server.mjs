// Starts the OpenID Connect provider on loopback. IDENTITY_PORT (7072), IDENTITY_DIR (.local/identity).
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { fileURLToPath } from 'node:url'
import { readBody } from '../stack/http.mjs'
import { loadKeys } from './keys.mjs'
import { languageOf, signInPage } from './pages.mjs'
import { findPerson } from './people.mjs'
import { createProvider } from './provider.mjs'
import { createStore } from './store.mjs'

const port = Number(process.env.IDENTITY_PORT ?? 7072)
const directory = process.env.IDENTITY_DIR ?? fileURLToPath(new URL('../../.local/identity', import.meta.url))
const issuer = `http://127.0.0.1:${port}`

const ASSETS = {
  '/assets/sign-in.css': ['text/css; charset=utf-8', readFileSync(new URL('./sign-in.css', import.meta.url))],
  '/assets/sign-in.js': ['text/javascript; charset=utf-8', readFileSync(new URL('./sign-in.js', import.meta.url))],
}
// Browsers hold a form's whole chain of redirects against form-action, and the last one leads back to the pages.
const POLICY = "default-src 'none'; style-src 'self'; script-src 'self'; base-uri 'none'; frame-ancestors 'none'; "
  + "form-action 'self' http://localhost:* http://127.0.0.1:*"

const store = createStore(`${directory}/state.json`)
const provider = createProvider({ issuer, ...loadKeys(directory), adapter: store.adapter })
const answerProvider = provider.callback()

async function answerSignIn(request, response, url) {
  const details = await provider.interactionDetails(request, response)
  if (details.prompt.name === 'consent') {
    // Asked for with prompt=consent; there is nothing to agree to (see loadExistingGrant).
    await provider.interactionFinished(request, response, { consent: {} }, { mergeWithLastSubmission: true })
    return
  }
  const language = languageOf({
    query: url.searchParams.get('lang'),
    uiLocales: details.params.ui_locales,
    acceptLanguage: request.headers['accept-language'],
  })
  let message
  if (request.method === 'POST') {
    const login = new URLSearchParams((await readBody(request)).toString('utf8')).get('login')
    if (findPerson(login)) {
      await provider.interactionFinished(request, response, { login: { accountId: login } }, { mergeWithLastSubmission: false })
      return
    }
    message = language === 'zh' ? `没有名为“${login}”的演示人员。` : `There is no demo person "${login}".`
    response.statusCode = 400
  }
  response.setHeader('content-type', 'text/html; charset=utf-8')
  response.end(signInPage({ uid: details.uid, language, query: url.searchParams.get('q') ?? '', message }))
}

async function answer(request, response) {
  const url = new URL(request.url, issuer)
  response.setHeader('content-security-policy', POLICY)
  response.setHeader('x-content-type-options', 'nosniff')
  response.setHeader('referrer-policy', 'no-referrer')
  if (url.pathname.startsWith('/sign-in/')) {
    await answerSignIn(request, response, url)
  } else if (Object.hasOwn(ASSETS, url.pathname)) {
    const [type, body] = ASSETS[url.pathname]
    response.setHeader('content-type', type)
    response.end(body)
  } else {
    await answerProvider(request, response)
  }
}

const server = createServer((request, response) => {
  answer(request, response).catch((error) => {
    // A sign-in that has expired, or a cookie that another tab has replaced: the person can start again.
    const status = error.statusCode ?? error.status ?? 500
    if (status >= 500) console.error(error)
    if (!response.headersSent) response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8' })
    response.end(`${error.error_description ?? error.message}\n登录已失效,请回到原来的页面重新登录。 Go back to the page you came from and sign in again.\n`)
  })
})

server.listen(port, '127.0.0.1', () => console.log(`OpenID Connect provider: ${issuer}`))

for (const signal of ['SIGINT', 'SIGTERM']) {
  process.on(signal, () => {
    store.flush()
    server.close()
    server.closeAllConnections()
  })
}
