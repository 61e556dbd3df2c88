/** Major, minor, patch (absent ones are 0), and what stands before a release. */
interface SemVer {
  numbers: readonly bigint[]
  prerelease: readonly string[]
}

const pattern =
  /^v?(\d{1,30})(?:\.(\d{1,30}))?(?:\.(\d{1,30}))?(?:-([0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*))?(?:\+[0-9A-Za-z.-]+)?$/

/** Also the short forms that people write, `1.0` and `v2`; null where it is no version in that sense. */
function semVerOf(version: string): SemVer | null {
  const found = pattern.exec(version)
  if (found === null) return null
  const [, major = '0', minor = '0', patch = '0', prerelease] = found
  return { numbers: [major, minor, patch].map(BigInt), prerelease: prerelease?.split('.') ?? [] }
}

/**
 * Orders by precedence of semver.org, ascending; what is no version stands below every version, and two of those are
 * equal, so that a stable sort keeps them in their order.
 */
export function compareVersions(a: string, b: string): number {
  const [left, right] = [semVerOf(a), semVerOf(b)]
  if (left === null || right === null) return Number(left !== null) - Number(right !== null)
  for (const [at, number] of left.numbers.entries()) {
    const other = right.numbers[at] ?? 0n
    if (number !== other) return number < other ? -1 : 1
  }
  return comparePrereleases(left.prerelease, right.prerelease)
}

/** A release stands above its prereleases; more parts stand above fewer where those agree. */
function comparePrereleases(a: readonly string[], b: readonly string[]): number {
  if (a.length === 0 || b.length === 0) return Number(a.length === 0) - Number(b.length === 0)
  for (const [at, part] of a.entries()) {
    const other = b[at]
    if (other === undefined) return 1
    const order = compareParts(part, other)
    if (order !== 0) return order
  }
  return a.length - b.length
}

const isNumber = (part: string) => /^\d+$/.test(part)

function compareParts(a: string, b: string): number {
  if (isNumber(a) && isNumber(b)) return a === b ? 0 : BigInt(a) < BigInt(b) ? -1 : BigInt(a) > BigInt(b) ? 1 : 0
  if (isNumber(a) !== isNumber(b)) return isNumber(a) ? -1 : 1
  return a === b ? 0 : a < b ? -1 : 1
}
