import type { Clock } from '../runtime.ts'
import type { Target } from './book.ts'
import { recallRetryMs, recallWaitMs } from './limits.ts'
import type { Slices } from './slices.ts'

interface Round {
  over: Promise<void>
  /** Of those who came while this one was under way. */
  next?: Promise<void>
}

/**
 * Asks other processes to return what they do not use of these targets, and waits at most 1 s for their answers. Of those who
 * ask at once one asks for all: sixty refusals are no sixty transactions on one row. Whoever comes later shares the round after.
 */
export function createRecall(
  slices: Pick<Slices, 'recall' | 'isRecalling'>,
  clock: Pick<Clock, 'monotonic' | 'sleep'>,
): (targets: readonly Target[]) => Promise<void> {
  const rounds = new Map<string, Round>()

  return (targets) => {
    const asked = [...new Set(targets)].sort()
    const key = asked.join(' ')
    const running = rounds.get(key)
    if (!running) return begin(key, asked)
    running.next ??= running.over.catch(goOn).then(() => begin(key, asked))
    return running.next
  }

  function begin(key: string, targets: readonly Target[]): Promise<void> {
    const round: Round = { over: returned(targets) }
    rounds.set(key, round)
    const end = () => {
      if (!round.next) rounds.delete(key)
    }
    round.over.then(end, end)
    return round.over
  }

  async function returned(targets: readonly Target[]): Promise<void> {
    const deadline = clock.monotonic() + recallWaitMs
    let asking = await slices.recall(targets)
    while (asking && clock.monotonic() < deadline) {
      await clock.sleep(recallRetryMs)
      asking = await slices.isRecalling(targets)
    }
  }
}

/** A round that failed has told those who waited for it. */
function goOn(): void {}
