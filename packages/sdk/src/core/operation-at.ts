import { operations } from '../generated/operations.ts'
import { ConfigurationError } from './errors.ts'
import type { OperationRow } from './operation.ts'

type OperationId = keyof typeof operations

/** The operation behind a path below /api/v1, with what the path says; fixed words win over parameters. */
export function operationAt(
  method: string,
  path: string,
): { id: OperationId; path: Record<string, string>; query: Record<string, string | string[]> } {
  const { pathname, searchParams } = new URL(`/api/v1/${path.replace(/^\/?(api\/v1\/)?/, '')}`, 'http://any')
  const parts = pathname.split('/')
  const found = (Object.entries(operations) as [OperationId, OperationRow][])
    .filter(([, row]) => row.method === method.toLowerCase())
    .map(([id, row]) => ({ id, names: row.path.split('/') }))
    .filter(
      ({ names }) => names.length === parts.length && names.every((name, i) => name[0] === '{' || name === parts[i]),
    )
    .sort((a, b) => parametersIn(a.names) - parametersIn(b.names))[0]
  if (!found) throw new ConfigurationError(`There is no operation ${method} ${pathname}`)
  const values = found.names.flatMap((name, i) =>
    name[0] === '{' ? [[name.slice(1, -1), decodeURIComponent(parts[i]!)]] : [],
  )
  const query = [...new Set(searchParams.keys())].map((name) => {
    const all = searchParams.getAll(name)
    return [name, all.length > 1 ? all : all[0]!]
  })
  return { id: found.id, path: Object.fromEntries(values), query: Object.fromEntries(query) }
}

const parametersIn = (names: readonly string[]) => names.filter((name) => name[0] === '{').length
