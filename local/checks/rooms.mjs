// The runners behind ./test. Each returns results `{ name, state, message }`; what is broken but no test is a `failed` one too.
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { basename, join } from 'node:path'
import { run as runNodeTests } from 'node:test'
import { buildPages } from '../stack/prepare.mjs'
import { runToEnd } from '../stack/processes.mjs'
import { readTrx, runErrors } from './trx.mjs'

const DOTNET = { DOTNET_CLI_TELEMETRY_OPTOUT: '1', DOTNET_NOLOGO: '1' }
// Longer than any test may take; without it one hanging test would hold the whole run.
const HANG_TIMEOUT = '15m'
const NODE_TIMEOUT_MS = 15 * 60_000

const failed = (name, error) => [{ name, state: 'failed', message: error.message ?? String(error) }]

/** Runs a check that is no test: nothing when it holds, one failure when it doesn't. */
async function check(name, command, args, options) {
  try {
    await runToEnd(command, args, options)
    return []
  } catch (error) {
    return failed(name, error)
  }
}

const hasScript = (folder, script) => existsSync(join(folder, 'package.json'))
  && JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')).scripts?.[script] !== undefined

/** The folders of tests/ that are .NET test projects. */
export function dotnetRooms(root) {
  return readdirSync(join(root, 'tests'), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => ({ name: entry.name, project: readdirSync(join(root, 'tests', entry.name)).find((file) => file.endsWith('.csproj')) }))
    .filter((room) => room.project)
    .map(({ name, project }) => ({ name, project: join('tests', name, project) }))
}

export async function format({ root }) {
  const pages = join(root, 'web-static')
  return [
    ...await check('C# is formatted (dotnet format whitespace Serverless.sln)', 'dotnet', ['format', 'whitespace', 'Serverless.sln', '--verify-no-changes'], { cwd: root, env: DOTNET }),
    ...hasScript(pages, 'check') ? await check('Pages are formatted and their types hold (npm run check)', 'npm', ['run', 'check'], { cwd: pages }) : [],
  ]
}

export async function build({ root, projects }) {
  const targets = projects ?? ['Serverless.sln']
  const results = []
  for (const target of targets) {
    results.push(...await check(`${target} builds without a warning`, 'dotnet',
      ['build', target, '-c', 'Release', '-warnaserror', '--nologo', '-v', 'quiet', '-consoleLoggerParameters:NoSummary'], { cwd: root, env: DOTNET }))
  }
  return results
}

/** One .NET test project, already built. */
export async function dotnet({ root, artifacts, room }) {
  const file = join(artifacts, `${room.name}.trx`)
  rmSync(file, { force: true })
  let ending
  try {
    await runToEnd('dotnet', ['test', room.project, '-c', 'Release', '--no-build', '--nologo', '-v', 'quiet', '--logger', `trx;LogFileName=${room.name}.trx`,
      '--results-directory', artifacts, '--blame-hang-timeout', HANG_TIMEOUT, '--blame-hang-dump-type', 'none'], { cwd: root, env: DOTNET })
  } catch (error) {
    ending = error
  }
  if (!existsSync(file)) return failed(`${room.project} runs`, ending ?? new Error('It wrote no results.'))
  const xml = readFileSync(file, 'utf8')
  const results = [...readTrx(xml), ...runErrors(xml).flatMap((text) => failed(`${room.project} runs to its end`, text))]
  return ending && !results.some((one) => one.state === 'failed') ? [...results, ...failed(`${room.project} runs to its end`, ending)] : results
}

