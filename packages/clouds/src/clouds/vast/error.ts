import type { CloudError } from '../../cloud.ts'
import { idOf, jsonOf, rowOf, textOf } from '../../lenient.ts'
import { byStatus, errorBy, refusal, type Verdict, wordsOf } from '../../verdict.ts'

/** By the `error` member, which says more than the status: an unknown key is a 404. */
const byError: Record<string, Verdict> = {
  no_such_ask: refusal('offer_gone'),
  no_such_instance: refusal('not_found'),
  not_found: refusal('not_found'),
  no_pending_price_increase: refusal('not_found'),
  auth_error: refusal('auth'),
  insufficient_credit: refusal('cloud_no_balance'),
  invalid_args: refusal('invalid_request'),
  invalid_request: refusal('invalid_request'),
  no_ssh_key_for_vm: refusal('invalid_request'),
  // The bid no longer suffices here; another offer may still take it.
  invalid_price: refusal('price_changed'),
}

/** By words of the message: some endpoints answer only that. Looked at first, because `invalid_args` covers several. */
const byWords: [RegExp, Verdict][] = [
  [/no_such_ask/, refusal('offer_gone')],
  [/lacks credit|insufficient credit/i, refusal('cloud_no_balance')],
  [/invalid user key|requires login/i, refusal('auth')],
  [/no such instance|instance not found/i, refusal('not_found')],
  [/not your own/i, refusal('permanent')],
]

/** What a reply that is no success means. */
export function vastError(status: number, headers: Headers, body: string): CloudError {
  const json = jsonOf(body)
  const row = rowOf(json)
  const name = textOf(row.error)
  const words = wordsOf(status, body, row.msg, row.message, row.detail)
  const message = name === null ? words : `${name}: ${words}`
  return errorBy(verdict(status, name, words, json !== undefined), message, headers, idOf(row.new_contract))
}

function verdict(status: number, name: string | null, words: string, isReadable: boolean): Verdict {
  // A server that failed or a limit that struck says nothing reliable about what was done.
  if (status >= 500 || status === 429) return byStatus(status, isReadable)
  const told = byWords.find(([pattern]) => isReadable && pattern.test(words))?.[1]
  return told ?? (name === null ? undefined : byError[name]) ?? byStatus(status, isReadable)
}
