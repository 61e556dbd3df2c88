type Schema = Readonly<Record<string, unknown>>

/** The schema of an object that has all of these members and no other. */
export const closedObject = (properties: Readonly<Record<string, Schema>>): Schema => ({
  type: 'object',
  properties,
  required: Object.keys(properties),
  additionalProperties: false,
})
