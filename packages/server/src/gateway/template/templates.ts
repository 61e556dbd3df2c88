import { ApiError } from '@proxyapi/contract/errors'
import { type Call, noExtra, type TextPart } from '@proxyapi/providers'
import type { TemplateTools } from './functions.ts'
import { TemplateLimit } from './limits.ts'
import { judgeValues, renderTemplate, type TemplateValues } from './render.ts'
import type { Template } from './template.ts'

/** The operator's templates, with the values that each of them gets unless a caller gives others. */
export interface Templates {
  readonly byName: ReadonlyMap<string, Template>
  readonly variables: TemplateValues
}

export const noTemplates: Templates = { byName: new Map(), variables: {} }

/** The template that a caller names, and what he puts into it. */
export interface TemplateWish {
  readonly name: string
  readonly variables: TemplateValues
  readonly role: 'system' | 'user'
}

/** A call with the text of a template before its first turn, or behind its last. Throws INVALID_REQUEST. */
export function withTemplate(call: Call, wish: TemplateWish, templates: Templates, tools: TemplateTools): Call {
  const part: TextPart = { type: 'text', text: textOf(wish, templates, tools), extra: noExtra }
  // The caller's own text is no longer what goes out.
  if (wish.role === 'system') return { ...call, system: [part, ...call.system], raw: null }
  return { ...call, turns: [...call.turns, { role: 'user', parts: [part], extra: noExtra }], raw: null }
}

function textOf(
  { name, variables }: TemplateWish,
  { byName, variables: own }: Templates,
  tools: TemplateTools,
): string {
  const template = byName.get(name)
  if (template === undefined) throw refused('name', `There is no template '${name}'.`)
  try {
    judgeValues(variables)
    return renderTemplate(template, { ...own, ...variables }, tools)
  } catch (error) {
    const reason = error instanceof TemplateLimit ? error.message : 'it does not fit to them'
    throw refused('variables', `The template '${name}' cannot be rendered with these variables: ${reason}.`, error)
  }
}

const refused = (member: string, message: string, cause?: unknown): ApiError =>
  new ApiError('INVALID_REQUEST', message, {
    param: `proxyapi.template.${member}`,
    details: [{ path: `/proxyapi/template/${member}`, message }],
    cause,
  })
