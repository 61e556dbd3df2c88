import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parseKeyList } from './key-list.ts'
import { loadConfig } from './load.ts'
import { ConfigError } from './problem.ts'

const keysOf = (text: string) =>
  loadConfig({ files: [], environment: { PROXY_API_PROXY_API_KEYS: text } }).config.auth.api_keys

describe('Accounts 2: every spelling gives the same keys', () => {
  test.each([
    'key-one,key-two',
    ' key-one , key-two ',
    'key-one,key-two,',
    ',key-one,,key-two',
    'key-one,key-two,key-one',
    '"key-one,key-two"',
    "'key-one,key-two'",
    "'key-one','key-two'",
    '"key-one","key-two"',
    '["key-one","key-two"]',
    ' [ "key-one" , "key-two" ] ',
    `'["key-one","key-two"]'`,
    `"['key-one','key-two']"`,
    "['key-one','key-two']",
    "['key-one', 'key-two',]",
    '"["key-one","key-two"]"',
    '"[\\"key-one\\",\\"key-two\\"]"',
    '["key-one","key-two","key-two",""]',
    'key-one,\nkey-two',
  ])('%j', (text) => {
    expect(keysOf(text)).toEqual(['key-one', 'key-two'])
  })

  test.each(['only-key', ' only-key ', '"only-key"', "'only-key'", '["only-key"]', "['only-key']"])(
    '%j is one',
    (text) => {
      expect(keysOf(text)).toEqual(['only-key'])
    },
  )

  test('whatever keys there are, each spelling gives them', () => {
    const key = fc.stringMatching(/^[A-Za-z0-9_.-]{1,40}$/)
    fc.assert(
      fc.property(fc.uniqueArray(key, { minLength: 1, maxLength: 5 }), (keys) => {
        const lists = [
          keys.join(','),
          JSON.stringify(keys),
          `[${keys.map((one) => `'${one}'`).join(', ')}]`,
          `"${keys.join(', ')}"`,
          `'${JSON.stringify(keys)}'`,
        ]
        for (const list of lists) expect(parseKeyList(list)).toEqual(keys)
      }),
    )
  })
})

describe('a bad one is refused without its value', () => {
  test.each([
    '',
    ' ',
    '""',
    ',,',
    '[]',
    '[""]',
    '["canary-value"',
    '[canary-value]',
    '[1,2]',
    '["canary-value",1]',
    '{"canary-value":1}]'.replace(/^/, '['),
    "['canary-value]",
    '[["canary-value"]]',
  ])('%j', (text) => {
    let told = ''
    try {
      keysOf(text)
    } catch (error) {
      expect(error).toBeInstanceOf(ConfigError)
      told = (error as ConfigError).message
    }
    expect(told).toContain('PROXY_API_PROXY_API_KEYS')
    expect(told).not.toContain('canary')
  })
})
