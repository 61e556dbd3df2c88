/** Whether an address lies in one of these CIDR blocks. An IPv4-mapped address counts as IPv4; what is no address is outside. */
export function fenceAllows(blocks: readonly string[], address: string): boolean {
  const own = bitsOf(address)
  return own !== null && blocks.some((block) => contains(block, own))
}

/** `10.0.0.0/8`, or one address. */
export function isBlock(text: string): boolean {
  const [base = '', length, ...rest] = text.split('/')
  const bits = bitsOf(base)
  if (bits === null || rest.length > 0) return false
  return length === undefined || (/^\d{1,3}$/.test(length) && Number(length) <= bits.width)
}

/** What counts as one caller: an IPv4 address, the /64 of an IPv6 address; what is no address is all one. */
export function networkOf(address: string): string {
  if (/^\d{1,3}(\.\d{1,3}){3}$/.test(address)) return address
  const bits = bitsOf(address)
  if (bits === null) return 'unknown'
  return bits.width === 32 ? plain(address) : `${(bits.value >> 64n).toString(16)}/64`
}

interface Bits {
  value: bigint
  width: 32 | 128
}

function contains(block: string, { value, width }: Bits): boolean {
  const [base = '', length] = block.split('/')
  const bits = bitsOf(base)
  if (!bits || bits.width !== width) return false
  const kept = length === undefined ? width : Number(length)
  if (!Number.isInteger(kept) || kept < 0 || kept > width) return false
  const shift = BigInt(width - kept)
  return bits.value >> shift === value >> shift
}

function bitsOf(address: string): Bits | null {
  const text = plain(address)
  if (/^\d{1,3}(\.\d{1,3}){3}$/.test(text)) return ipv4(text)
  if (!URL.canParse(`http://[${text}]/`)) return null
  const [head = '', tail] = new URL(`http://[${text}]/`).hostname.slice(1, -1).split('::')
  const groups = (text: string | undefined) => (text ? text.split(':') : [])
  const [left, right] = [groups(head), groups(tail)]
  const all =
    tail === undefined ? left : [...left, ...new Array<string>(8 - left.length - right.length).fill('0'), ...right]
  return { value: all.reduce((sum, group) => (sum << 16n) | BigInt(`0x${group}`), 0n), width: 128 }
}

const plain = (address: string) => address.replace(/^::ffff:(?=\d+\.)/i, '')

function ipv4(text: string): Bits | null {
  const parts = text.split('.').map(Number)
  if (parts.some((part) => part > 255)) return null
  return { value: parts.reduce((sum, part) => (sum << 8n) | BigInt(part), 0n), width: 32 }
}
