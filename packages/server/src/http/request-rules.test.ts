import type { OperationMeta } from '@proxyapi/contract'
import { describe, expect, test } from 'vitest'
import { judgeHeaders, type RequestRules } from './request-rules.ts'

const rules = (more: Partial<RequestRules> = {}): RequestRules => ({
  requiredHeaders: [],
  contentTypes: ['application/json', 'application/x-www-form-urlencoded'],
  credentialHeaders: ['authorization', 'x-api-key'],
  ...more,
})
const operation = { permission: 'models:read', accepts: ['application/json'] } as unknown as OperationMeta

function code(headers: Record<string, string>, asked: RequestRules, of: Partial<OperationMeta> = {}): string {
  try {
    judgeHeaders({ ...operation, ...of }, new Headers(headers), asked)
    return 'fine'
  } catch (error) {
    return (error as { code: string }).code
  }
}

const json = { 'content-type': 'application/json', 'content-length': '2' }

describe('required headers', () => {
  const asked = rules({ requiredHeaders: ['Content-Type', 'Authorization', 'X-Tenant'] })
  test.each<[string, Record<string, string>, Partial<OperationMeta>, string]>([
    ['all there', { ...json, authorization: 'Bearer x', 'x-tenant': 'a' }, {}, 'fine'],
    ['any credential is an authorization', { ...json, 'X-API-Key': 'x', 'X-TENANT': 'a' }, {}, 'fine'],
    ['no credential', { ...json, 'x-tenant': 'a' }, {}, 'INVALID_REQUEST'],
    ['another one missing', { ...json, authorization: 'x' }, {}, 'INVALID_REQUEST'],
    ['no body, no type', { authorization: 'x', 'x-tenant': 'a' }, {}, 'fine'],
    ['a body without a type', { 'content-length': '2', authorization: 'x', 'x-tenant': 'a' }, {}, 'INVALID_REQUEST'],
    ['an open operation', {}, { permission: 'public' }, 'fine'],
  ])('%s', (_, headers, of, expected) => {
    expect(code(headers, asked, of)).toBe(expected)
  })

  test('each that is missing is named', () => {
    expect(() => judgeHeaders(operation, new Headers(), asked)).toThrow(
      expect.objectContaining({
        options: {
          details: [
            { path: 'header.Authorization', message: 'is required by this server' },
            { path: 'header.X-Tenant', message: 'is required by this server' },
          ],
        },
      }),
    )
  })
})

describe('types of bodies', () => {
  test.each<[string, string, string[], Partial<OperationMeta>, string]>([
    ['one of the list', 'application/json; charset=utf-8', ['application/json'], {}, 'fine'],
    ['a dialect of JSON', 'application/merge-patch+json', ['application/json'], {}, 'fine'],
    ['JSON, where it is not listed', 'application/json', ['text/plain'], {}, 'UNSUPPORTED_MEDIA_TYPE'],
    ['another', 'text/xml', ['application/json'], {}, 'UNSUPPORTED_MEDIA_TYPE'],
    [
      'an upload, where the operation takes one',
      'multipart/form-data',
      [],
      { accepts: ['multipart/form-data'] },
      'fine',
    ],
    ['anything, where the operation takes it', 'text/xml', [], { accepts: ['*/*'] }, 'fine'],
  ])('%s', (_, type, contentTypes, of, expected) => {
    expect(code({ 'content-type': type, 'content-length': '2' }, rules({ contentTypes }), of)).toBe(expected)
  })

  test('a type without a body is nobody’s concern', () => {
    expect(code({ 'content-type': 'text/xml' }, rules())).toBe('fine')
    expect(code({ 'content-type': 'text/xml', 'transfer-encoding': 'chunked' }, rules())).toBe('UNSUPPORTED_MEDIA_TYPE')
  })
})
