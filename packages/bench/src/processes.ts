import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'

const canPin = spawnSync('taskset', ['-V']).status === 0

export interface Running {
  process: ChildProcess
  pid: number
  /** The first line that it printed. */
  firstLine: string
  stop(): Promise<void>
}

/** Starts a Node program on one core, and waits until `ready` matches a line that it prints. */
export async function start(
  args: string[],
  {
    core,
    folder = process.cwd(),
    environment = {},
    ready = /^\d+$/,
  }: { core: number; folder?: string; environment?: Record<string, string>; ready?: RegExp },
): Promise<Running> {
  const command = canPin ? ['taskset', '-c', String(core), process.execPath, ...args] : [process.execPath, ...args]
  const child = spawn(command[0]!, command.slice(1), {
    cwd: folder,
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  })
  const firstLine = await new Promise<string>((resolve, reject) => {
    let text = ''
    child.stdout!.on('data', (bytes: Buffer) => {
      text += String(bytes)
      const line = text.split('\n').find((each) => ready.test(each))
      if (line) resolve(line)
    })
    child.stderr!.on('data', (bytes: Buffer) => {
      text += String(bytes)
    })
    child.once('exit', (code) => reject(new Error(`${args[0]} ended with ${code}:\n${text.slice(-2000)}`)))
  })
  child.stdout!.resume()
  return {
    process: child,
    pid: child.pid!,
    firstLine,
    stop: () =>
      new Promise((resolve) => {
        child.once('exit', () => resolve())
        child.kill('SIGTERM')
        setTimeout(() => child.kill('SIGKILL'), 3_000).unref()
      }),
  }
}

const ticksPerSecond = 100

/** User and system time of a process, microseconds. */
export function cpuMicros(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]!.split(' ')
  return ((Number(fields[11]) + Number(fields[12])) / ticksPerSecond) * 1e6
}

export function rssMegabytes(pid: number): number {
  const line = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))
  return Number(line?.[1] ?? 0) / 1024
}
