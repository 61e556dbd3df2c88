import { RE2JS, RE2JSException } from 're2js'
import { isSafePattern } from 'redos-detector'
import { type Matcher, type Span, widthMax } from './rule.ts'

/** Instructions of a compiled pattern; each character costs at most one step an instruction. */
const programMax = 1_000
const backtracksMax = 20
const analysis = {
  maxScore: backtracksMax,
  maxSteps: 200,
  downgradePattern: false,
  unicode: true,
} as const

/**
 * A pattern with the meaning and the linear time of RE2. One that was proved to need no more than a few steps a character
 * runs on the engine of the language, which is much faster and finds the same. The error of a bad one is a sentence.
 */
export function patternMatcher(source: string): Matcher | { readonly error: string } {
  let compiled: RE2JS
  try {
    compiled = RE2JS.compile(source)
  } catch (error) {
    if (error instanceof RE2JSException) return { error: reasonOf(error.message) }
    throw error
  }
  const size = compiled.programSize()
  if (size > programMax) return { error: `is too large: ${size} of at most ${programMax} instructions` }
  if (probes.some((text) => isEmptyMatch(compiled, text))) return { error: 'matches the empty text, and so everywhere' }
  return boundedMatcher(source, size) ?? linearMatcher(compiled, size)
}

const probes = ['', 'a', ' ', '1', 'a b', '\n']

function isEmptyMatch(compiled: RE2JS, text: string): boolean {
  const matcher = compiled.matcher(text)
  return matcher.find() && matcher.end() === matcher.start()
}

const reasonOf = (message: string): string =>
  /invalid escape sequence: `\\[1-9]|\(\?[=!<]/.test(message)
    ? 'uses look-around or a back-reference, which cannot be matched in linear time'
    : message.replace(/^error parsing regexp: /, '').slice(0, 200)

/** Of any pattern: a walk of the automaton over the text. */
function linearMatcher(compiled: RE2JS, size: number): Matcher {
  return {
    stepsPerCharacter: size,
    width: isBounded(compiled.pattern()) ? Math.min(2 * size, widthMax) : widthMax,
    looksFar: true,
    find(text, from) {
      // The test is many times as fast as the search, and says no to almost every text.
      if (!compiled.test(text)) return null
      const matcher = compiled.matcher(text)
      for (let at = from; at <= text.length && matcher.find(at); at = matcher.end() + 1) {
        if (matcher.end() > matcher.start()) return { start: matcher.start(), end: matcher.end() }
      }
      return null
    },
  }
}

/** Null unless no search from any one place can look at more than a few hundred characters. */
function boundedMatcher(source: string, size: number): Matcher | null {
  if (2 * size > widthMax || !isBounded(source) || !isCommon(source) || !isProved(source)) return null
  const pattern = new RegExp(source, 'gu')
  return {
    stepsPerCharacter: size,
    width: 2 * size,
    looksFar: false,
    find(text, from) {
      pattern.lastIndex = from
      for (let found = pattern.exec(text); found !== null; found = pattern.exec(text)) {
        if (found[0] !== '') return spanOf(found)
        pattern.lastIndex += unitsAt(text, found.index)
      }
      return null
    },
  }
}

/** In the middle of a pair the engine would step back to its begin, and find the same nothing for ever. */
const unitsAt = (text: string, at: number): 1 | 2 => ((text.codePointAt(at) ?? 0) > 0xffff ? 2 : 1)

const spanOf = ({ index, 0: text }: RegExpExecArray): Span => ({ start: index, end: index + text.length })

/** No repetition without an end, so that a match has at most as many characters, of one or two units, as the program. */
const isBounded = (source: string): boolean => !/[*+]|\{\d+,\}/.test(withoutAtoms(source))

/** Without what is escaped or stands in a class. */
const withoutAtoms = (source: string): string =>
  source.replace(/\\Q.*?(?:\\E|$)|\\[\s\S]|\[\^?\]?(?:\\[\s\S]|[^\]\\])*\]/g, 'x')

/** Written with what means the same in both engines. */
const isCommon = (source: string): boolean =>
  !/\\(?![dDbBwWtnrf.\\/^$*+?()[\]{}|-])|\[:|\(\?(?!:)|\[\^?\]/.test(source) && !withoutAtoms(source).includes('.')

function isProved(source: string): boolean {
  try {
    void new RegExp(source, 'u')
    return isSafePattern(`^(?:${source})`, analysis).safe
  } catch {
    // What the analysis does not understand is not proved.
    return false
  }
}