/** The pages' own tests, with the pages built before. */
export async function pages({ root, artifacts, say }) {
  const folder = join(root, 'web-static')
  if (!existsSync(join(folder, 'package.json'))) return failed('web-static holds the pages', new Error('There is no package.json in web-static.'))
  try {
    await buildPages(folder, say)
  } catch (error) {
    return failed('The pages build', error)
  }
  const file = join(artifacts, 'pages.json')
  rmSync(file, { force: true })
  let ending
  try {
    await runToEnd('npm', ['exec', '--offline', '--', 'vitest', 'run', '--reporter=json', `--outputFile=${file}`], { cwd: folder })
  } catch (error) {
    ending = error
  }
  if (!existsSync(file)) return failed('vitest runs', ending ?? new Error('It wrote no results.'))
  const results = readVitest(JSON.parse(readFileSync(file, 'utf8')))
  return ending && !results.some((one) => one.state === 'failed') ? [...results, ...failed('vitest runs to its end', ending)] : results
}

/** @param {object} report of vitest's JSON reporter */
export function readVitest(report) {
  return report.testResults.flatMap((suite) => {
    const tests = suite.assertionResults.map((test) => ({
      name: test.fullName,
      state: { passed: 'passed', failed: 'failed' }[test.status] ?? 'skipped',
      message: test.failureMessages?.join('\n') || test.meta?.skipReason || '',
    }))
    // A file that can't be loaded has no tests, and must not pass for that.
    const broken = suite.status === 'failed' && !tests.some((test) => test.state === 'failed')
    return broken ? [...tests, ...failed(suite.name, new Error(suite.message || 'The file could not be run.'))] : tests
  })
}

/** The tests of the scripts in local/. */
export const stack = ({ root }) => nodeFolder(root, 'stack')

/** The built pages in a real browser, with everything behind them as it is. */
export async function browser({ root, say }) {
  const app = join('functions', 'NoVisit.Functions.csproj')
  const built = existsSync(join(root, 'functions', 'bin', 'Release', 'net10.0', 'NoVisit.Functions.dll')) ? [] : await build({ root, projects: [app] })
  if (built.length > 0) return built
  await buildPages(join(root, 'web-static'), say)
  return nodeFolder(root, 'browser')
}

function nodeFolder(root, name) {
  const folder = join(root, 'tests', name)
  const files = readdirSync(folder).filter((file) => file.endsWith('.test.mjs')).sort().map((file) => join(folder, file))
  return nodeTests(files)
}

/** Runs files of node:test one after another, each in a process of its own. What only holds other tests is not counted. */
export async function nodeTests(files) {
  const results = []
  const inside = []
  const said = new Map(files.map((file) => [file, '']))
  const take = (state) => (test) => {
    const { name, nesting, skip, todo, details } = test
    const holdsOthers = details?.type === 'suite' || files.includes(name) || inside[nesting + 1] > 0
    inside[nesting + 1] = 0
    inside[nesting] = (inside[nesting] ?? 0) + 1
    const error = details?.error
    if (holdsOthers && (state === 'passed' || error?.failureType === 'subtestsFailed')) return
    const skipped = skip !== undefined || todo !== undefined
    const reason = [skip, todo].find((one) => typeof one === 'string') ?? ''
    results.push({
      name: files.includes(name) ? basename(name) : name,
      state: skipped ? 'skipped' : state,
      message: skipped ? reason : state === 'failed' ? `${error?.cause?.stack ?? error?.cause ?? error}\n${said.get(name) ?? ''}`.trim() : '',
    })
  }
  const stream = runNodeTests({ files, concurrency: 1, timeout: NODE_TIMEOUT_MS })
  // Why a file could not be loaded stands only there.
  stream.on('test:stderr', ({ file, message }) => said.set(file, (said.get(file) ?? '') + message))
  stream.on('test:pass', take('passed'))
  stream.on('test:fail', take('failed'))
  await new Promise((resolve, reject) => {
    stream.on('error', reject)
    stream.on('end', resolve)
    stream.resume()
  })
  return results
}

/** An empty folder for the runners' results. */
export function prepareArtifacts(root) {
  const artifacts = join(root, 'artifacts', 'test')
  mkdirSync(artifacts, { recursive: true })
  return artifacts
}
