/** Rows by their worth, the best first: where each band but the first begins. The indexes of the words are made of these. */
const edges = [2200, 2500, 2700, 2900, 3100, 3300, 3500, 3800, 4500] as const

export const bandCount = edges.length + 1

export const bandOf = (worth: number): number => edges.filter((edge) => worth >= edge).length

export const bandConditions: readonly string[] = Array.from({ length: bandCount }, (_, band) => {
  const [from, until] = [edges[band - 1], edges[band]]
  return [
    ...(from === undefined ? [] : [`worth >= ${from}`]),
    ...(until === undefined ? [] : [`worth < ${until}`]),
  ].join(' AND ')
})
