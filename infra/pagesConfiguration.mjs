// Prints staticwebapp.config.json: which requests the static web app takes, and the headers of the pages. Reads STORAGE and AUTHORITY
// (addresses that the pages talk to), FRONT_DOOR (its id) and HOSTS (white space between them).
import { pageHeaders } from './pageHeaders.mjs'

const { STORAGE, AUTHORITY, FRONT_DOOR, HOSTS } = process.env
for (const [name, value] of Object.entries({ STORAGE, AUTHORITY, FRONT_DOOR, HOSTS })) {
  if (!value) throw new Error(`${name} is not set.`)
}

console.log(
  JSON.stringify(
    {
      // /review and /verify are served from review.html and verify.html.
      trailingSlash: 'auto',
      globalHeaders: {
        ...pageHeaders(new URL(STORAGE).origin, new URL(AUTHORITY).origin),
        'Strict-Transport-Security': 'max-age=31536000; includeSubDomains',
        'Cache-Control': 'no-cache',
      },
      // Names under assets/ hold the hash of their content.
      routes: [{ route: '/assets/*', headers: { 'Cache-Control': 'public, max-age=31536000, immutable' } }],
      networking: { allowedIpRanges: ['AzureFrontDoor.Backend'] },
      forwardingGateway: { requiredHeaders: { 'X-Azure-FDID': FRONT_DOOR }, allowedForwardedHosts: HOSTS.trim().split(/\s+/) },
    },
    null,
    2,
  ),
)
