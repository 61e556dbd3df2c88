/** Brands that `dev` simulates only where it is asked to: those that speak OpenAI's dialect in a way of their own. */
import { brands } from '@proxyapi/providers'
import { type FlavourName, flavourNames, flavourPrices, flavours, simulateBrand } from '@proxyapi/simulators'
import { brandOf } from '../config/schema.ts'

interface SimulatedBrands {
  /** As a person reads them. */
  names: string[]
  /** Rows of `providers:`, in YAML. */
  providers: string[]
  /** Rows of `model_overrides:`, in YAML: their models cost the same wherever their brand does not say what a call cost. */
  overrides: string[]
  environment: Record<string, string>
  close(): Promise<void>
}

/** The flavours that are named by a list like `grok,azure`, or by `all`. Throws for a name that is none. */
export function flavoursNamed(list: string): FlavourName[] {
  const named = list.split(',').map((name) => name.trim())
  if (named.includes('all')) return flavourNames
  return named.map((name) => {
    const found = flavourNames.find((flavour) => flavour === brandOf(name)?.id)
    if (found === undefined) throw new Error(`--simulate: '${name}' is not one of all, ${flavourNames.join(', ')}`)
    return found
  })
}

/** Starts a simulator of each, on a loopback port of its own. */
export async function simulateBrands(
  wanted: readonly FlavourName[],
  priority: number,
  now: () => number,
): Promise<SimulatedBrands> {
  const running = await Promise.all(
    wanted.map(async (name) => ({ name, simulator: await simulateBrand(name, { seed: 'dev', now }) })),
  )
  return {
    names: wanted.map((name) => flavours[name].name),
    providers: running.map(({ name, simulator: { url } }, i) => providerRow(name, url, priority + i)),
    overrides: [...new Set(wanted.flatMap(overrideRows))],
    environment: Object.fromEntries(
      wanted.flatMap((name) => (brands.get(name)?.keyEnv ?? []).slice(0, 1).map((key) => [key, `sim-${name}`])),
    ),
    close: async () => {
      await Promise.all(running.map(({ simulator }) => simulator.close()))
    },
  }
}

/** Models are named beside `*`: some brands list what exists, and not what can be called. */
function providerRow(name: FlavourName, url: string, priority: number): string {
  const models = ['*', ...flavours[name].models.map(({ id }) => id)]
  return JSON.stringify({ name, type: name, base_url: url + flavours[name].bases[0], models, priority })
}

const perThousand = 1_000

const overrideRows = (name: FlavourName): string[] =>
  flavours[name].models.map(
    ({ id }) =>
      `${JSON.stringify(id)}: { input_cost: ${flavourPrices.input * perThousand}, output_cost: ${flavourPrices.output * perThousand} }`,
  )
