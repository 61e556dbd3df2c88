// Generated from openapi/ by `pnpm gen`. Never edited.
import type { APIPromise } from '../core/api-promise.ts'
import type { Caller } from '../core/caller.ts'
import type { CallOptions } from '../core/options.ts'
import type { Answer, BodyOf } from '../core/shapes.ts'

export class AudioSpeech {
  readonly #caller: Caller

  constructor(caller: Caller) {
    this.#caller = caller
  }

  /**
   * Speak a text.
   *
   * Speaks up to 4,096 characters. The sound is forwarded from its first byte on, in the format of
   * `response_format`; a connection that is cut before the end is a sound that is not complete. Billed per character
   * or token of the text.
   *
   * `POST /v1/audio/speech` (createSpeech)
   */
  create(body: BodyOf<'createSpeech'>, options?: CallOptions): APIPromise<Answer<'createSpeech'>> {
    return this.#caller.call('createSpeech', { body }, options)
  }
}

export class AudioTranscriptions {
  readonly #caller: Caller

  constructor(caller: Caller) {
    this.#caller = caller
  }

  /**
   * Write down a recording.
   *
   * Writes down speech. The request is a form of at most 25 MB, whose fields may come in any order; the options of
   * `proxyapi` are not part of it. Eight recordings are taken in at a time, a further one is 503 `OVERLOADED`.
   * `response_format` chooses between JSON and plain text.
   *
   * `POST /v1/audio/transcriptions` (createTranscription)
   */
  create(body: BodyOf<'createTranscription'>, options?: CallOptions): APIPromise<Answer<'createTranscription'>> {
    return this.#caller.call('createTranscription', { body }, options)
  }
}

export class Audio {
  readonly speech: AudioSpeech
  readonly transcriptions: AudioTranscriptions

  constructor(caller: Caller) {
    this.speech = new AudioSpeech(caller)
    this.transcriptions = new AudioTranscriptions(caller)
  }
}
