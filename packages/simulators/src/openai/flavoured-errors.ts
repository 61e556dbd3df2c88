import { type Answer, jsonAnswer } from '../answer.ts'
import { isObject, type JsonObject } from '../json.ts'
import { type ErrorFault, errorFaults, type Wording } from '../script.ts'
import { wording } from './errors.ts'
import type { ErrorShape, Flavour, Saying } from './flavours.ts'

/** How a brand words its failures: OpenAI's, with its own words and in its own shapes. */
export function flavouredWording(flavour: Flavour): Wording {
  const errors = Object.fromEntries(
    errorFaults.map((fault, i) => [
      fault,
      shaped(wording.errors[fault], shapeAt(flavour, i), flavour.says?.[fault] ?? {}),
    ]),
  ) as Record<ErrorFault, Answer>
  const [overloaded] = errors.overloaded.parts
  return { ...wording, errors, errorEvent: `data: ${overloaded?.text}\n\n` }
}

/** OpenAI's answer in the shape of another brand; what is no error stays. */
export const flavouredError = (answer: Answer, flavour: Flavour): Answer =>
  answer.status < 400 ? answer : shaped(answer, flavour.errors[0], {})

const shapeAt = ({ errors }: Flavour, i: number): ErrorShape => errors[i % errors.length] ?? errors[0]

function shaped(answer: Answer, shape: ErrorShape, saying: Saying): Answer {
  const body: unknown = JSON.parse(String(answer.parts[0]?.text))
  const { more = {}, status = answer.status, headers, ...words } = saying
  const said: JsonObject = { ...(isObject(body) && isObject(body.error) ? body.error : {}), ...words }
  const { 'content-length': _length, 'content-type': _type, ...kept } = answer.headers
  return jsonAnswer(status, inShape[shape](said, status, more), { ...kept, ...headers })
}

const inShape: Readonly<Record<ErrorShape, (said: JsonObject, status: number, more: object) => object>> = {
  nested: (said, _status, more) => ({ error: { ...said, ...more } }),
  flat: ({ code: _, ...said }, status, more) => ({ object: 'error', ...said, ...more, code: status }),
  'coded-text': ({ message, type }) => ({ code: `Client specified ${type}`, error: message }),
  text: ({ message }) => ({ error: message }),
  numeric: ({ message }, status, more) => ({
    error: { code: status, message, ...more },
    user_id: 'user_b3a6simulated',
  }),
  'numbered-text': ({ message, code }, status, more) => ({
    error: { code: code ?? String(status), message, ...more },
  }),
}
