/** What `/__sim/<name>` answers, by `<METHOD> <name>`; a TypeError means that the caller's body is wrong. */
export type Controls = Record<string, (body: unknown) => unknown>

const prefix = '/__sim/'

export function isControl(path: string): boolean {
  return path.startsWith(prefix)
}

/** The answer of a simulator's own control, as JSON. */
export async function control(
  controls: Controls,
  method: string,
  path: string,
  body: unknown,
): Promise<{ status: number; json: unknown }> {
  const run = controls[`${method} ${path.slice(prefix.length)}`]
  if (!run) return { status: 404, json: { error: `no such control; there are: ${Object.keys(controls).join(', ')}` } }
  try {
    return { status: 200, json: (await run(body)) ?? { ok: true } }
  } catch (error) {
    if (!(error instanceof TypeError)) throw error
    return { status: 400, json: { error: error.message } }
  }
}
