import { array, isRecord, number, record, text } from '../../lenient.ts'

/** Deeper and wider than arguments are. */
const depthMax = 32
const itemsMax = 10_000

const steps = /\.([^.[\]]+)|\[(\d+)\]|\['((?:[^'\\]|\\.)*)'\]|\["((?:[^"\\]|\\.)*)"\]/gy

/** The arguments of a call that come in pieces, each at its own path (`$.orders[0].name`). */
export interface ArgumentPieces {
  push(pieces: unknown): void
  /** JSON text; empty where nothing came. */
  text(): string
}

export function argumentPieces(given: unknown): ArgumentPieces {
  const root: Record<string, unknown> = isRecord(given) ? { ...given } : {}
  /** The path of a text that goes on. */
  let open: string | undefined

  function take(piece: Readonly<Record<string, unknown>>): void {
    const jsonPath = text(piece.jsonPath)
    const path = jsonPath === undefined ? undefined : parsePath(jsonPath)
    const value = saidBy(piece)
    if (path === undefined || value === undefined) return
    const before = open === jsonPath ? valueAt(root, path) : undefined
    put(root, path, typeof before === 'string' && typeof value === 'string' ? before + value : value)
    open = piece.willContinue === true ? jsonPath : undefined
  }

  return {
    push(pieces) {
      for (const piece of array(pieces)) take(record(piece))
    },
    text: () => (Object.keys(root).length === 0 ? '' : JSON.stringify(root)),
  }
}

function saidBy(piece: Readonly<Record<string, unknown>>): unknown {
  if (typeof piece.stringValue === 'string') return piece.stringValue
  if (piece.numberValue !== undefined) return number(piece.numberValue)
  if (typeof piece.boolValue === 'boolean') return piece.boolValue
  return 'nullValue' in piece ? null : undefined
}

type Path = (string | number)[]

/** Undefined for what is no path of arguments. */
function parsePath(jsonPath: string): Path | undefined {
  if (!jsonPath.startsWith('$')) return undefined
  const path: Path = []
  steps.lastIndex = 1
  for (let match = steps.exec(jsonPath); match !== null; match = steps.exec(jsonPath)) {
    const [, name, index, single, double] = match
    path.push(index === undefined ? (name ?? (single ?? double ?? '').replace(/\\(.)/g, '$1')) : Number(index))
    if (steps.lastIndex === jsonPath.length) return path.length <= depthMax && path.every(isFit) ? path : undefined
  }
  return undefined
}

const isFit = (step: string | number): boolean => (typeof step === 'number' ? step < itemsMax : step !== '__proto__')

function valueAt(root: unknown, path: Path): unknown {
  return path.reduce<unknown>((at, step) => member(at, step), root)
}

function member(at: unknown, step: string | number): unknown {
  if (typeof step === 'number') return array(at)[step]
  return isRecord(at) && Object.hasOwn(at, step) ? at[step] : undefined
}

/** Makes the objects and lists on the way; holes of lists are null. */
function put(root: Record<string, unknown>, path: Path, value: unknown): void {
  let at: unknown = root
  for (const [depth, step] of path.entries()) {
    const next = path[depth + 1]
    const known = member(at, step)
    const fits = typeof next === 'number' ? Array.isArray(known) : isRecord(known)
    const child = next === undefined ? value : fits ? known : typeof next === 'number' ? [] : {}
    if (Array.isArray(at) && typeof step === 'number') {
      while (at.length < step) at.push(null)
      at[step] = child
    } else if (isRecord(at)) at[step] = child
    else return
    at = child
  }
}
