/** Which draft this person has open for an item, so that filing goes on where it stopped. Ids only, no answers. */
const key = (person: string, itemCode: string): string => `novisit.draft.${person}.${itemCode}`

export const rememberedDraft = (person: string, itemCode: string): string | null => localStorage.getItem(key(person, itemCode))
export const rememberDraft = (person: string, itemCode: string, draft: string): void =>
  localStorage.setItem(key(person, itemCode), draft)
export const forgetDraft = (person: string, itemCode: string): void => localStorage.removeItem(key(person, itemCode))
