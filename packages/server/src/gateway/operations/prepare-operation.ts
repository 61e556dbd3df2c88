import { carrierOf, type Dialect, dialects, type OperationCall } from '@proxyapi/providers'
import { addressed, type Prepared, type Refused, targetOf, textOf } from '../prepare.ts'
import type { Lane } from '../provider-settings.ts'

interface Preparation {
  readonly call: OperationCall
  /** The caller's body as it came. */
  readonly bytes: Uint8Array | undefined
  /** A lane that would drop a field is no candidate. */
  readonly requireParameters: boolean
}

/** Writes the call for one lane, or names the field that keeps it from going there. */
export function prepareOperation(lane: Lane, { call, bytes, requireParameters }: Preparation): Prepared | Refused {
  const { brand } = lane.provider
  const carrier = carrierOf(call.operation, brand)
  const dialect = spokenBy(brand.speaks)
  if (carrier === undefined || dialect === undefined) return { refused: 'model' }
  const request = carrier.request(call, targetOf(lane))
  if ('unsupported' in request) return { refused: request.unsupported }
  const [dropped] = request.dropped
  if (requireParameters && dropped !== undefined) return { refused: dropped }
  const { isNative } = carrier
  const body =
    bytesOf(request.body) ?? ((isNative && textOf(call.body, bytes, request.body)) || JSON.stringify(request.body))
  return { dialect, isNative, body, ...addressed(lane, request, '*/*') }
}

/** Whose errors they are. */
function spokenBy(speaks: readonly string[]): Dialect | undefined {
  for (const id of speaks) {
    const dialect = dialects.get(id)
    if (dialect !== undefined) return dialect
  }
  return undefined
}

const bytesOf = (body: unknown): Buffer | undefined => (body instanceof Buffer ? body : undefined)
