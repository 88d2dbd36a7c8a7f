// Which ports the stack uses, whether they are free, and who holds those that are not.
import { randomInt } from 'node:crypto'
import { readdirSync, readFileSync, readlinkSync } from 'node:fs'
import { createServer } from 'node:net'

/** Name of each port, what it is for, and its number when nothing else is asked for. */
export const PORTS = {
  app: { purpose: 'pages and API', number: 7071 },
  identity: { purpose: 'sign-in provider', number: 7072 },
  gateways: { purpose: 'gateway simulator', number: 7073 },
  smtp: { purpose: 'mail server', number: 7025 },
  mailbox: { purpose: 'web mailbox', number: 7080 },
  blob: { purpose: 'blob storage', number: 10000 },
  queue: { purpose: 'queue storage', number: 10001 },
  table: { purpose: 'table storage', number: 10002 },
  clamd: { purpose: 'malware scanner', number: 7310 },
}

const LOWEST_RANDOM = 20_000
// Below the range from which the system hands out ports itself (32768 on Linux).
const HIGHEST_RANDOM = 32_000

/** All ports moved by the distance of `base` from 7071. */
export function portsFrom(base) {
  const shift = base - PORTS.app.number
  const ports = Object.fromEntries(Object.entries(PORTS).map(([name, { number }]) => [name, number + shift]))
  for (const port of Object.values(ports)) {
    if (!Number.isInteger(port) || port < 1024 || port > 65535) throw new Error(`--port ${base} leads to port ${port}; choose one between 1100 and 62000.`)
  }
  return ports
}

/** True when nobody listens on the port of 127.0.0.1. */
export function isFree(port) {
  return new Promise((resolve) => {
    const probe = createServer()
    probe.once('error', () => resolve(false))
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)))
  })
}

/** Free ports for tests that run side by side. */
export async function freePorts() {
  const ports = {}
  for (const name of Object.keys(PORTS)) {
    do ports[name] = randomInt(LOWEST_RANDOM, HIGHEST_RANDOM)
    while (Object.values(ports).filter((port) => port === ports[name]).length > 1 || !await isFree(ports[name]))
  }
  return ports
}

/**
 * @param {Record<string, number>} ports
 * @throws naming every taken port and the process that holds it
 */
export async function requireFree(ports) {
  const taken = []
  for (const [name, port] of Object.entries(ports)) {
    if (await isFree(port)) continue
    taken.push(`Port ${port} (${PORTS[name].purpose}) is taken by ${holder(port) ?? 'a process of another user'}.`)
  }
  if (taken.length > 0) throw new Error(`${taken.join('\n')}\nEnd it, or move the whole stack: ./run --port 8071`)
}

/** `node, process 4711 (node server.mjs)`, or null when the system does not tell. */
export function holder(port) {
  const inodes = listeningInodes(port)
  if (inodes.size === 0) return null
  for (const entry of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    if (socketsOf(entry).some((socket) => inodes.has(socket))) {
      const name = readFileSync(`/proc/${entry}/comm`, 'utf8').trim()
      const command = readFileSync(`/proc/${entry}/cmdline`, 'utf8').replaceAll('\0', ' ').trim()
      return `${name}, process ${entry} (${command.length > 120 ? `${command.slice(0, 120)}…` : command})`
    }
  }
  return null
}

function listeningInodes(port) {
  const wanted = port.toString(16).toUpperCase().padStart(4, '0')
  const inodes = new Set()
  for (const file of ['/proc/net/tcp', '/proc/net/tcp6']) {
    for (const line of linesOf(file)) {
      const [, local, , state, , , , , , inode] = line.trim().split(/\s+/)
      if (state === '0A' && local?.endsWith(`:${wanted}`)) inodes.add(`socket:[${inode}]`)
    }
  }
  return inodes
}

function linesOf(file) {
  try {
    return readFileSync(file, 'utf8').split('\n').slice(1)
  } catch {
    // Not Linux, or no IPv6: the holder stays unknown.
    return []
  }
}

function socketsOf(pid) {
  return tried(() => readdirSync(`/proc/${pid}/fd`), []).map((fd) => tried(() => readlinkSync(`/proc/${pid}/fd/${fd}`), ''))
}

// A process or a file of it may be gone since it was listed, or belong to another user.
function tried(read, otherwise) {
  try {
    return read()
  } catch {
    return otherwise
  }
}
