/** The two pages and their fixed list of assets, all from our own origin. */
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'

const head = (title: string) => `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>`

export const docsPage = `${head('ProxyAPI reference')}
<link rel="stylesheet" href="/docs/swagger-ui.css">
<div id="reference"></div>
<script src="/docs/swagger-ui-bundle.js"></script>
<script src="/docs/start.js"></script>
</html>
`

export const dashboardPage = `${head('ProxyAPI')}
<link rel="stylesheet" href="/docs/page.css">
<main>
  <h1>ProxyAPI</h1>
  <p>Discover AI models, call them through one gateway, rent GPUs.</p>
  <ul>
    <li><a href="/docs">Reference</a>: every operation, with examples</li>
    <li><a href="/openapi.json">openapi.json</a>: the contract</li>
    <li><a href="/health">Health</a></li>
  </ul>
  <p id="signed-in" role="status"></p>
  <pre id="token"></pre>
</main>
<script src="/docs/signed-in.js"></script>
</html>
`

const start = `SwaggerUIBundle({ url: '/openapi.json', dom_id: '#reference', validatorUrl: null, deepLinking: true, tryItOutEnabled: true })\n`
/** After a login elsewhere: trades the code in the address, which works once, for a token, and shows it. */
const signedIn = `const code = new URLSearchParams(location.hash.slice(1)).get('code')
const say = (id, text) => { document.getElementById(id).textContent = text }
if (code) {
  history.replaceState(null, '', '/')
  fetch('/api/v1/auth/token', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ grant_type: 'authorization_code', code }),
  }).then(async (answer) => {
    const { access_token, expires_in, error } = await answer.json()
    say('signed-in', answer.ok ? 'You are signed in for ' + Math.round(expires_in / 60) + ' minutes. Send this as Authorization: Bearer …' : error)
    if (answer.ok) say('token', access_token)
  }).catch(() => say('signed-in', 'The server did not answer; sign in again.'))
}
`
const pageStyle = `:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif }
main { max-width: 42rem; margin: 4rem auto; padding: 0 1rem }
h1 { letter-spacing: -.02em }
pre { white-space: pre-wrap; overflow-wrap: anywhere }
`

interface Asset {
  type: string
  content: string | Uint8Array<ArrayBuffer>
}

const fromPackage = (name: string): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(readFileSync(createRequire(import.meta.url).resolve(`swagger-ui-dist/${name}`)))

/** Path → asset; read when first asked for. */
export const assets: ReadonlyMap<string, () => Asset> = new Map<string, () => Asset>([
  ['/docs/start.js', () => ({ type: 'text/javascript', content: start })],
  ['/docs/signed-in.js', () => ({ type: 'text/javascript', content: signedIn })],
  ['/docs/page.css', () => ({ type: 'text/css', content: pageStyle })],
  ['/docs/swagger-ui.css', () => ({ type: 'text/css', content: fromPackage('swagger-ui.css') })],
  ['/docs/swagger-ui-bundle.js', () => ({ type: 'text/javascript', content: fromPackage('swagger-ui-bundle.js') })],
])
