// Starts programs, notices when one ends by itself, and ends all of them by process id.
import { spawn } from 'node:child_process'
import { closeSync, existsSync, openSync, readFileSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'

const HEALTH_INTERVAL_MS = 100
const STOP_PATIENCE_MS = 10_000
const LOG_LINES = 15

// Linux ends the programs even when this process is killed outright. Elsewhere they would stay behind then.
const SETPRIV = '/usr/bin/setpriv'
const guarded = (command, args) => existsSync(SETPRIV) ? [SETPRIV, ['--pdeathsig', 'TERM', command, ...args]] : [command, args]

/** The last lines of a log file, for an error message. */
export function tail(file, lines = LOG_LINES) {
  return readFileSync(file, 'utf8').trimEnd().split('\n').slice(-lines).join('\n')
}

/**
 * A program under supervision.
 * @param {{ name: string, command: string, args: string[], env?: object, cwd?: string, logFile: string }} options
 * @param {(failure: Error) => void} onEnd called when it ends without being asked to
 */
export function startProcess({ name, command, args, env = {}, cwd, logFile }, onEnd) {
  const log = openSync(logFile, 'a')
  const [program, parameters] = guarded(command, args)
  // A group of its own: Ctrl-C in the terminal reaches only this process, which then ends the others in order.
  const child = spawn(program, parameters, { cwd, env: { ...process.env, ...env }, stdio: ['ignore', log, log], detached: true })
  closeSync(log)
  let stopping = false
  let failure = null
  const ended = new Promise((resolve) => {
    child.once('error', (error) => resolve(`could not be started (${error.message})`))
    child.once('exit', (code, signal) => resolve(signal ? `was ended by ${signal}` : `ended with code ${code}`))
  })
  void ended.then((how) => {
    if (stopping) return
    failure = new Error(`${name} ${how}. The end of ${logFile}:\n${tail(logFile)}`)
    onEnd(failure)
  })

  const signal = (what) => {
    try {
      process.kill(-child.pid, what)
    } catch (error) {
      if (error.code !== 'ESRCH') throw error
    }
  }

  return {
    name,
    pid: child.pid,
    /** Resolves when `check` does without throwing; rejects when the program ends, the time is over or `signal` is aborted. */
    async healthy(check, patienceMs, signal) {
      const end = Date.now() + patienceMs
      for (;;) {
        if (failure) throw failure
        signal?.throwIfAborted()
        const answer = await check().then(() => null, (error) => error)
        if (answer === null) return
        if (Date.now() > end) {
          throw new Error(`${name} is not healthy after ${patienceMs / 1000} s: ${answer.message}. The end of ${logFile}:\n${tail(logFile)}`)
        }
        await pause(HEALTH_INTERVAL_MS)
      }
    },
    async stop() {
      stopping = true
      if (child.pid === undefined) return
      signal('SIGTERM')
      const late = pause(STOP_PATIENCE_MS, 'late', { ref: false })
      if (await Promise.race([ended, late]) === 'late') {
        signal('SIGKILL')
        await ended
      }
    },
  }
}

/**
 * Runs a command to its end and resolves with what it said; rejects with it when the command fails.
 * @param {{ cwd?: string, env?: object, signal?: AbortSignal }} [options] `signal` ends the command
 */
export function runToEnd(command, args, { cwd, env = {}, signal } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd, env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'], signal })
    const output = []
    child.stdout.on('data', (chunk) => output.push(chunk))
    child.stderr.on('data', (chunk) => output.push(chunk))
    child.once('error', (error) => reject(error.name === 'AbortError' ? error.cause : new Error(`${command} could not be started: ${error.message}`)))
    child.once('close', (code) => code === 0
      ? resolve(Buffer.concat(output).toString('utf8'))
      : reject(new Error(`${command} ${args.join(' ')} ended with code ${code}.\n${Buffer.concat(output).toString('utf8').trimEnd()}`)))
  })
}
