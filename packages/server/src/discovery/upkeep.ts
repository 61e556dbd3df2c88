import type { Events } from '../events/events.ts'
import { forgetRemoved, lockCatalog, moveHead } from '../store/catalog.ts'
import type { Store, Tx } from '../store/database.ts'
import { appendChanges, forgetChanges, type StoredChange, toldReminders } from '../store/model-changes.ts'
import { dropSearchRecords } from '../store/search.ts'
import { modelEvents, type NumberedChange } from './announce.ts'
import { dueReminders, type Reminder } from './reminders.ts'
import { rowsNameOf } from './settings.ts'
import type { View } from './view.ts'

export interface UpkeepParts {
  store: Store
  events: Events
  view: View
  now: number
}

const dayMs = 86_400_000
const removedKeptMs = 90 * dayMs
export const changesKeptMs = 400 * dayMs

/** Tells again of shutdowns that come near, once for each of its days, and forgets what is kept no longer. */
export async function keepUp(parts: UpkeepParts): Promise<void> {
  const { store, now } = parts
  await remind(parts)
  await store.write(async (tx) => {
    const gone = await forgetRemoved(tx, now - removedKeptMs)
    if (store.dialect === 'postgres') await dropSearchRecords(tx, gone)
    await forgetChanges(tx, now - changesKeptMs)
  })
}

async function remind({ store, events, view, now }: UpkeepParts): Promise<void> {
  const used = new Set(view.providers.filter(({ enabled }) => enabled).map(rowsNameOf))
  const live = view.entries.filter(({ row }) => row.state !== 'removed' && used.has(row.doc.provider))
  const due = dueReminders(
    live.map(({ row }) => row.doc),
    now,
  )
  if (due.length === 0) return
  await store.write(async (tx) => {
    const head = await lockCatalog(tx)
    const told = new Set(await toldReminders(tx, now - (now % dayMs)))
    const untold = due.filter(({ doc }) => !told.has(doc.uid))
    if (untold.length === 0) return
    const changes = untold.map((reminder, at) => changeOf(reminder, head.seq + at + 1))
    const snapshot = head.snapshot ?? view.snapshot
    const rows = untold.map((reminder, at) => stored(reminder, changes[at] as NumberedChange, snapshot, now))
    await appendChanges(tx, rows)
    await moveHead(tx, { seq: head.seq + changes.length, snapshot: head.snapshot }, now)
    for (const provider of new Set(untold.map(({ doc }) => doc.provider)))
      await tell(tx, provider, changes, { events, view, snapshot, now })
  })
  events.wake()
}

async function tell(
  tx: Tx,
  provider: string,
  changes: readonly NumberedChange[],
  { events, view, snapshot, now }: Pick<UpkeepParts, 'events' | 'view' | 'now'> & { snapshot: string },
): Promise<void> {
  const rows = new Map([...view.byUid].map(([uid, { row }]) => [uid, row]))
  const own = changes.filter(({ uid }) => rows.get(uid)?.doc.provider === provider)
  const news = { provider, changes: own, rows, fromSnapshot: snapshot, toSnapshot: snapshot, now }
  for (const event of modelEvents(news)) await events.append(tx, event)
}

/** The date as it stands: whoever applies the change has what he had. */
const changeOf = ({ doc, daysLeft }: Reminder, seq: number): NumberedChange => ({
  seq,
  uid: doc.uid,
  kind: 'deprecated',
  severity: 'major',
  fields: { shutdown_date: { old: doc.shutdown_date, new: doc.shutdown_date } },
  daysLeft,
})

const stored = ({ doc, daysLeft }: Reminder, change: NumberedChange, snapshot: string, now: number): StoredChange => ({
  seq: change.seq,
  kind: change.kind,
  severity: change.severity,
  uid: change.uid,
  provider: doc.provider,
  at: now,
  snapshot,
  body: JSON.stringify(change.kind === 'added' ? change.doc : change.fields),
  days_left: daysLeft,
})
