import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { promisify } from 'node:util'
import { summary } from '../../local/checks/results.mjs'
import { readVitest } from '../../local/checks/rooms.mjs'
import { readTrx, runErrors } from '../../local/checks/trx.mjs'
import { temporaryFolder } from './programs.mjs'

test('Results of dotnet test are read with their failures and the reasons for skips', () => {
  const xml = `<TestRun><Results>
    <UnitTestResult testId="1" testName="NoVisit.A.Rule(text: &quot;&lt;a&gt;&quot;)" outcome="Passed" />
    <UnitTestResult testId="2" testName="NoVisit.B" outcome="Failed"><Output><StdOut>said</StdOut><ErrorInfo><Message>Expected: 1&#xD;
Actual: 2</Message><StackTrace>at B</StackTrace></ErrorInfo></Output></UnitTestResult>
    <UnitTestResult testId="3" testName="NoVisit.C" outcome="NotExecuted"><Output><ErrorInfo><Message>needs a scanner</Message></ErrorInfo></Output></UnitTestResult>
    <UnitTestResult testId="4" testName="NoVisit.D" outcome="Timeout" />
  </Results></TestRun>`
  assert.deepEqual(readTrx(xml), [
    { name: 'NoVisit.A.Rule(text: "<a>")', state: 'passed', message: '' },
    { name: 'NoVisit.B', state: 'failed', message: 'Expected: 1\r\nActual: 2\nat B\nsaid' },
    { name: 'NoVisit.C', state: 'skipped', message: 'needs a scanner' },
    { name: 'NoVisit.D', state: 'failed', message: 'Timeout' },
  ])
})

test('A test host that crashed is an error of the run', () => {
  const xml = '<RunInfos><RunInfo outcome="Warning"><Text>fine</Text></RunInfo><RunInfo computerName="x" outcome="Error"><Text>host crashed</Text></RunInfo></RunInfos>'
  assert.deepEqual(runErrors(xml), ['host crashed'])
})

test('A file that vitest could not load is a failure', () => {
  const results = readVitest({ testResults: [
    { name: 'a.test.ts', status: 'passed', assertionResults: [{ fullName: 'a holds', status: 'passed', failureMessages: [] }, { fullName: 'b', status: 'skipped', failureMessages: [] }] },
    { name: 'b.test.ts', status: 'failed', message: 'Cannot find module', assertionResults: [] },
  ] })
  assert.equal(summary(results), '1 passed, 1 failed, 1 skipped')
  assert.deepEqual(results[2], { name: 'b.test.ts', state: 'failed', message: 'Cannot find module' })
})

test('Results of node:test count tests, not the suites around them, and a file that breaks', async (t) => {
  const folder = temporaryFolder(t)
  const write = (name, text) => {
    writeFileSync(join(folder, name), text)
    return join(folder, name)
  }
  const files = [
    write('good.test.mjs', `import { describe, it, test } from 'node:test'
      describe('suite', () => { it('passes', () => {}); it('fails', () => { throw new Error('because') }); it('waits', { skip: 'for a reason' }, () => {}) })
      test('holds another', async (t) => { await t.test('inner', () => { throw new Error('inner') }) })`),
    write('broken.test.mjs', 'import "./missing.mjs"'),
  ]
  // In a process of its own: node:test runs no files from within a test.
  const { NODE_TEST_CONTEXT: _, ...env } = process.env
  const script = write('run.mjs', `import { nodeTests } from ${JSON.stringify(new URL('../../local/checks/rooms.mjs', import.meta.url).href)}
    console.log(JSON.stringify(await nodeTests(${JSON.stringify(files)})))`)
  const { stdout } = await promisify(execFile)(process.execPath, [script], { env })
  const results = JSON.parse(stdout)
  assert.equal(summary(results), '1 passed, 3 failed, 1 skipped')
  assert.match(results.find((one) => one.name === 'fails').message, /because/)
  assert.equal(results.find((one) => one.name === 'waits').message, 'for a reason')
  assert.ok(results.some((one) => one.name === 'broken.test.mjs' && one.message.includes('missing.mjs')))
})

test('The closing line mentions skips only when there are some', () => {
  assert.equal(summary([{ state: 'passed' }]), '1 passed, 0 failed')
})
