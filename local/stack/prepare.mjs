// Installs and builds what is missing or has changed, and nothing else.
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { pageHeaders } from '../../infra/pageHeaders.mjs'
import { join } from 'node:path'
import { runToEnd } from './processes.mjs'

const sha256 = (content) => createHash('sha256').update(content).digest('hex')
const read = (file) => existsSync(file) ? readFileSync(file, 'utf8') : null

/** `npm ci` in a folder whose lock file is not the one that was installed last. */
export async function installPackages(folder, say, signal) {
  const lock = join(folder, 'package-lock.json')
  if (!existsSync(lock)) return
  const stamp = join(folder, 'node_modules', '.installed-from')
  const wanted = sha256(readFileSync(lock))
  if (read(stamp) === wanted) return
  say(`Installing packages in ${folder} …`)
  await runToEnd('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'], { cwd: folder, signal })
  writeFileSync(stamp, wanted)
}

function sources(folder) {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => !['node_modules', 'dist'].includes(entry.name) && !entry.name.startsWith('.'))
    .sort((a, b) => a.name.localeCompare(b.name))
    .flatMap((entry) => entry.isDirectory() ? sources(join(folder, entry.name)) : [join(folder, entry.name)])
}

/** Builds the pages unless `dist` was built from exactly these sources. */
export async function buildPages(folder, say, signal) {
  if (!existsSync(join(folder, 'package.json'))) return
  const stamp = join(folder, 'node_modules', '.built-from')
  const wanted = sha256(sources(folder).map((file) => `${file}\0${sha256(readFileSync(file))}`).join('\n'))
  if (read(stamp) === wanted && existsSync(join(folder, 'dist', 'index.html'))) return
  say('Building the pages …')
  await runToEnd('npm', ['run', 'build'], { cwd: folder, signal })
  // Storage and sign-in stand on other ports of this machine.
  const globalHeaders = pageHeaders('http://127.0.0.1:*', 'http://localhost:*')
  writeFileSync(join(folder, 'dist', 'staticwebapp.config.json'), JSON.stringify({ globalHeaders }, null, 2))
  writeFileSync(stamp, wanted)
}

/** Builds the function app for this machine. */
export async function buildFunctions(root, say, signal) {
  say('Building the function app …')
  await runToEnd('dotnet', ['build', join('functions', 'NoVisit.Functions.csproj'), '-c', 'Release', '--nologo', '-v', 'quiet'],
    { cwd: root, signal, env: { DOTNET_CLI_TELEMETRY_OPTOUT: '1', DOTNET_NOLOGO: '1' } })
}

/** Makes sure that the malware scanner is there, installing it where we may. */
export async function installScanner(say, signal) {
  if (existsSync('/usr/sbin/clamd') || (process.env.PATH ?? '').split(':').some((folder) => existsSync(join(folder, 'clamd')))) return
  if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) {
    throw new Error('The malware scanner clamd is missing. Install it (Debian, Ubuntu: sudo apt-get install clamav-daemon) and start again.')
  }
  say('Installing the malware scanner (clamav-daemon) …')
  const env = { DEBIAN_FRONTEND: 'noninteractive' }
  await runToEnd('apt-get', ['update', '-q'], { env, signal })
  await runToEnd('apt-get', ['install', '-y', '-q', '--no-install-recommends', 'clamav-daemon'], { env, signal })
}

/** @param {{ root: string, without: Set<string>, say: (line: string) => void, signal?: AbortSignal }} options */
export async function prepare({ root, without, say, signal }) {
  await installPackages(join(root, 'local'), say, signal)
  if (!without.has('clamd')) await installScanner(say, signal)
  if (without.has('app')) return
  await installPackages(join(root, 'eng', 'fonts'), say, signal)
  await installPackages(join(root, 'web-static'), say, signal)
  await buildPages(join(root, 'web-static'), say, signal)
  await buildFunctions(root, say, signal)
}
