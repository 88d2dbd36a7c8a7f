// Prints staticwebapp.config.json: which requests the static web app takes, and the headers of the pages. Reads STORAGE and AUTHORITY
// (addresses that the pages talk to), FRONT_DOOR (its id) and HOSTS (white space between them).
const { STORAGE, AUTHORITY, FRONT_DOOR, HOSTS } = process.env
for (const [name, value] of Object.entries({ STORAGE, AUTHORITY, FRONT_DOOR, HOSTS })) {
  if (!value) throw new Error(`${name} is not set.`)
}

// The same as SecurityHeaders.PagePolicy in functions/Http; a test compares.
const policy =
  "default-src 'self'; img-src 'self' blob: data:; style-src 'self' 'unsafe-inline'; " +
  `connect-src 'self' ${new URL(STORAGE).origin} ${new URL(AUTHORITY).origin}; frame-src 'self' blob:; ` +
  "object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"

console.log(
  JSON.stringify(
    {
      // /review and /verify are served from review.html and verify.html.
      trailingSlash: 'auto',
      globalHeaders: {
        'Content-Security-Policy': policy,
        'X-Content-Type-Options': 'nosniff',
        'Referrer-Policy': 'no-referrer',
        'Permissions-Policy': 'camera=(), geolocation=(), microphone=()',
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
