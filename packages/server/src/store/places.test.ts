import { expect, test } from 'vitest'
import { quietLog, testClock, testRandom } from '../../test/runtime.ts'
import { eachStore } from '../../test/stores.ts'
import { createPlaces } from './places.ts'

eachStore((name, open) => {
  async function world() {
    const store = await open()
    const clock = testClock()
    let seed = 0
    /** Of another process, as far as places know. */
    const process = () => createPlaces({ store, clock, random: testRandom(++seed), log: quietLog })
    return { store, clock, process }
  }
  const run = (places: ReturnType<typeof createPlaces>) => places.job().run(new AbortController().signal)

  test('of many who ask at once as many have one as there are, and who leaves makes room, once', async () => {
    const { store, process } = await world()
    const here = process()
    const taken = await Promise.all(Array.from({ length: 12 }, () => here.take('socket', 'usr_a', 3)))
    const places = taken.filter((place) => place !== null)
    expect(places).toHaveLength(3)
    expect(await here.take('socket', 'usr_b', 3)).not.toBeNull()
    expect(await here.take('export', 'usr_a', 1)).not.toBeNull()
    await places[0]?.leave()
    await places[0]?.leave()
    expect(await here.take('socket', 'usr_a', 3)).not.toBeNull()
    expect(await here.take('socket', 'usr_a', 3)).toBeNull()
    await store.close()
  })

  // A file has one process.
  if (name === 'sqlite') {
    test('what a killed process left in its file is free for the one that takes its place', async () => {
      const { store, process } = await world()
      const before = process()
      for (let n = 0; n < 3; n++) await before.take('socket', 'usr_a', 3)
      const after = process()
      expect(await after.take('socket', 'usr_a', 3)).not.toBeNull()
      expect(await after.take('socket', 'usr_a', 1)).toBeNull()
      await store.close()
    })
    return
  }

  test('two processes count together, and what one has is free when it ends', async () => {
    const { store, process } = await world()
    const [here, there] = [process(), process()]
    const taken = await Promise.all(
      Array.from({ length: 40 }, (_, n) => (n % 2 === 0 ? here : there).take('socket', 'usr_a', 20)),
    )
    expect(taken.filter((place) => place !== null)).toHaveLength(20)
    await here.close()
    const left = taken.filter((place, n) => place !== null && n % 2 === 1).length
    const more = await Promise.all(Array.from({ length: 40 }, () => there.take('socket', 'usr_a', 20)))
    expect(more.filter((place) => place !== null)).toHaveLength(20 - left)
    await store.close()
  })

  test('a process that died holds nothing after half a minute; one that lives keeps what it has', async () => {
    const { store, clock, process } = await world()
    const [dead, alive, third] = [process(), process(), process()]
    expect(await dead.take('export', 'usr_a', 2)).not.toBeNull()
    expect(await alive.take('export', 'usr_a', 2)).not.toBeNull()
    for (let n = 0; n < 2; n++) {
      await clock.advance(10_000)
      await run(alive)
      expect(await third.take('export', 'usr_a', 2)).toBeNull()
    }
    await clock.advance(10_000)
    expect(await third.take('export', 'usr_a', 2)).not.toBeNull()
    expect(await third.take('export', 'usr_a', 2)).toBeNull()
    await store.close()
  })
})
