import type { Filtering } from './filter/filtering.ts'
import type { Asked } from './understand.ts'

/** The call as the operator lets it go on: judged by the content rules. Throws CONTENT_BLOCKED. */
export function shape({ call, options }: Asked, filtering: Filtering): Asked | Promise<Asked> {
  const judged = filtering.judge(call)
  // A call that nothing judges goes on at once.
  return judged instanceof Promise ? judged.then((value) => ({ call: value, options })) : { call: judged, options }
}
