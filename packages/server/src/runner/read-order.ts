/** What a create asks for. */
export interface MachineOrder {
  tag: string
  offer: string
  image: string
  args: string[]
  env: Record<string, string>
  ports: number[]
  until: number | null
}

/** Part of a file's name. */
export const isTag = (text: unknown): text is string =>
  typeof text === 'string' && /^[a-z0-9][a-z0-9-]{0,63}$/.test(text)

const isText = (value: unknown): value is string => typeof value === 'string'
const isPort = (value: unknown): value is number =>
  Number.isInteger(value) && Number(value) > 0 && Number(value) < 65_536

/** The order of a body, or what is wrong with it. */
export function readOrder(body: unknown): MachineOrder | string {
  const { tag, offer, image, args, env, ports, until } = Object(body) as Record<string, unknown>
  if (!isTag(tag)) return 'tag'
  if (!isText(offer) || !isText(image)) return 'offer and image are names'
  if (!Array.isArray(args) || !args.every(isText)) return 'args are texts'
  if (!Array.isArray(ports) || !ports.every(isPort)) return 'ports are numbers'
  const values = Object.entries(Object(env) as Record<string, unknown>)
  if (!values.every(([, value]) => isText(value))) return 'env has texts'
  const at = until === null || until === undefined ? null : Date.parse(String(until))
  if (at !== null && !Number.isFinite(at)) return 'until is a time'
  return { tag, offer, image, args, env: Object.fromEntries(values) as Record<string, string>, ports, until: at }
}
