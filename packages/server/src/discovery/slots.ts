/** Runs work, at most so many at a time; the rest waits its turn. */
export interface Slots {
  run<T>(work: () => Promise<T>): Promise<T>
}

export function createSlots(most: number): Slots {
  let taken = 0
  const waiting: (() => void)[] = []
  return {
    async run(work) {
      if (taken < most) taken++
      else await new Promise<void>((resolve) => waiting.push(resolve))
      try {
        return await work()
      } finally {
        const next = waiting.shift()
        if (next === undefined) taken--
        else next()
      }
    },
  }
}
