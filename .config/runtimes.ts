/** Runs one program in what is not Node, over the packages of a folder: as it stands in Deno, bundled in workerd and a browser. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { build } from 'esbuild'
import { launchChromium } from './chromium.ts'

type Fetch = (request: Request) => Promise<Response>

const runMsMax = 50_000

export interface Site {
  url: string
  close(): void
}

/** A server of this process for `fetch`; `pages` stand before it. */
export async function serveSite(fetch: Fetch, pages: Record<string, [type: string, text: string]> = {}): Promise<Site> {
  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    const page = pages[request.url ?? '']
    if (page) return response.writeHead(200, { 'content-type': page[0] }).end(page[1])
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    const body = chunks.length > 0 ? { body: Buffer.concat(chunks) } : {}
    const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]))
    const answered = await fetch(
      new Request(`http://${request.headers.host}${request.url}`, {
        method: request.method ?? 'GET',
        headers,
        ...body,
      }),
    )
    return response
      .writeHead(answered.status, Object.fromEntries(answered.headers))
      .end(Buffer.from(await answered.arrayBuffer()))
  }
  const server = createServer((request, response) => void answer(request, response))
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const { port } = server.address() as { port: number }
  return {
    url: `http://127.0.0.1:${port}`,
    close() {
      server.close()
      server.closeAllConnections()
    },
  }
}

/** What a module that defines `main(baseURL)` resolves with. */
export async function inDeno(folder: string, module: string, baseURL: string): Promise<unknown> {
  const file = join(folder, 'in-deno.mjs')
  writeFileSync(file, `${module}\nconsole.log(JSON.stringify(await main(${JSON.stringify(baseURL)})))\n`)
  const { lines, end } = startGroup(folder, 'deno', ['run', '-A', file])
  try {
    return JSON.parse(await lines.next())
  } finally {
    end()
  }
}

/** The command of a package, which starts the program itself as a child: both end together. */
function startGroup(folder: string, command: string, args: readonly string[]) {
  const child = spawn(join(folder, 'node_modules/.bin', command), args, {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'inherit'],
    detached: true,
  })
  const end = () => {
    clearTimeout(timer)
    try {
      process.kill(-child.pid!, 'SIGKILL')
    } catch {
      // It has ended by itself.
    }
  }
  const timer = setTimeout(end, runMsMax)
  const reader = createInterface(child.stdout)
  const lines = {
    next: async () => {
      const [line] = (await Promise.race([once(reader, 'line'), once(reader, 'close')])) as string[]
      if (line === undefined) throw new Error(`${command} ended without a line`)
      return line
    },
  }
  return { lines, end }
}

const config = `
using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [ (name = "main", worker = .main), (name = "internet", network = (allow = ["private", "public"])) ],
  sockets = [ (name = "http", address = "127.0.0.1:0", http = (), service = "main") ],
);
const main :Workerd.Worker = (
  modules = [ (name = "worker", esModule = embed "worker.js") ],
  compatibilityDate = "2026-07-01",
);
`

export async function inWorkerd(folder: string, module: string, baseURL: string): Promise<unknown> {
  const handler = `export default { fetch: async () => Response.json(await main(${JSON.stringify(baseURL)})) }`
  writeFileSync(join(folder, 'worker.js'), await bundled(folder, `${module}\n${handler}`, ['workerd', 'worker']))
  writeFileSync(join(folder, 'worker.capnp'), config)
  const { lines, end } = startGroup(folder, 'workerd', ['serve', '--control-fd=1', 'worker.capnp'])
  try {
    const { port } = JSON.parse(await lines.next()) as { port: number }
    const response = await fetch(`http://127.0.0.1:${port}/`, { signal: AbortSignal.timeout(runMsMax) })
    return await response.json()
  } finally {
    end()
  }
}

/** The page is of the same origin as the API, as behind a proxy. */
export async function inBrowser(folder: string, module: string, fetch: Fetch): Promise<unknown> {
  const text = await bundled(folder, `${module}\nglobalThis.outcome = main(location.origin)`, ['browser'])
  const site = await serveSite(fetch, {
    '/': ['text/html', '<!doctype html><script type="module" src="/bundle.js"></script>'],
    '/bundle.js': ['text/javascript', text],
  })
  const page = await launchChromium()
  try {
    await page.open(`${site.url}/`)
    return await page.evaluate('globalThis.outcome')
  } finally {
    page.close()
    site.close()
  }
}

async function bundled(folder: string, contents: string, conditions: string[]): Promise<string> {
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: folder, loader: 'js' },
    bundle: true,
    minify: true,
    write: false,
    format: 'esm',
    target: 'es2022',
    platform: 'browser',
    conditions,
    external: ['ws'],
  })
  return outputFiles[0]!.text
}
