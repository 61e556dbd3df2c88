/** Names a test file that does not end, says where its code is, and ends it: vitest's limits stop no code that never yields. */
import { spawnSync } from 'node:child_process'
import { setTimeout as after } from 'node:timers/promises'
import type { Reporter, TestCase, TestModule } from 'vitest/node'

const fileMsMax = 10 * 60_000
const inspectorMs = 5_000

type Told =
  | { method: 'Debugger.scriptParsed'; params: { scriptId: string; url: string } }
  | { method: 'Debugger.paused'; params: { callFrames: Frame[] } }
  | { method?: undefined }

interface Frame {
  functionName: string
  location: { scriptId: string; lineNumber: number }
}

export class EndlessFiles implements Reporter {
  readonly #running = new Map<string, { timer: NodeJS.Timeout; test: string }>()

  onTestModuleQueued({ moduleId }: TestModule) {
    const timer = setTimeout(() => void this.#give(moduleId), fileMsMax)
    this.#running.set(moduleId, { timer, test: 'none yet' })
  }

  onTestCaseReady(test: TestCase) {
    const file = this.#running.get(test.module.moduleId)
    if (file) file.test = test.fullName
  }

  onTestModuleEnd({ moduleId }: TestModule) {
    clearTimeout(this.#running.get(moduleId)?.timer)
    this.#running.delete(moduleId)
  }

  async #give(moduleId: string) {
    const { test } = this.#running.get(moduleId)!
    console.error(`\n${moduleId} did not end within ${fileMsMax / 60_000} minutes; its newest test: ${test}`)
    const [worker] = childrenOf(process.pid).filter(({ command }) => command.includes('forks'))
    if (!worker) return
    for (const { command } of childrenOf(worker.pid)) console.error(`it may wait for its child: ${command}`)
    const unread = 'its stack cannot be read'
    console.error(await Promise.race([stackOf(worker.pid), after(inspectorMs, unread)]).catch(() => unread))
    process.kill(worker.pid, 'SIGKILL')
  }
}

/** The oldest first. */
function childrenOf(parent: number) {
  const columns = ['--ppid', String(parent), '--sort=start_time', '-o', 'pid=,args=']
  return spawnSync('ps', columns, { encoding: 'utf8' })
    .stdout.split('\n')
    .flatMap((line) => {
      const [, pid, command = ''] = /^\s*(\d+) (.*)$/.exec(line) ?? []
      return pid ? [{ pid: Number(pid), command }] : []
    })
}

/** Asks the process's own inspector, which answers in the middle of a loop too. */
async function stackOf(pid: number): Promise<string> {
  process.kill(pid, 'SIGUSR1')
  await after(1_000)
  const [target] = (await (await fetch('http://127.0.0.1:9229/json/list')).json()) as { webSocketDebuggerUrl: string }[]
  const inspector = new WebSocket(target!.webSocketDebuggerUrl)
  const stack = Promise.withResolvers<string>()
  inspector.onopen = () => {
    for (const [id, method] of ['Runtime.enable', 'Debugger.enable', 'Debugger.pause'].entries()) {
      inspector.send(JSON.stringify({ id, method }))
    }
  }
  const urls = new Map<string, string>()
  inspector.onmessage = ({ data }) => {
    const told = JSON.parse(String(data)) as Told
    if (told.method === 'Debugger.scriptParsed') urls.set(told.params.scriptId, told.params.url)
    if (told.method !== 'Debugger.paused') return
    const lines = told.params.callFrames.map(
      ({ functionName, location }) => `  ${functionName} ${urls.get(location.scriptId)}:${location.lineNumber + 1}`,
    )
    stack.resolve(lines.filter((line) => !/\/vitest\/|node:/.test(line)).join('\n'))
  }
  return stack.promise
}
