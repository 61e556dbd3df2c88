import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { type Machine, readMachine } from '../runner/machine-files.ts'
import type { KeeperOrder } from '../runner/processes.ts'
import type { Shell } from './shell.ts'

const lookEveryMs = 1_000

/**
 * Keeps one machine of this host: runs its program until that ends, until its file says otherwise, or until its time is
 * over. Whoever started it may be long gone. Returns the exit code of the program.
 */
export async function keepMachine(file: string, shell: Shell): Promise<number> {
  const order = JSON.parse(readFileSync(0, 'utf8')) as KeeperOrder
  const machine = readMachine(file)
  if (!machine) return 1
  const ended = order.command === null ? serveBuiltin(machine, order, shell) : runProgram(machine, order, shell)
  for (;;) {
    const code = await Promise.race([ended, shell.clock.sleep(lookEveryMs)])
    if (code !== undefined) return endAll(code)
    if (isOver(readMachine(file), shell.clock.now())) return endAll(0)
  }
}

const isOver = (machine: Machine | null, now: number): boolean =>
  machine === null || machine.wish !== 'running' || (machine.until !== null && machine.until <= now)

/** Ends the whole group: what a program has left behind, and this process with it. */
function endAll(code: number): number {
  try {
    process.kill(-process.pid, 'SIGKILL')
  } catch {
    // It leads no group: then there is nothing but itself.
  }
  return code
}

function runProgram({ ports }: Machine, { command, environment }: KeeperOrder, shell: Shell): Promise<number> {
  const [first = '', ...args] = command ?? []
  const named = ports.map(({ port, public_port }) => [`PORT_${port}`, `${public_port}`])
  const env = {
    ...shell.environment,
    ...environment,
    PORT: `${ports[0]?.public_port ?? ''}`,
    ...Object.fromEntries(named),
  }
  return new Promise((resolve) => {
    const child = spawn(first, args, { stdio: ['ignore', 'inherit', 'inherit'], env })
    child.on('error', (error) => {
      shell.writeError(`${error.message}\n`)
      resolve(1)
    })
    child.on('exit', (code) => resolve(code ?? 1))
  })
}

async function serveBuiltin(
  { ports, args, createdAt }: Machine,
  { environment }: KeeperOrder,
  shell: Shell,
): Promise<number> {
  const { machineServer } = await import('@proxyapi/simulators')
  const handle = machineServer({ env: environment, args, onstart: null, createdAt }, shell.clock.now)
  return new Promise((resolve) => {
    for (const { public_port } of ports) {
      const server = createServer(handle)
      server.on('error', (error) => {
        shell.writeError(`${error.message}\n`)
        resolve(1)
      })
      server.listen(public_port, '127.0.0.1', () => shell.write(`listening on ${public_port}\n`))
    }
  })
}
