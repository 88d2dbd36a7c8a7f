import { describe, expect, it } from 'vitest'
import type { Form, FormField, ItemMaterial, Material } from '../../src/api/types'
import {
  askedMaterials,
  askedSections,
  checkField,
  checkFields,
  fenFromYuan,
  holds,
  missingMaterials,
  prefilled,
  valuesToSend,
  withParcelFor,
  yuanFromFen,
} from '../../src/shared/form'
import { isCreditCode, isIdNumber, isPhone } from '../../src/shared/identifiers'

const text = (words: string) => ({ zh: words, en: words })
const field = (code: string, type: FormField['type'], more: Partial<FormField> = {}): FormField => ({
  code,
  label: text(code),
  type,
  required: true,
  ...more,
})
const agent = field('agent.name', 'text', { when: { field: 'agent.acts', in: ['true'] } })
const form: Form = {
  sections: [
    { id: 'applicant', title: text('申请人'), fields: [field('applicant.name', 'text'), field('agent.acts', 'boolean'), agent] },
    {
      id: 'money',
      title: text('资金'),
      fields: [field('capital', 'money', { required: false }), field('staff', 'number', { required: false })],
    },
  ],
}

describe('conditions', () => {
  it('without one always hold', () => expect(holds(undefined, {})).toBe(true))
  it('compare a boolean by its spelling', () => {
    expect(holds({ field: 'agent.acts', in: ['true'] }, { 'agent.acts': true })).toBe(true)
    expect(holds({ field: 'agent.acts', in: ['true'] }, { 'agent.acts': false })).toBe(false)
  })
  it('do not hold while the question is open', () => expect(holds({ field: 'a', in: ['x'] }, { a: null })).toBe(false))
  it('hide a section whose questions are all hidden', () => {
    const hidden = { sections: [{ id: 'agent', title: text('代理人'), fields: [agent] }] }
    expect(askedSections(hidden, { 'agent.acts': false })).toEqual([])
    expect(askedSections(hidden, { 'agent.acts': true })).toHaveLength(1)
  })
})

describe('values', () => {
  it('of questions that no longer apply are not sent', () => {
    expect(valuesToSend(form, { 'applicant.name': ' 张三 ', 'agent.acts': false, 'agent.name': '李四' })).toEqual({
      'applicant.name': '张三',
      'agent.acts': false,
    })
  })
  it('that are empty or unknown to the form are not sent', () => {
    expect(valuesToSend(form, { 'applicant.name': '', capital: null, other: 'x' })).toEqual({})
  })
  it('half-typed as numbers stay on the page', () => {
    expect(valuesToSend(form, { capital: '12.', staff: 'abc' })).toEqual({})
    expect(valuesToSend(form, { capital: 1200, staff: 0 })).toEqual({ capital: 1200, staff: 0 })
  })
  it('that do not fit their field yet are not saved while they are typed', () => {
    const phones: Form = { sections: [{ id: 'a', title: text('a'), fields: [field('phone', 'phone')] }] }
    expect(valuesToSend(phones, { phone: '1380013' })).toEqual({})
    expect(valuesToSend(phones, { phone: '13800138000' })).toEqual({ phone: '13800138000' })
  })
  it('known from the sign-in fill what is still open and nothing else', () => {
    const me = { name: '张三', phone: '13800138000' }
    expect(prefilled(form, {}, me)).toEqual({ 'applicant.name': '张三' })
    expect(prefilled(form, { 'applicant.name': '张三丰' }, me)).toEqual({ 'applicant.name': '张三丰' })
  })
  it('of the applicant are where the parcel goes, unless told otherwise', () => {
    const applicant = { 'applicant.name': '张三', 'applicant.phone': '13800138000' }
    expect(withParcelFor({ ...applicant, 'delivery.method': 'courier', 'delivery.recipient': '李四' })).toMatchObject({
      'delivery.recipient': '李四',
      'delivery.phone': '13800138000',
    })
    expect(withParcelFor({ ...applicant, 'delivery.method': 'ecert' })).not.toHaveProperty('delivery.phone')
  })
})

