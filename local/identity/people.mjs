// The demo people: who can sign in on one machine, and what their tokens say of them.
import { readFileSync } from 'node:fs'

const source = JSON.parse(readFileSync(new URL('./people.json', import.meta.url), 'utf8'))

const CHECK_WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
const CHECK_CHARACTERS = '10X98765432'

/** Check character of a resident identity number's first 17 digits (GB 11643-1999, ISO 7064 MOD 11-2). */
export function idNumberCheck(first17) {
  const sum = CHECK_WEIGHTS.reduce((total, weight, index) => total + weight * Number(first17[index]), 0)
  return CHECK_CHARACTERS[sum % 11]
}

function idNumber(born, serial) {
  const first17 = `320681${born}${serial}`
  return first17 + idNumberCheck(first17)
}

function citizen(entry) {
  return {
    id: entry.id,
    name: entry.name,
    latin: entry.latin,
    roles: entry.roles,
    assurance: entry.assurance,
    phone: entry.phone,
    email: `${entry.id}@example.test`,
    idNumber: idNumber(entry.born, entry.serial),
    village: entry.village,
  }
}

function staff(entry, serial) {
  return {
    id: entry.id,
    name: entry.name,
    latin: entry.latin,
    roles: entry.roles,
    department: entry.department,
    post: entry.post,
    assurance: 'strong',
    phone: `1380000${String(1000 + serial)}`,
    email: `${entry.id}@example.test`,
  }
}

function postsOf(department, departmentIndex) {
  const [surname, surnameLatin] = source.surnames[departmentIndex]
  return source.posts.map((post, postIndex) => {
    const [given, givenLatin] = source.givenNames[postIndex]
    return staff({
      id: `${post.id}.${department.code}`,
      name: surname + given,
      latin: `${surnameLatin} ${givenLatin}`,
      roles: [post.role],
      department: department.code,
      post: { zh: post.zh, en: post.en },
    }, departmentIndex * source.posts.length + postIndex)
  })
}

export const departments = source.departments
export const citizens = source.citizens.map(citizen)
export const officers = source.officers.map((entry, index) => staff(entry, 900 + index))
export const people = [...citizens, ...officers, ...departments.flatMap(postsOf)]

const byId = new Map(people.map((person) => [person.id, person]))

export const findPerson = (id) => byId.get(id)

/** What tokens say of a person. Members that a person does not have are left out, not null. */
export function claimsOf(person) {
  return {
    name: person.name,
    roles: person.roles,
    ...(person.department ? { department: person.department } : {}),
    assurance: person.assurance,
    phone_number: person.phone,
    email: person.email,
    ...(person.idNumber ? { id_number: person.idNumber } : {}),
    ...(person.village ? { village: person.village } : {}),
  }
}
