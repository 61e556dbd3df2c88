/** The shapes of an OpenAPI 3.1 document that the tools read: the closed subset of openapi/README.md. */
export interface Schema {
  $ref?: string
  type?: string | string[]
  description?: string
  title?: string
  default?: unknown
  example?: unknown
  examples?: unknown[]
  deprecated?: boolean
  format?: string
  const?: unknown
  enum?: unknown[]
  oneOf?: Schema[]
  allOf?: Schema[]
  discriminator?: { propertyName: string; mapping?: Record<string, string> }
  properties?: Record<string, Schema>
  required?: string[]
  additionalProperties?: boolean | Schema
  minProperties?: number
  maxProperties?: number
  items?: Schema
  minItems?: number
  maxItems?: number
  uniqueItems?: boolean
  minLength?: number
  maxLength?: number
  pattern?: string
  contentMediaType?: string
  minimum?: number
  maximum?: number
  exclusiveMinimum?: number
  exclusiveMaximum?: number
  [extension: `x-${string}`]: unknown
}

export interface Media {
  schema?: Schema
  examples?: Record<string, { summary?: string; value: unknown }>
  'x-event-schema'?: string
}

export interface Header {
  $ref?: string
  description?: string
  required?: boolean
  schema?: Schema
}

export interface Response {
  $ref?: string
  description: string
  headers?: Record<string, Header>
  content?: Record<string, Media>
}

export interface Parameter {
  $ref?: string
  name: string
  in: 'path' | 'query' | 'header'
  description?: string
  required?: boolean
  schema: Schema
  style?: string
  explode?: boolean
  'x-rest'?: boolean
}

export interface Operation {
  operationId: string
  tags: string[]
  summary: string
  description?: string
  deprecated?: boolean
  parameters?: Parameter[]
  requestBody?: { required?: boolean; description?: string; content: Record<string, Media> }
  responses: Record<string, Response>
  security?: Record<string, string[]>[]
  'x-sdk'?: string | false
  'x-permission'?: string
  'x-spends'?: boolean
  'x-idempotent'?: boolean
  'x-page'?: boolean | { items?: string; next?: string }
  'x-errors'?: string[]
  'x-timeout-ms'?: number
  'x-relay'?: boolean
  'x-stability'?: string
  /** Schemas of what goes over a WebSocket. */
  'x-frames'?: Record<'client' | 'server' | 'event', string>
  'x-channel'?: string
  'x-feed-only'?: boolean
}

export const methods = ['get', 'put', 'post', 'patch', 'delete'] as const
export type Method = (typeof methods)[number]
export type PathItem = { parameters?: Parameter[] } & Partial<Record<Method, Operation>>

export interface Document {
  openapi: string
  info: { title: string; version: string; description?: string }
  servers: { url: string }[]
  tags: { name: string; description?: string }[]
  paths: Record<string, PathItem>
  webhooks?: Record<string, { post?: Operation }>
  components: {
    schemas: Record<string, Schema>
    parameters?: Record<string, Parameter>
    headers?: Record<string, Header>
    responses?: Record<string, Response>
    securitySchemes?: Record<string, unknown>
  }
}

/** An operation with where it stands and its parameters resolved. */
export interface Located {
  id: string
  path: string
  method: Method
  operation: Operation
  parameters: Parameter[]
}

export function pointer(document: unknown, ref: string): unknown {
  return ref
    .slice(2)
    .split('/')
    .map((part) => decodeURIComponent(part).replaceAll('~1', '/').replaceAll('~0', '~'))
    .reduce((node, key) => (node as Record<string, unknown> | undefined)?.[key], document)
}

export function resolve<T extends { $ref?: string }>(document: Document, node: T): T {
  return node.$ref ? resolve(document, pointer(document, node.$ref) as T) : node
}

export function operationsOf(document: Document): Located[] {
  return Object.entries(document.paths).flatMap(([path, item]) =>
    methods.flatMap((method) => {
      const operation = item[method]
      if (!operation) return []
      const parameters = [...(item.parameters ?? []), ...(operation.parameters ?? [])].map((p) => resolve(document, p))
      return [{ id: operation.operationId, path, method, operation, parameters }]
    }),
  )
}

export const typesOf = (schema: Schema): string[] =>
  schema.type === undefined ? [] : Array.isArray(schema.type) ? schema.type : [schema.type]
