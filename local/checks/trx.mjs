// Reads the results that dotnet test writes (TRX, an XML of Visual Studio).

const ENTITIES = { lt: '<', gt: '>', quot: '"', apos: "'", amp: '&' }

const decode = (text) => text.replace(/&(?:#x([0-9a-fA-F]+)|#(\d+)|(lt|gt|quot|apos|amp));/g,
  (_, hex, decimal, name) => name ? ENTITIES[name] : String.fromCodePoint(hex ? parseInt(hex, 16) : Number(decimal)))

const attribute = (tag, name) => decode(new RegExp(`\\s${name}="([^"]*)"`).exec(tag)?.[1] ?? '')
const element = (xml, name) => decode(new RegExp(`<${name}>([\\s\\S]*?)</${name}>`).exec(xml)?.[1] ?? '').trim()

const STATES = { Passed: 'passed', NotExecuted: 'skipped' }

/**
 * @param {string} xml
 * @returns {{ name: string, state: 'passed' | 'failed' | 'skipped', message: string }[]} `message`: the failure with its stack, or why it was skipped
 */
export function readTrx(xml) {
  return [...xml.matchAll(/<UnitTestResult\b([^>]*?)(?:\/>|>([\s\S]*?)<\/UnitTestResult>)/g)].map(([, head, body = '']) => {
    const state = STATES[attribute(head, 'outcome')] ?? 'failed'
    const message = element(body, 'Message') || (state === 'failed' ? attribute(head, 'outcome') : '')
    const stack = state === 'failed' ? element(body, 'StackTrace') : ''
    const output = state === 'failed' ? element(body, 'StdOut') : ''
    return { name: attribute(head, 'testName'), state, message: [message, stack, output].filter(Boolean).join('\n') }
  })
}

/** Errors of the run itself, such as a test host that crashed. */
export function runErrors(xml) {
  return [...xml.matchAll(/<RunInfo\b[^>]*outcome="(?:Error|Failed)"[^>]*>([\s\S]*?)<\/RunInfo>/g)].map(([, body]) => element(body, 'Text'))
    // A test that failed is said here once more; it has its own result.
    .filter((text) => text && !/^\[xUnit\.net [^\]]*\]\s.*\[FAIL\]$/.test(text))
}
