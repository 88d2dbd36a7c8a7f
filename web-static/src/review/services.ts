import { StaffService } from '../api/staffService'
import { client } from '../shared/services'

export const staff = new StaffService(client)
