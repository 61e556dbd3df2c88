import type { components, StreamWriter } from '@proxyapi/contract'
import { ApiError } from '@proxyapi/contract/errors'
import { type Asker, auditOf } from '../identity/asker.ts'
import { ownerOf } from '../identity/principal.ts'
import type { Users } from '../identity/users.ts'
import type { Runtime } from '../runtime.ts'
import type { Store } from '../store/database.ts'
import type { Places } from '../store/places.ts'
import { type Scope, type SectionRow, sections } from './account-sections.ts'
import { csvLine } from './csv.ts'
import { exportedUsers, userColumns } from './exported-users.ts'
import { writePages } from './write-pages.ts'

type Schemas = components['schemas']
type Section = Schemas['ExportSection']
export type ExportFormat = Schemas['ExportFormat']

export interface ExportFile {
  name: string
  format: ExportFormat
  /** Must be called, or the account waits for its next export. */
  content: StreamWriter
}

/** Files that hold all there is of an account, or of all of them. One at a time for each who asks: CONCURRENCY_LIMITED. */
export interface Exports {
  /** Throws INVALID_REQUEST where a table is asked for and not exactly one section. */
  account(asker: Asker, request: { format: ExportFormat; section?: Section[] | undefined }): Promise<ExportFile>
  users(asker: Asker, format: ExportFormat): Promise<ExportFile>
}

/** An export whose caller never read it does not keep the next one away for longer. */
const longestMs = 600_000
const retryAfterMs = 10_000
const sectionNames = Object.keys(sections) as Section[]

interface ExportParts {
  store: Store
  runtime: Runtime
  users: Users
  places: Places
}

export function createExports({ store, runtime, users, places }: ExportParts): Exports {
  const { clock } = runtime
  const audit = auditOf(runtime)

  /** Takes the place of an account; returns what gives it back. */
  async function begin(userId: string): Promise<() => Promise<void>> {
    const place = await places.take('export', userId, 1)
    if (place === null)
      throw new ApiError('CONCURRENCY_LIMITED', 'An export of this account is running; wait for its end.', {
        retryAfterMs,
      })
    const over = new AbortController()
    void clock.sleep(longestMs, over.signal).then(() => place.leave())
    return () => {
      over.abort()
      return place.leave()
    }
  }

  async function file(
    asker: Asker,
    what: { name: string; format: ExportFormat; sections: readonly string[] },
    pieces: (untilMs: number) => Promise<AsyncGenerator<string>>,
  ): Promise<ExportFile> {
    const userId = ownerOf(asker.principal)
    const end = await begin(userId)
    try {
      const untilMs = clock.now()
      const made = await pieces(untilMs)
      const { name, format } = what
      const action = name === 'users' ? 'users.exported' : 'account.exported'
      const target = { type: 'user', id: name === 'users' ? null : userId }
      const details = { format, sections: what.sections }
      await store.write((tx) => audit(tx, asker, { action, target, details, userId: target.id }))
      const day = new Date(untilMs).toISOString().slice(0, 10)
      return { name: `${name}-${day}.${format}`, format, content: writePages(made, end) }
    } catch (error) {
      await end()
      throw error
    }
  }

  return {
    async account(asker, { format, section }) {
      const wanted = section ?? sectionNames
      const [only] = wanted
      if (format === 'csv' && (wanted.length !== 1 || only === undefined))
        throw new ApiError('INVALID_REQUEST', 'section: csv is one section; name exactly one.', {
          details: [{ path: '/query/section', message: 'csv is one section; name exactly one' }],
        })
      const name = format === 'csv' ? `account-${only}` : 'account'
      return file(asker, { name, format, sections: wanted }, async (untilMs) => {
        const profile = await users.me(asker.principal, ownerOf(asker.principal))
        const scope = { db: store.db, users, profile, untilMs }
        if (format === 'csv') return asTable(sections[only ?? 'profile'] as SectionRow<unknown>, scope)
        return format === 'json' ? asJson(wanted, scope) : asLines(wanted, scope)
      })
    },
    users: (asker, format) =>
      file(asker, { name: 'users', format, sections: ['users'] }, async (untilMs) => {
        const pages = exportedUsers(store.db, untilMs)
        return format === 'csv' ? usersAsTable(pages) : format === 'json' ? usersAsJson(pages) : usersAsLines(pages)
      }),
  }
}

/** One object; `status` is its last member, so that a cut file shows. */
async function* asJson(wanted: readonly Section[], scope: Scope): AsyncGenerator<string> {
  yield `{"data":{"exported_at":${JSON.stringify(new Date(scope.untilMs).toISOString())}`
  for (const name of wanted) {
    const { isList, pages } = sections[name] as SectionRow<unknown>
    yield `,"${name}":${isList ? '[' : ''}`
    let isFirst = true
    for await (const rows of pages(scope)) {
      if (rows.length === 0) continue
      yield `${isFirst ? '' : ','}${rows.map((row) => JSON.stringify(row)).join(',')}`
      isFirst = false
    }
    if (isList) yield ']'
  }
  yield '},"status":"success"}'
}

async function* asLines(wanted: readonly Section[], scope: Scope): AsyncGenerator<string> {
  for (const section of wanted) {
    for await (const rows of (sections[section] as SectionRow<unknown>).pages(scope))
      yield rows.map((row) => `${JSON.stringify({ section, row })}\n`).join('')
  }
  yield '{"status":"success"}\n'
}

async function* asTable({ columns, pages }: SectionRow<unknown>, scope: Scope): AsyncGenerator<string> {
  const cells = Object.values(columns)
  yield csvLine(Object.keys(columns))
  for await (const rows of pages(scope)) yield rows.map((row) => csvLine(cells.map((cell) => cell(row)))).join('')
}

type UserPages = ReturnType<typeof exportedUsers>

async function* usersAsJson(pages: UserPages): AsyncGenerator<string> {
  let count = 0
  yield '{"data":['
  for await (const users of pages) {
    yield `${count === 0 ? '' : ','}${users.map((user) => JSON.stringify(user)).join(',')}`
    count += users.length
  }
  yield `],"count":${count},"status":"success"}`
}

async function* usersAsLines(pages: UserPages): AsyncGenerator<string> {
  let count = 0
  for await (const users of pages) {
    yield users.map((user) => `${JSON.stringify(user)}\n`).join('')
    count += users.length
  }
  yield `{"count":${count},"status":"success"}\n`
}

async function* usersAsTable(pages: UserPages): AsyncGenerator<string> {
  const cells = Object.values(userColumns)
  yield csvLine(Object.keys(userColumns))
  for await (const users of pages) yield users.map((user) => csvLine(cells.map((cell) => cell(user)))).join('')
}
