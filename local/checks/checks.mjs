// What ./test runs: formatters, the build, every test runner; one readable list of failures and one closing line.
import { fileURLToPath } from 'node:url'
import { join } from 'node:path'
import { buildPages, installPackages } from '../stack/prepare.mjs'
import { count, summary } from './results.mjs'
import * as rooms from './rooms.mjs'
import { installTools } from './tools.mjs'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const MESSAGE_LINES = 40

const projects = rooms.dotnetRooms(ROOT)
const ROOMS = ['format', ...projects.map((room) => room.name), 'pages', 'stack', 'browser']

const HELP = `Usage: ./test [ROOM …]

Installs what is missing, checks the formatting, builds without warnings, runs all tests, and ends with the line
"N passed, N failed". Rooms, all of them by default:
  format      formatters and type checks
${projects.map((room) => `  ${room.name.padEnd(12)}${room.project}`).join('\n')}
  pages       web-static (vitest)
  stack       tests/stack (the scripts in local/)
  browser     tests/browser (the pages against the whole stack)
`

const indent = (text) => text.split('\n').slice(0, MESSAGE_LINES).map((line) => `    ${line}`).join('\n')
async function runRoom(title, work, { mustRun = true } = {}) {
  const start = Date.now()
  const results = await work().catch((error) => [{ name: title, state: 'failed', message: error.stack }])
  if (mustRun && results.length === 0) results.push({ name: `${title} runs tests`, state: 'failed', message: 'Not one test was run.' })
  console.log(`${title}: ${results.length === 0 ? 'holds' : summary(results)} (${((Date.now() - start) / 1000).toFixed(1)} s)`)
  for (const one of results.filter(({ state }) => state === 'failed')) console.log(`  FAILED ${one.name}\n${indent(one.message)}`)
  for (const one of results.filter(({ state }) => state === 'skipped')) console.log(`  skipped ${one.name}: ${one.message || 'no reason given'}`)
  return results
}

async function main(asked) {
  const say = (line) => console.log(line)
  const wanted = new Set(asked.length > 0 ? asked : ROOMS)
  const results = []
  const context = { root: ROOT, artifacts: rooms.prepareArtifacts(ROOT), say }

  await installTools(say)
  await installPackages(join(ROOT, 'local'), say)
  await installPackages(join(ROOT, 'eng', 'fonts'), say)
  await installPackages(join(ROOT, 'web-static'), say)

  if (wanted.has('format')) results.push(...await runRoom('format', () => rooms.format(context), { mustRun: false }))

  const chosen = projects.filter((room) => wanted.has(room.name))
  if (chosen.length > 0) {
    const everything = chosen.length === projects.length
    const built = await runRoom('build', () => rooms.build({ ...context, projects: everything ? undefined : chosen.map((room) => room.project) }), { mustRun: false })
    results.push(...built)
    if (built.length === 0) for (const room of chosen) results.push(...await runRoom(room.name, () => rooms.dotnet({ ...context, room })))
  }
  if (wanted.has('pages')) results.push(...await runRoom('pages', () => rooms.pages(context)))
  if (wanted.has('stack')) results.push(...await runRoom('stack', () => rooms.stack(context)))
  if (wanted.has('browser')) results.push(...await runRoom('browser', () => rooms.browser(context)))

  const failures = results.filter((one) => one.state === 'failed')
  if (failures.length > 0) console.log(`\nFailed:\n${failures.map((one) => `  ${one.name}`).join('\n')}`)
  console.log(`\n${summary(results)}`)
  return failures.length > 0 || count(results, 'passed') === 0 ? 1 : 0
}

const asked = process.argv.slice(2)
const unknown = asked.find((name) => !ROOMS.includes(name))
if (asked.includes('--help') || asked.includes('-h')) {
  console.log(HELP)
} else if (unknown) {
  console.error(`There is no room "${unknown}".\n\n${HELP}`)
  process.exitCode = 2
} else {
  process.exitCode = await main(asked).catch((error) => {
    console.error(error.message)
    return 1
  })
}
