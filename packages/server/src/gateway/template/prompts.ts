import { ApiError } from '@proxyapi/contract/errors'
import type { RenderPrompt } from '../../question.ts'
import type { TemplateTools } from './functions.ts'
import { TemplateLimit } from './limits.ts'
import { renderTemplate } from './render.ts'
import { readTemplate, type Template } from './template.ts'
import type { Templates } from './templates.ts'

/** What our own templates may use: the language alone. */
const plain = {
  filters: { json_encode: false, base64_encode: false, hash: false },
  functions: { now: false, uuid: false, random: false },
}

/**
 * The prompts of the server, of which the operator's templates replace those of the same name. Throws an Error for one of ours
 * that cannot be read.
 */
export function createPrompts(
  sources: Readonly<Record<string, string>>,
  templates: () => Templates,
  tools: TemplateTools,
): RenderPrompt {
  const own = new Map(Object.entries(sources).map(([name, source]) => [name, builtIn(name, source)]))
  return (name, values) => {
    const { byName, variables } = templates()
    const template = byName.get(name) ?? own.get(name)
    if (template === undefined) throw new Error(`There is no prompt ${name}`)
    const text = rendered(template, { ...variables, ...values }, tools)
    return { text: text.trim(), template: { name, hash: template.hash } }
  }
}

function builtIn(name: string, source: string): Template {
  const template = readTemplate(name, source, plain)
  if ('message' in template) throw new Error(`The prompt ${name} ${template.message}, line ${template.line}`)
  return template
}

function rendered(template: Template, values: Readonly<Record<string, unknown>>, tools: TemplateTools): string {
  try {
    return renderTemplate(template, values, tools)
  } catch (cause) {
    const reason = cause instanceof TemplateLimit ? cause.message : 'it does not fit to them'
    const message = `The operator’s template '${template.name}' cannot be rendered for this request: ${reason}.`
    throw new ApiError('INVALID_REQUEST', message, { cause })
  }
}
