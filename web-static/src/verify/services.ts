import { Client } from '../api/client'
import { Service } from '../api/service'
import { preferences } from '../shared/preferences'

/** Verification is public: no token, and none of the sign-in code is loaded. */
export const service = new Service(
  new Client({
    prefix: '/api',
    language: () => preferences.language,
    token: () => Promise.resolve(null),
    renew: () => Promise.resolve(false),
  }),
)
