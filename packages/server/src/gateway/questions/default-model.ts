import { ApiError } from '@proxyapi/contract/errors'
import { isAllowed, lanesOf, type Names } from '../names.ts'

/**
 * Whom a question goes to that names no model: what the name of the first enabled provider means that chats and that the key
 * may use. Throws INVALID_REQUEST where there is none.
 */
export function defaultModel(names: Names, allow: readonly string[] | null): string {
  const providers = names.providers.filter(({ enabled }) => enabled).sort((a, b) => a.priority - b.priority)
  for (const { name } of providers) {
    const lane = lanesOf(name, names).find(({ model }) => model.supportsChat !== false)
    if (lane !== undefined && (allow === null || isAllowed(lane, allow))) return lane.id
  }
  throw new ApiError('INVALID_REQUEST', 'No model is selected here: name one in `model`.', {
    param: 'model',
    details: [{ path: '/model', message: 'required: no model is selected here' }],
  })
}
