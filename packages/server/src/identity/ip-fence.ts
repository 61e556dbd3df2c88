/** Whether an address lies in one of these CIDR blocks. An IPv4-mapped address counts as IPv4; what is no address is outside. */
export function fenceAllows(blocks: readonly string[], address: string): boolean {
  const own = bitsOf(address)
  return own !== null && blocks.some((block) => contains(block, own))
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
  const plain = address.replace(/^::ffff:(?=\d+\.)/i, '')
  if (/^\d{1,3}(\.\d{1,3}){3}$/.test(plain)) return ipv4(plain)
  if (!URL.canParse(`http://[${plain}]/`)) return null
  const [head = '', tail] = new URL(`http://[${plain}]/`).hostname.slice(1, -1).split('::')
  const groups = (text: string | undefined) => (text ? text.split(':') : [])
  const [left, right] = [groups(head), groups(tail)]
  const all =
    tail === undefined ? left : [...left, ...new Array<string>(8 - left.length - right.length).fill('0'), ...right]
  return { value: all.reduce((sum, group) => (sum << 16n) | BigInt(`0x${group}`), 0n), width: 128 }
}

function ipv4(text: string): Bits | null {
  const parts = text.split('.').map(Number)
  if (parts.some((part) => part > 255)) return null
  return { value: parts.reduce((sum, part) => (sum << 8n) | BigInt(part), 0n), width: 32 }
}
