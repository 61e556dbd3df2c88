/** Tests of a value that rules call by name; an operator adds further pure functions here. */
export const validators: Readonly<Record<string, (value: unknown) => boolean>> = {
  not_blank: (value) => typeof value === 'string' && value.trim() !== '',
}
