/** A page of a real browser, by its own protocol: what it asked for, and what its code answers. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export interface BrowserPage {
  /** Loads an address; resolves when everything that it names was loaded. */
  open(url: string): Promise<void>
  /** The value of an expression, awaited where it is a promise. */
  evaluate(expression: string): Promise<unknown>
  /** Every address that pages asked for. */
  readonly requested: readonly string[]
  close(): void
}

interface Frame {
  id?: number
  method?: string
  params?: { request?: { url: string }; name?: string }
  result?: { sessionId?: string; targetId?: string; result?: { value?: unknown } } & { exceptionDetails?: object }
  error?: { message: string }
}

const lifeMsMax = 120_000
const flags = ['--headless=new', '--no-sandbox', '--disable-gpu', '--no-first-run', '--remote-debugging-port=0']

export const hasChromium = spawnSync('chromium', ['--version'], { stdio: 'ignore', timeout: 30_000 }).status === 0

export async function launchChromium(): Promise<BrowserPage> {
  const folder = mkdtempSync(join(tmpdir(), 'proxyapi-chromium-'))
  const browser = spawn('chromium', [...flags, `--user-data-dir=${folder}`, 'about:blank'], {
    stdio: ['ignore', 'ignore', 'pipe'],
    timeout: lifeMsMax,
    killSignal: 'SIGKILL',
  })
  const ended = new Promise((resolve) => browser.once('exit', resolve))
  const socket = new WebSocket(await endpointOf(browser))
  await new Promise((resolve, reject) => {
    socket.onopen = resolve
    socket.onerror = () => reject(new Error('chromium takes no connection'))
  })
  const requested: string[] = []
  const waiting = new Map<number, (frame: Frame) => void>()
  let loaded: () => void = () => {}
  socket.onmessage = ({ data }) => {
    const frame = JSON.parse(String(data)) as Frame
    if (frame.id !== undefined) waiting.get(frame.id)?.(frame)
    if (frame.method === 'Network.requestWillBeSent') requested.push(frame.params!.request!.url)
    if (frame.method === 'Page.lifecycleEvent' && frame.params!.name === 'networkIdle') loaded()
  }
  let ids = 0
  let sessionId: string | undefined
  const tell = async (method: string, params: object = {}) => {
    const id = ++ids
    const answer = await new Promise<Frame>((resolve) => {
      waiting.set(id, resolve)
      socket.send(JSON.stringify({ id, method, params, ...(sessionId && { sessionId }) }))
    })
    if (answer.error) throw new Error(`${method}: ${answer.error.message}`)
    return answer.result!
  }
  const { targetId } = await tell('Target.createTarget', { url: 'about:blank' })
  ;({ sessionId } = await tell('Target.attachToTarget', { targetId, flatten: true }))
  for (const domain of ['Page', 'Network', 'Runtime']) await tell(`${domain}.enable`)
  await tell('Page.setLifecycleEventsEnabled', { enabled: true })
  return {
    requested,
    async open(url) {
      const idle = new Promise<void>((resolve) => {
        loaded = resolve
      })
      await tell('Page.navigate', { url })
      await idle
    },
    async evaluate(expression) {
      const { result, exceptionDetails } = await tell('Runtime.evaluate', {
        expression,
        awaitPromise: true,
        returnByValue: true,
      })
      if (exceptionDetails) throw new Error(JSON.stringify(exceptionDetails))
      return result?.value
    },
    close() {
      socket.close()
      browser.kill('SIGKILL')
      void ended.then(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }))
    },
  }
}

function endpointOf(browser: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = ''
    browser.stderr!.on('data', (bytes) => {
      text += String(bytes)
      const found = /DevTools listening on (ws:\S+)/.exec(text)?.[1]
      if (found) resolve(found)
    })
    browser.once('exit', () => reject(new Error(`chromium ended:\n${text}`)))
  })
}
