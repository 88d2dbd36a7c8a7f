import type { ItemMaterial, Material } from '../api/types'

/** What the applicant does about tolerable material that is missing. */
export type Tolerance = 'upload' | 'promise'

/** Asked materials that may follow later and of which no file is there. */
export const missingTolerable = (asked: ItemMaterial[], uploaded: Material[]): ItemMaterial[] =>
  asked.filter(
    (material) =>
      material.need === 'tolerable' && !uploaded.some((file) => file.materialCode === material.code && file.state !== 'rejected'),
  )
