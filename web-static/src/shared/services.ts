import { Client } from '../api/client'
import { Service } from '../api/service'
import { preferences } from './preferences'
import { accessToken, renewSession } from './session'

/** The one client of a page. */
export const client = new Client({
  prefix: '/api',
  language: () => preferences.language,
  token: accessToken,
  renew: renewSession,
})

export const service = new Service(client)
