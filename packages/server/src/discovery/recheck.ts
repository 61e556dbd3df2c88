/**
 * Shares a check among those who ask for it: who comes while one runs waits for the next, which is one for all of them, so that
 * each is answered by a check that began after he asked. One that fails is over all the same.
 */
export function sharedCheck(check: () => Promise<unknown>): () => Promise<void> {
  const settled = () => check().then(nothing, nothing)
  let running: Promise<void> = Promise.resolve()
  let next: Promise<void> | null = null
  return () => {
    next ??= running.then(() => {
      next = null
      running = settled()
      return running
    })
    return next
  }
}

const nothing = () => undefined
