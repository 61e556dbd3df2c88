import type { Runtime } from '../runtime.ts'
import type { Tx } from '../store/database.ts'
import { insertEvent } from '../store/events.ts'
import { newId } from '../store/ids.ts'
import { eventKinds, mayBePublic } from './catalog.ts'
import type { NewEvent } from './events.ts'
import { DATA_BYTES_MAX } from './limits.ts'

/** Writes an event in the transaction of its change; throws where the document does not have such an event. */
export async function append(runtime: Pick<Runtime, 'clock' | 'random'>, tx: Tx, event: NewEvent): Promise<string> {
  const { name, userId } = event
  const data = JSON.stringify(event.data)
  if (!eventKinds.has(name)) throw new Error(`The document has no event ${name}`)
  if (userId === null && !mayBePublic(name)) throw new Error(`The event ${name} must belong to an account`)
  if (Buffer.byteLength(data) > DATA_BYTES_MAX)
    throw new Error(`The data of ${name} is larger than ${DATA_BYTES_MAX} bytes`)
  const id = newId('evt', runtime)
  await insertEvent(tx, { id, name, user_id: userId, data, at: runtime.clock.now(), seq: null })
  return id
}
