import { errorTable } from '../src/errors.ts'
import type { Contract } from './bundle.ts'
import type { Files } from './contract-files.ts'
import { type Document, type Located, operationsOf, resolve, type Schema, typesOf } from './document.ts'
import { nameOf } from './zod-source.ts'

const banner = '<!-- Generated from openapi/ by `pnpm gen`. Never edited. -->\n\n'
const cell = (text: string | undefined) =>
  (text ?? '')
    .trim()
    .replaceAll('|', '\\|')
    .replaceAll(/\s*\n\s*/g, ' ')

/** The reference: operations, errors, events. */
export function docsFiles({ document, events }: Contract): Files {
  return {
    'docs/reference/operations.md': banner + operationsPage(document),
    'docs/reference/errors.md': banner + errorsPage(),
    'docs/reference/events.md': banner + eventsPage(document, events),
  }
}

function operationsPage(document: Document): string {
  const all = operationsOf(document)
  const sections = document.tags.map(({ name, description }) => {
    const own = all.filter(({ operation }) => operation.tags[0] === name)
    return `## ${name}\n\n${description}\n\n${own.map((located) => operationText(document, located)).join('\n')}`
  })
  return `# Operations\n\n${all.length} operations. \`/api/<rest>\` answers as \`/api/v1/<rest>\`. Errors: [errors.md](errors.md).\n\n${sections.join('\n')}`
}

function operationText(document: Document, { id, method, path, operation, parameters }: Located): string {
  const sdk = operation['x-sdk'] ? ` · SDK \`client.${operation['x-sdk']}()\`` : ''
  const flags = [
    operation['x-spends'] && 'costs money',
    (operation['x-idempotent'] || operation['x-spends']) && 'honors `Idempotency-Key`',
  ]
  const notes = [`permission \`${operation['x-permission']}\``, ...flags.filter(Boolean)].join(' · ')
  const body = Object.values(operation.requestBody?.content ?? {})[0]?.schema
  const table = parameters.length
    ? `\n| parameter | in | type | meaning |\n|---|---|---|---|\n${parameters.map((p) => `| \`${p.name}\`${p.required ? '' : '?'} | ${p.in} | ${cell(typeText(document, p.schema))} | ${cell(p.description)} |`).join('\n')}\n`
    : ''
  const statuses = Object.entries(operation.responses).filter(([status]) => Number(status) < 400)
  const answers = statuses
    .map(([status, response]) => `\`${status}\` ${cell(resolve(document, response).description)}`)
    .join(' ')
  const codes = (operation['x-errors'] ?? []).map((code) => `\`${code}\``).join(' ')
  return `### ${id}

\`${method.toUpperCase()} ${path}\`${sdk}

**${operation.summary}.** ${(operation.description ?? '').trim()}

${notes[0]!.toUpperCase()}${notes.slice(1)}
${table}${body ? `\nBody: ${typeText(document, body)}\n` : ''}
Answers: ${answers}

Errors: ${codes}
`
}

function typeText(document: Document, schema: Schema): string {
  if (schema.$ref) {
    const target = resolve(document, schema)
    return target.enum ? typeText(document, target) : `\`${nameOf(schema.$ref)}\``
  }
  if (schema.enum) return schema.enum.map((value) => `\`${value}\``).join(' ')
  if ('const' in schema) return `\`${schema.const}\``
  if (schema.oneOf) return schema.oneOf.map((option) => typeText(document, option)).join(' or ')
  const [min, max] = [schema.minimum ?? schema.exclusiveMinimum, schema.maximum ?? schema.exclusiveMaximum]
  const range = min !== undefined || max !== undefined ? ` ${min ?? ''}–${max ?? ''}` : ''
  const fallback = schema.default !== undefined ? ` = \`${JSON.stringify(schema.default)}\`` : ''
  const of = schema.items ? ` of ${typeText(document, schema.items)}` : ''
  return `${typesOf(schema).join(' or ')}${of}${range}${fallback}`
}

function errorsPage(): string {
  const rows = Object.entries(errorTable).map(
    ([code, { status, retry, text }]) => `| \`${code}\` | ${status} | ${retry ? 'yes' : 'no'} | ${text} |`,
  )
  return `# Errors

Every error response carries \`X-Request-Id\` and \`X-Should-Retry\`; *retry* says whether the identical request can
succeed later. Branch on \`code\`: a newer server may know more codes than these.

| code | status | retry | what to do |
|---|---|---|---|
${rows.join('\n')}
`
}

function eventsPage(document: Document, events: Record<string, unknown>): string {
  const sections = Object.entries(document.webhooks ?? {}).map(([name, item]) => {
    const feed = item.post?.['x-feed-only'] ? ' Realtime feed only.' : ''
    return `## ${name}\n\n${item.post?.summary ?? ''}.${feed} ${(item.post?.description ?? '').trim()}\n\n\`\`\`json\n${JSON.stringify(events[name], null, 2)}\n\`\`\`\n`
  })
  return `# Events\n\nEach goes to webhook endpoints that subscribe to its name and to the realtime feed; below is \`data\`.\n\n${sections.join('\n')}`
}