describe('checks', () => {
  it('ask for what is required', () => expect(checkField(field('a', 'text'), '  ')).toEqual({ key: 'required' }))
  it('leave an optional question open', () => expect(checkField(field('a', 'email', { required: false }), '')).toBeNull())
  it('take no as an answer', () => expect(checkField(field('a', 'boolean'), false)).toBeNull())
  it('count characters, not code units', () => {
    expect(checkField(field('a', 'text', { maxLength: 2 }), '𠮷田')).toBeNull()
    expect(checkField(field('a', 'text', { maxLength: 2 }), '吉田家')).toEqual({ key: 'tooLong', limit: 2 })
  })
  it('show limits of money in yuan', () => {
    expect(checkField(field('a', 'money', { max: 100_000 }), 100_001)).toEqual({ key: 'tooLarge', limit: 1000 })
    expect(checkField(field('a', 'money', { min: 100 }), 99)).toEqual({ key: 'tooSmall', limit: 1 })
  })
  it('know what is no number', () => expect(checkField(field('a', 'number'), 'zwei')).toEqual({ key: 'number' }))
  it('know the options', () => {
    const choice = field('a', 'choice', { options: [{ value: 'x', label: text('x') }] })
    expect(checkField(choice, 'x')).toBeNull()
    expect(checkField(choice, 'y')).toEqual({ key: 'choice' })
  })
  it('know a date', () => {
    expect(checkField(field('a', 'date'), '2026-02-28')).toBeNull()
    expect(checkField(field('a', 'date'), '2026-13-01')).toEqual({ key: 'date' })
  })
  it('skip hidden questions', () => {
    const fields = form.sections[0]?.fields ?? []
    expect(Object.keys(checkFields(fields, { 'agent.acts': false }))).toEqual(['applicant.name'])
    expect(Object.keys(checkFields(fields, { 'agent.acts': true }))).toEqual(['applicant.name', 'agent.name'])
  })
})

describe('identifiers', () => {
  it('of citizens carry a check character and a real birthday', () => {
    expect(isIdNumber('11010519491231002X')).toBe(true)
    expect(isIdNumber('110105194912310021')).toBe(false)
    expect(isIdNumber('11010519490231002X')).toBe(false)
  })
  it('of organisations carry a check character', () => {
    expect(isCreditCode('91350100M000100Y43')).toBe(true)
    expect(isCreditCode('91350100M000100Y44')).toBe(false)
    expect(isCreditCode('91350100M000100I43')).toBe(false)
  })
  it('of phones are mobile numbers or lines with an area code', () => {
    expect(['13800138000', '0513-80921101', '051380921101'].every(isPhone)).toBe(true)
    expect(['12800138000', '80921101', '1380013800'].some(isPhone)).toBe(false)
  })
})

describe('materials', () => {
  const material = (code: string, more: Partial<ItemMaterial> = {}): ItemMaterial => ({
    code,
    name: text(code),
    need: 'required',
    source: 'upload',
    hint: text(''),
    contentTypes: ['application/pdf'],
    maxSize: 1,
    ...more,
  })
  const all = [
    material('form', { source: 'form' }),
    material('id'),
    material('later', { need: 'tolerable' }),
    material('power', { need: 'conditional', when: { field: 'agent.acts', in: ['true'] } }),
  ]
  const uploaded = (code: string, state: Material['state']) => ({ materialCode: code, state }) as Material

  it('made from the form are not asked for', () => {
    expect(askedMaterials(all, { 'agent.acts': true }).map((one) => one.code)).toEqual(['id', 'later', 'power'])
  })
  it('that may follow later hold nothing up', () => {
    expect(missingMaterials(all, [], { 'agent.acts': false }).map((one) => one.code)).toEqual(['id'])
  })
  it('that were rejected are missing still', () => {
    expect(missingMaterials(all, [uploaded('id', 'rejected')], {}).map((one) => one.code)).toEqual(['id'])
    expect(missingMaterials(all, [uploaded('id', 'scanning')], {})).toEqual([])
  })
})

describe('money', () => {
  it('is exact between yuan and fen', () => {
    expect(fenFromYuan('0.29')).toBe(29)
    expect(fenFromYuan('1,234.5')).toBe(123_450)
    expect(fenFromYuan('1.005')).toBeNull()
    expect(fenFromYuan('-1')).toBeNull()
    expect([29, 123_450, 100, -5].map(yuanFromFen)).toEqual(['0.29', '1234.50', '1', '-0.05'])
  })
  it('survives the way there and back', () => {
    for (let fen = 0; fen < 20_000; fen += 7) expect(fenFromYuan(yuanFromFen(fen))).toBe(fen)
  })
})
