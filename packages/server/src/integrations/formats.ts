/** What `format` of a rule means of a text. */
export const formats = {
  email: (text: string) => text.length <= 320 && /^[^\s@<>"]+@[a-z0-9-]+(?:\.[a-z0-9-]+)+$/i.test(text),
  uri: (text: string) => /^[a-z][a-z0-9+.-]*:/i.test(text) && !/\s/.test(text) && URL.canParse(text),
  uuid: (text: string) => /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text),
  'date-time': (text: string) =>
    /^\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(?:\.\d+)?(?:[Zz]|[+-]\d\d:\d\d)$/.test(text) && isDay(text),
  ipv4: (text: string) => /^(?:(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)(?:\.(?!$)|$)){4}$/.test(text),
} as const satisfies Record<string, (text: string) => boolean>

/** The 31st of February is a day that the engine would move. */
function isDay(text: string): boolean {
  const at = Date.parse(`${text.slice(0, 10)}T00:00:00Z`)
  return (
    !Number.isNaN(at) && new Date(at).toISOString().startsWith(text.slice(0, 10)) && !Number.isNaN(Date.parse(text))
  )
}
