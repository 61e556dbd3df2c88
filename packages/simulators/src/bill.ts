/** What a simulator charges: tokens by its own count, or pieces. */
export interface BillRow {
  key: string
  model: string
  requests: number
  /** All input, cached or not. */
  input_tokens: number
  cached_tokens: number
  cache_write_tokens: number
  /** All output, reasoning included. */
  output_tokens: number
  /** Pieces; absent where the vendor counts tokens only. */
  search_units?: number
  images?: number
  characters?: number
  seconds?: number
}

const pieces = ['search_units', 'images', 'characters', 'seconds'] as const

export type Charge = Partial<Omit<BillRow, 'key' | 'model'>>

export interface Bill {
  add(key: string, model: string, charge: Charge): void
  rows(): BillRow[]
  clear(): void
}

/** The oracle that a test holds against our own accounts: one row a key and model, in the order of first use. */
export function bill(): Bill {
  const rows = new Map<string, BillRow>()
  return {
    add(key, model, charge) {
      const id = JSON.stringify([key, model])
      const row = rows.get(id) ?? {
        key,
        model,
        requests: 0,
        input_tokens: 0,
        cached_tokens: 0,
        cache_write_tokens: 0,
        output_tokens: 0,
      }
      rows.set(id, row)
      row.requests += charge.requests ?? 0
      row.input_tokens += charge.input_tokens ?? 0
      row.cached_tokens += charge.cached_tokens ?? 0
      row.cache_write_tokens += charge.cache_write_tokens ?? 0
      row.output_tokens += charge.output_tokens ?? 0
      for (const name of pieces) if (charge[name] !== undefined) row[name] = (row[name] ?? 0) + charge[name]
    },
    rows: () => [...rows.values()].map((row) => ({ ...row })),
    clear: () => rows.clear(),
  }
}
