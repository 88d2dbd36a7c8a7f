// The headers of the pages, wherever they are served: by the static web app on Azure, by the local host from the built folder.

/** Policy of the pages. Nothing inline is needed: Vue and Vant set styles through the object model. */
export const contentSecurityPolicy = (...origins) =>
  "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self' data: blob:; " +
  `connect-src 'self' ${origins.join(' ')}; frame-src blob:; base-uri 'none'; form-action 'self'; frame-ancestors 'none'`

/** @param {string[]} origins of the blob storage and the identity provider */
export const pageHeaders = (...origins) => ({
  'Content-Security-Policy': contentSecurityPolicy(...origins),
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'Permissions-Policy': 'geolocation=(), microphone=()',
})
