import { expect, test } from 'vitest'
import { ApiError } from './errors.ts'
import { ModelRefresh, ModelSelectionsUpdate } from './generated/schemas.ts'
import { judged } from './read-request.ts'

/** What is said of a body that does not fit. */
function said(schema: Parameters<typeof judged>[0], body: unknown) {
  try {
    judged(schema, body, '/', '/')
  } catch (error) {
    if (error instanceof ApiError)
      return { code: error.code, text: error.message, paths: error.options.details?.map(({ path }) => path) }
  }
  return expect.fail('it was accepted')
}

test.each([
  [{ openai: { model_name: '' } }, ['/openai/model_name']],
  [{ openai: {} }, ['/openai/model_name']],
  [{ openai: 5 }, ['/openai']],
  [{ selections: { openai: { model_name: 'a', colour: 1 } } }, ['/selections/openai/colour']],
])('of two forms that a body may have, the one that it nearly has says what is wrong: %j', (body, paths) => {
  expect(said(ModelSelectionsUpdate(), body).paths).toEqual(paths)
})

test.each([[null], [[]], ['x']])('a body that is no object at all is called the body: %j', (body) => {
  expect(said(ModelRefresh(), body).text).toMatch(/^body: /)
})
