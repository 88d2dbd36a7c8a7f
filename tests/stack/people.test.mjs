import assert from 'node:assert/strict'
import { test } from 'node:test'
import { claimsOf, departments, findPerson, idNumberCheck, people } from '../../local/identity/people.mjs'

test('The check character of the standard\'s own example is X', () => {
  assert.equal(idNumberCheck('11010519491231002'), 'X')
})

test('Every account is there once', () => {
  assert.equal(new Set(people.map((one) => one.id)).size, people.length)
})

test('Every department has a clerk, two reviewers and an approver', () => {
  const posts = departments.flatMap(({ code }) => ['clerk', 'reviewer', 'reviewer2', 'approver'].map((post) => `${post}.${code}`))
  assert.equal(departments.length, 23)
  assert.deepEqual(posts.filter((id) => !findPerson(id)), [])
})

test('Two reviewers of a department are two people', () => {
  for (const { code } of departments) assert.notEqual(findPerson(`reviewer.${code}`).name, findPerson(`reviewer2.${code}`).name)
})

test('Applicants carry a valid identity number, staff a department and no identity number', () => {
  for (const person of people) {
    const claims = claimsOf(person)
    const citizen = person.roles.includes('applicant') || person.roles.includes('agent')
    assert.equal('id_number' in claims, citizen, person.id)
    assert.equal('department' in claims, !citizen, person.id)
    if (citizen) assert.equal(claims.id_number[17], idNumberCheck(claims.id_number.slice(0, 17)), person.id)
  }
})

test('Assurance differs as the demo cases need it', () => {
  const assurance = ['zhang.san', 'li.si', 'wang.wu', 'registered.only'].map((id) => findPerson(id).assurance)
  assert.deepEqual(assurance, ['strong', 'realName', 'realName', 'registered'])
})
