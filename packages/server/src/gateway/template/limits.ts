/** Characters of a text that a template makes or is given. */
export const textMax = 65_536

/** A template would take too long or make too much. The message may be shown to whoever gave the values. */
export class TemplateLimit extends Error {
  override readonly name = 'TemplateLimit'
}
