import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { ConfigError, type ConfigProblem } from '../config/problem.ts'
import type { Config } from '../config/schema.ts'
import { readTemplate, type Template } from '../gateway/template/template.ts'
import { noTemplates, type Templates } from '../gateway/template/templates.ts'

export const templateEnding = '.j2'

/** Reads `<directory>/*.j2`; a directory that is not there holds none. Throws ConfigError with every bad file at once. */
export function readTemplates(folder: string, { templates }: Pick<Config, 'templates'>): Templates {
  const directory = resolve(folder, templates.directory)
  if (!templates.enabled || !existsSync(directory)) return noTemplates
  const files = readdirSync(directory).filter((file) => file.endsWith(templateEnding))
  const problems: ConfigProblem[] = []
  const byName = new Map<string, Template>()
  if (files.length > templates.cache_size)
    problems.push({ path: 'templates.cache_size', message: `is less than the ${files.length} templates there are` })
  for (const file of files.sort()) {
    const text = readFileSync(join(directory, file), 'utf8')
    const template = readTemplate(file.slice(0, -templateEnding.length), text, templates)
    if ('message' in template) {
      const path = join(templates.directory, file)
      problems.push({ path, message: template.message, line: template.line, column: 1, source: path })
    } else byName.set(template.name, template)
  }
  if (problems.length > 0) throw new ConfigError(problems, templates.directory)
  return { byName, variables: templates.variables }
}
