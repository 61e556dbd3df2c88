/** What a cloud says in USD, or a filter asks for, as integer micro-USD: the unit of storage and arithmetic. */
export const toMicros = (usd: number): number => Math.round(usd * 1e6)
