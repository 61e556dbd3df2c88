/** What the configuration says of requests, answers and their content. */
import { z } from 'zod'
import { compileRules } from '../gateway/filter/compile-rules.ts'
import { flag, size } from './values.ts'

const rule = z.strictObject({
  type: z.enum(['keyword', 'regex']),
  name: z
    .string()
    .regex(/^[A-Za-z0-9._-]{1,64}$/, 'must be letters, digits, dot, dash or underscore, at most 64')
    .optional(),
  /** Whole words or phrases, in any case. */
  keywords: z.array(z.string().trim().min(1, 'must not be empty').max(200)).optional(),
  /** In RE2's language. */
  patterns: z.array(z.string().min(1, 'must not be empty').max(500, 'is longer than 500 characters')).optional(),
  /** Flags unless written: the list that existing users copied holds the word `key`. */
  action: z.enum(['flag', 'redact', 'block']).default('flag'),
  on: z.enum(['input', 'output', 'both']).optional(),
})

const request = z
  .strictObject({
    max_body_size: size.default(10 * 2 ** 20),
    allowed_content_types: z
      .array(z.string().toLowerCase())
      .default(['application/json', 'application/x-www-form-urlencoded']),
    required_headers: z.array(z.string().regex(/^[A-Za-z0-9-]+$/, 'must be the name of a header')).default([]),
  })
  .prefault({})

const response = z
  .strictObject({
    validate_schema: flag.default(true),
    /** Written, it also has rules that do not say where they look judge answers. */
    sanitize_output: flag.optional(),
    max_response_size: size.default(50_000_000),
  })
  .prefault({})

const contentFilter = z.strictObject({ enabled: flag.default(false), rules: z.array(rule).default([]) }).prefault({})

export const validationSchema = z
  .strictObject({
    enabled: flag
      .default(true)
      .refine((isEnabled) => isEnabled, 'cannot be switched off: the API description validates'),
    request,
    response,
    content_filter: contentFilter,
  })
  .prefault({})
  .check(({ value, issues }) => {
    const rules = compileRules(value.content_filter.rules, false)
    if (!Array.isArray(rules)) return
    for (const { path, message } of rules)
      issues.push({ code: 'custom', input: value, path: ['content_filter', 'rules', ...path], message })
  })
