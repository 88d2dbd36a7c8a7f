import type { Condition, Form, FormField, ItemMaterial, Material, Values } from '../api/types'
import { isCreditCode, isEmail, isIdNumber, isPhone } from './identifiers'

/** Booleans and numbers are compared by their JSON spelling, as conditions hold strings. */
export function holds(condition: Condition | undefined, values: Values): boolean {
  if (!condition) return true
  const value = values[condition.field]
  return value !== undefined && value !== null && condition.in.includes(String(value))
}

/** The fields that are asked, given what was answered so far. */
export const askedFields = (fields: FormField[], values: Values): FormField[] =>
  fields.filter((field) => holds(field.when, values))

export const askedSections = (form: Form, values: Values) =>
  form.sections
    .map((section) => ({ ...section, fields: askedFields(section.fields, values) }))
    .filter((section) => section.fields.length > 0)

export interface FieldError {
  /** A key of `fieldError` in the message files. */
  key:
    | 'required'
    | 'tooLong'
    | 'idNumber'
    | 'creditCode'
    | 'phone'
    | 'email'
    | 'date'
    | 'number'
    | 'tooSmall'
    | 'tooLarge'
    | 'choice'
  limit?: number
}

const isEmpty = (value: Values[string] | undefined): boolean =>
  value === undefined || value === null || (typeof value === 'string' && value.trim() === '')

/**
 * The first thing wrong with a value, or null. The functions check again and have the last word; this only spares the reader a
 * round trip. Money is in fen, as on the wire.
 */
export function checkField(field: FormField, value: Values[string] | undefined): FieldError | null {
  if (isEmpty(value)) return field.required ? { key: 'required' } : null
  const text = String(value).trim()
  if (field.maxLength !== undefined && [...text].length > field.maxLength) return { key: 'tooLong', limit: field.maxLength }
  switch (field.type) {
    case 'idNumber':
      return isIdNumber(text) ? null : { key: 'idNumber' }
    case 'creditCode':
      return isCreditCode(text) ? null : { key: 'creditCode' }
    case 'phone':
      return isPhone(text) ? null : { key: 'phone' }
    case 'email':
      return isEmail(text) ? null : { key: 'email' }
    case 'date':
      return /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(text)) ? null : { key: 'date' }
    case 'choice':
      return !field.options || field.options.some((option) => option.value === text) ? null : { key: 'choice' }
    case 'number':
    case 'money': {
      const shown = (limit: number): number => (field.type === 'money' ? limit / 100 : limit)
      // A text here is what could not be read as a number or an amount.
      if (typeof value !== 'number' || !Number.isFinite(value)) return { key: 'number' }
      if (field.min !== undefined && value < field.min) return { key: 'tooSmall', limit: shown(field.min) }
      if (field.max !== undefined && value > field.max) return { key: 'tooLarge', limit: shown(field.max) }
      return null
    }
    default:
      return null
  }
}

export function checkFields(fields: FormField[], values: Values): Record<string, FieldError> {
  const errors: Record<string, FieldError> = {}
  for (const field of askedFields(fields, values)) {
    const error = checkField(field, values[field.code])
    if (error) errors[field.code] = error
  }
  return errors
}

/**
 * Only what is asked is sent: an answer to a question that no longer applies would be refused. What is only half typed stays on the
 * page too, since the functions take no value that does not fit its field.
 */
export function valuesToSend(form: Form, values: Values): Values {
  const result: Values = {}
  for (const field of askedSections(form, values).flatMap((section) => section.fields)) {
    const value = values[field.code]
    if (value === undefined || value === null || isEmpty(value) || checkField(field, value) !== null) continue
    result[field.code] = typeof value === 'string' ? value.trim() : value
  }
  return result
}

/** Materials the applicant has to or may upload, given the answers. */
export const askedMaterials = (materials: ItemMaterial[], values: Values): ItemMaterial[] =>
  materials.filter((material) => material.source !== 'form' && holds(material.when, values))

/** Tolerable materials may follow later (容缺), so only the others hold a submission up. */
export const missingMaterials = (materials: ItemMaterial[], uploaded: Material[], values: Values): ItemMaterial[] =>
  askedMaterials(materials, values).filter(
    (material) =>
      material.need !== 'tolerable' && !uploaded.some((file) => file.materialCode === material.code && file.state !== 'rejected'),
  )

/** Answers known from the sign-in, for fields of the applicant that are still empty. */
export function prefilled(form: Form, values: Values, me: { name: string; phone?: string; email?: string }): Values {
  const known: Record<string, string | undefined> = {
    'applicant.name': me.name,
    'applicant.phone': me.phone,
    'applicant.email': me.email,
  }
  const result = { ...values }
  for (const field of form.sections.flatMap((section) => section.fields)) {
    const value = known[field.code]
    if (value && isEmpty(result[field.code])) result[field.code] = value
  }
  return result
}

/** When the courier is chosen, the parcel goes to the applicant unless told otherwise. */
export function withParcelFor(values: Values): Values {
  if (values['delivery.method'] !== 'courier') return values
  const result = { ...values }
  for (const part of ['name', 'phone'] as const) {
    const target = part === 'name' ? 'delivery.recipient' : 'delivery.phone'
    const known = values[`applicant.${part}`]
    if (isEmpty(result[target]) && typeof known === 'string') result[target] = known
  }
  return result
}

/** Yuan as typed to fen; null when it is no amount. Exact, because it never passes through a fraction. */
export function fenFromYuan(text: string): number | null {
  const match = /^(\d{1,13})(?:\.(\d{1,2}))?$/.exec(text.trim().replaceAll(',', ''))
  return match ? Number(match[1]) * 100 + Number((match[2] ?? '').padEnd(2, '0')) : null
}

export const yuanFromFen = (fen: number): string => {
  const cents = Math.abs(fen) % 100
  const whole = `${fen < 0 ? '-' : ''}${Math.floor(Math.abs(fen) / 100)}`
  return cents === 0 ? whole : `${whole}.${String(cents).padStart(2, '0')}`
}
