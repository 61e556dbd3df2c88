import type { Runtime } from '../runtime.ts'
import type { Filtering } from './filter/filtering.ts'
import type { TemplateTools } from './template/functions.ts'
import { type Templates, withTemplate } from './template/templates.ts'
import type { Asked } from './understand.ts'

export interface Shaping {
  readonly templates: Templates
  readonly filtering: Filtering
  readonly runtime: Pick<Runtime, 'clock' | 'random'>
}

/** The call with the template that it asks for, as the content rules let it go on. Throws INVALID_REQUEST, CONTENT_BLOCKED. */
export function shape(asked: Asked, { templates, filtering, runtime }: Shaping): Asked | Promise<Asked> {
  const { template } = asked.options
  const judged = filtering.judge(
    template === null ? asked.call : withTemplate(asked.call, template, templates, templateTools(runtime)),
  )
  // A call that nothing judges goes on at once.
  return judged instanceof Promise ? judged.then((call) => ({ ...asked, call })) : { ...asked, call: judged }
}

/** Clock and dice, as templates see them. */
export const templateTools = ({ clock, random }: Shaping['runtime']): TemplateTools => ({
  now: () => clock.now(),
  random: () => random.float(),
  uuid: () => uuidOf(random.bytes(16)),
})

/** Version 4. */
function uuidOf(bytes: Uint8Array): string {
  const own = Buffer.from(bytes)
  own[6] = ((own[6] ?? 0) & 0x0f) | 0x40
  own[8] = ((own[8] ?? 0) & 0x3f) | 0x80
  return own.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
}
