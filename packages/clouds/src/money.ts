/** Integer micro-USD of an amount in USD, rounded half up; null stays unknown. */
export function microUsd(usd: number | null): number | null {
  return usd === null ? null : Math.round(usd * 1e6)
}

/** USD with at most 6 decimals. */
export function usdOf(micro: number | null): number | null {
  return micro === null ? null : micro / 1e6
}

const hoursOfMonth = 720

/** Micro-USD an hour for so much disk at micro-USD a GB and month of 720 hours. */
export function diskMicroUsdPerHour(microUsdPerGbMonth: number | null, diskGb: number): number | null {
  return microUsdPerGbMonth === null ? null : Math.round((microUsdPerGbMonth * diskGb) / hoursOfMonth)
}

/** The sum of terms; unknown as soon as one term is. */
export function sum(...terms: (number | null)[]): number | null {
  return terms.reduce((total, term) => (total === null || term === null ? null : total + term), 0)
}

/** USD of whole or broken cents; null stays unknown, and so does a price below nothing. */
export function centsToUsd(cents: number | null): number | null {
  return cents === null || cents < 0 ? null : usdOf(Math.round(cents * 1e4))
}

/** USD of one of so many GPUs; null without any. */
export function perGpu(usd: number | null, gpus: number): number | null {
  const micro = microUsd(usd)
  return micro === null || gpus < 1 ? null : usdOf(Math.round(micro / gpus))
}
