import { callProvider, type ProviderCall, type ProviderCallParts } from './provider-call.ts'

const saysGone: ReadonlySet<number> = new Set([404, 410])
/** The provider has no such question. */
const cannotSay: ReadonlySet<number> = new Set([400, 405, 501])

/**
 * Whether nothing speaks against giving up a model that its provider no longer lists: asked for it, the provider says that
 * there is none, or cannot be asked. A refusal, a limit or a failure proves nothing.
 */
export async function isGoneAt(
  call: Omit<ProviderCall, 'path'>,
  id: string,
  parts: ProviderCallParts,
): Promise<boolean> {
  const { list } = call.provider.brand
  if (list === null) return true
  const { query, path, orElse = path } = list
  try {
    const { status } = await callProvider(
      { ...call, path: `${orElse}/${encodeURIComponent(id)}`, ...(query && { query }) },
      parts,
    )
    return saysGone.has(status) || cannotSay.has(status)
  } catch {
    // No answer is no proof; the row waits for the next fetch.
    return false
  }
}
