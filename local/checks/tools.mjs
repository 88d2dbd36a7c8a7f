// Programs that the tests call besides .NET and Node: outside validators of PDFs, a browser, the malware scanner.
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { runToEnd } from '../stack/processes.mjs'

const onPath = (program) => [...(process.env.PATH ?? '').split(':'), '/usr/sbin'].some((folder) => existsSync(join(folder, program)))

const TOOLS = [
  { package: 'chromium', there: () => onPath('chromium') },
  { package: 'poppler-utils', there: () => ['pdfsig', 'pdftotext', 'pdffonts'].every(onPath) },
  { package: 'qpdf', there: () => onPath('qpdf') },
  { package: 'mupdf-tools', there: () => onPath('mutool') },
  { package: 'zbar-tools', there: () => onPath('zbarimg') },
  { package: 'clamav-daemon', there: () => onPath('clamd') },
  { package: 'fonts-noto-cjk', there: () => existsSync('/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc') },
]

/**
 * Installs what is missing where we may.
 * @throws naming the missing packages where we may not
 */
export async function installTools(say) {
  const missing = TOOLS.filter((tool) => !tool.there()).map((tool) => tool.package)
  if (missing.length === 0) return
  if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) {
    throw new Error(`The tests need programs that are missing. On Debian or Ubuntu: sudo apt-get install ${missing.join(' ')}`)
  }
  say(`Installing ${missing.join(', ')} …`)
  const env = { DEBIAN_FRONTEND: 'noninteractive' }
  await runToEnd('apt-get', ['update', '-q'], { env })
  await runToEnd('apt-get', ['install', '-y', '-q', '--no-install-recommends', ...missing], { env })
}
