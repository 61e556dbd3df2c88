import type { Events } from '../events/events.ts'
import { operatorId } from '../identity/principal.ts'
import type { Log } from '../runtime.ts'
import type { Store } from '../store/database.ts'

/** Tells the operator of something that no call waits for; an event that cannot be written is logged. */
export function announcer({ store, events, log }: { store: Store; events: Events; log: Log }) {
  return (name: string, data: object): void => {
    const written = store.write((tx) => events.append(tx, { name, userId: operatorId, data: { ...data } }))
    written.then(
      () => events.wake(),
      (error: unknown) => log.error('An event could not be written', { event: name, error }),
    )
  }
}
