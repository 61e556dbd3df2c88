/** What each of some caches may hold, so that they stay below a ceiling together: all shrink alike where they would not. */
export function memoryShares(wanted: readonly number[], bytesMax: number): number[] {
  const sum = wanted.reduce((total, bytes) => total + bytes, 0)
  return sum <= bytesMax ? [...wanted] : wanted.map((bytes) => Math.floor((bytes * bytesMax) / sum))
}
