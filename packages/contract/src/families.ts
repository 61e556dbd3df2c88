/** Families of paths: each has clients that already exist, so success and error bodies keep their shape. */
export type Family = 'models' | 'api' | 'task' | 'openai' | 'anthropic' | 'graphql' | 'plain'

const rows: [RegExp, Family][] = [
  [/^\/api\/v1\/(models|providers)(\/|$)/, 'models'],
  [/^\/api\/v1\/(ai|integration|workflow|db)(\/|$)/, 'task'],
  [/^\/api(\/|$)/, 'api'],
  [/^\/v1\/messages(\/|$)/, 'anthropic'],
  [/^\/v1(\/|$)/, 'openai'],
  [/^\/graphql$/, 'graphql'],
]

export function familyOf(path: string): Family {
  return rows.find(([pattern]) => pattern.test(path))?.[1] ?? 'plain'
}
