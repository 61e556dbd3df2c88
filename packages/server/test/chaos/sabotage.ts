/** Ways to break what the room rests on, without touching it: chaos must see each of them. */
import type { Cloud, CloudInstance } from '@proxyapi/clouds'
import type { VastFaultName } from '@proxyapi/simulators'
import { readTag } from '../../src/compute/tag.ts'
import { EgressFailure } from '../../src/egress/failure.ts'
import { hasEffect } from '../gpu/mishaps.ts'
import type { Doors } from '../gpu/world.ts'

export interface Sabotage {
  /** What it goes wrong with; without it at whatever fails. */
  fault?: VastFaultName
  disguise?: (cloud: Cloud) => Cloud
  wrap?: (doors: Doors) => Doors
}

/** The list of a cloud, with other instances in it. */
const listing = (cloud: Cloud, change: (instances: CloudInstance[]) => CloudInstance[]): Cloud => ({
  ...cloud,
  *list() {
    const { instances, total } = yield* cloud.list()
    const changed = change(instances)
    return { instances: changed, total: total === null ? null : total + changed.length - instances.length }
  },
})

function forgetfulOfDestroyed(cloud: Cloud): Cloud {
  const asked = new Set<string>()
  const believing: Cloud = {
    ...cloud,
    *destroy(id) {
      asked.add(id)
      return yield* cloud.destroy(id)
    },
  }
  return listing(believing, (instances) => instances.filter(({ id }) => !asked.has(id)))
}

/** Whatever is in the account carries our installation, with an old contract behind it. */
function greedy(cloud: Cloud): Cloud {
  let install: string | undefined
  const learning: Cloud = {
    ...cloud,
    create(offer, spec, tag) {
      install = readTag(tag)?.install
      return cloud.create(offer, spec, tag)
    },
  }
  return listing(learning, (instances) =>
    instances.map((instance, n) =>
      install === undefined || readTag(instance.tag)?.install === install
        ? instance
        : { ...instance, tag: `gp${install}-01${String(n).padStart(24, '0')}-01` },
    ),
  )
}

export const sabotages = {
  'a create is repeated by the HTTP client': {
    fault: 'create-then-reset',
    wrap: ({ store, egress }) => ({
      store,
      egress: {
        ...egress,
        request: (call) =>
          egress.request(call).catch((error: unknown) => {
            if (!(error instanceof EgressFailure) || !error.sent || call.method !== 'PUT') throw error
            return egress.request(call)
          }),
      },
    }),
  },
  'no tag is found after an unknown outcome': {
    fault: 'create-then-500',
    disguise: (cloud) => listing(cloud, (instances) => instances.map((instance) => ({ ...instance, tag: null }))),
  },
  'what was asked to go counts as gone': { fault: 'delete-404-then-alive', disguise: forgetfulOfDestroyed },
  'a destroy is believed without being sent': {
    disguise: (cloud) => ({
      ...cloud,
      // biome-ignore lint/correctness/useYield: a plan that asks nothing
      *destroy() {
        return 'done'
      },
    }),
  },
  'the installation in a tag is not looked at': { disguise: greedy },
  'a price is read a tenth too low': {
    disguise: (cloud) => {
      const cheap = (instance: CloudInstance): CloudInstance => ({
        ...instance,
        price_per_hour: instance.price_per_hour === null ? null : instance.price_per_hour * 0.9,
      })
      return {
        ...listing(cloud, (instances) => instances.map(cheap)),
        *get(id) {
          const found = yield* cloud.get(id)
          return found && cheap(found)
        },
      }
    },
  },
  'a commit that fails is taken as done': {
    wrap: ({ store, egress }) => {
      let commits = 0
      return {
        egress,
        store: {
          ...store,
          async write<T>(work: Parameters<typeof store.write<T>>[0]) {
            let found: { result: T } | undefined
            const undo = new Error('undone')
            await store
              .write(async (tx) => {
                found = { result: await work(tx) }
                commits += hasEffect(found.result) ? 1 : 0
                if (commits % 5 === 0) throw undo
              })
              .catch((error: unknown) => {
                if (error !== undo) throw error
              })
            return found!.result
          },
        },
      }
    },
  },
} satisfies Record<string, Sabotage>

export type SabotageName = keyof typeof sabotages
