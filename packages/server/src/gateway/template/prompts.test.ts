import { describe, expect, test } from 'vitest'
import { taskTemplates } from '../../tasks/task-templates.ts'
import { createPrompts } from './prompts.ts'
import { readTemplate, type Template } from './template.ts'
import { noTemplates, type Templates } from './templates.ts'

const tools = { now: () => 0, random: () => 0.5, uuid: () => 'u' }
const options = {
  filters: { json_encode: true, base64_encode: true, hash: true },
  functions: { now: true, uuid: true, random: true },
}
const own = (name: string, source: string): Templates => ({
  byName: new Map([[name, readTemplate(name, source, options) as Template]]),
  variables: { company: 'Acme' },
})
const builtIn = createPrompts(taskTemplates, () => noTemplates, tools)

describe('the built-in prompts', () => {
  test.each([
    ['code', { task: 'review', language: 'Go' }, /^Review the given code\.[\s\S]*The language is Go\.\nPut code/],
    ['code', { task: 'write', language: '' }, /^Write the code that the prompt asks for\.\nPut code/],
    ['analyze', { kind: 'log', question: '', structured: false }, /It is a log\.[^\n]*\nAnswer with an object/],
    ['analyze', { kind: 'general', question: 'Why?', structured: true }, /question: Why\?\nFill the member structured/],
    [
      'classify',
      { several: true, multi_label: true, other_label: '' },
      /^The user's turn is a JSON object[\s\S]*or none/,
    ],
    [
      'classify',
      { several: false, multi_label: false, other_label: '' },
      /^The user's turn is one text[\s\S]*sum to 1/,
    ],
    ['chat', {}, /^$/],
  ])('%s with %j', (name, values, text) => {
    expect(builtIn(name, values).text).toMatch(text)
  })

  test('say by which text they were made', () => {
    const { template } = builtIn('generate', {})
    expect(template).toEqual({ name: 'generate', hash: expect.stringMatching(/^[0-9a-f]{16}$/) })
    expect(builtIn('code', { task: 'write' }).template).toEqual(builtIn('code', { task: 'edit' }).template)
  })

  test('a value is put in as it is, whatever it looks like', () => {
    const question = '{{ kind }} {% raw %} {# x #}'
    expect(builtIn('analyze', { kind: 'log', question, structured: false }).text).toContain(`question: ${question}\n`)
  })
})

describe('a template of the operator', () => {
  test('stands in for the built-in one, with the operator’s values', () => {
    const prompt = createPrompts(taskTemplates, () => own('code', 'Of {{ company }}: {{ task }}.'), tools)
    const { text, template } = prompt('code', { task: 'edit' })
    expect(text).toBe('Of Acme: edit.')
    expect(template.hash).not.toBe(builtIn('code', {}).template.hash)
    expect(prompt('chat', {}).text).toBe('')
  })

  test('is the one of now, after the configuration was read again', () => {
    let now = noTemplates
    const prompt = createPrompts(taskTemplates, () => now, tools)
    expect(prompt('chat', {}).text).toBe('')
    now = own('chat', 'Be brief.')
    expect(prompt('chat', {}).text).toBe('Be brief.')
  })

  test('that makes too much is refused by its name', () => {
    const prompt = createPrompts(taskTemplates, () => own('chat', '{{ long }}{{ long }}'), tools)
    expect(() => prompt('chat', { long: 'x'.repeat(40_000) })).toThrow(
      expect.objectContaining({ code: 'INVALID_REQUEST', message: expect.stringContaining("'chat'") }),
    )
  })
})

test('a prompt of ours that cannot be read is found at the start', () => {
  expect(() => createPrompts({ bad: 'a\n{% if x %}' }, () => noTemplates, tools)).toThrow(/bad .*line 2/)
})
