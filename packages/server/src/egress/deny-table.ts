/** A block of addresses that no caller's URL may lead to. */
export interface DenyRow {
  readonly block: string
  readonly name: string
  /** An operator rule with exact host and port may open it. */
  readonly openable: boolean
}

const closed = (block: string, name: string): DenyRow => ({ block, name, openable: false })
const openable = (block: string, name: string): DenyRow => ({ block, name, openable: true })

/**
 * What is not the public internet. The first row that holds an address names it, so exact addresses come before the
 * blocks around them. Sources: the IANA IPv4 and IPv6 special-purpose and multicast registries, and the documentation of
 * each cloud. IPv6 outside 2000::/3 is denied with or without a row here. Wider than the registries on purpose: blocks
 * that are anycast or translated (192.0.0.9, AS112, AMT, NAT64, 6to4) answer from whatever is nearest, perhaps inside.
 */
const rows: readonly DenyRow[] = [
  // Metadata and platform services of clouds. Those on 169.254.0.0/16 and fe80::/10 are covered by link-local.
  closed('100.100.100.200/32', 'Alibaba Cloud metadata'),
  closed('168.63.129.16/32', 'Azure platform'),
  closed('192.0.0.192/32', 'Oracle Cloud metadata'),
  closed('fd00:ec2::/32', 'AWS metadata and platform'),
  closed('fd20:ce::254/128', 'Google Cloud metadata'),
  closed('fd00:c1::a9fe:a9fe/128', 'Oracle Cloud metadata'),
  closed('fd00:42::42/128', 'Scaleway metadata'),
  closed('fd00:a9fe:a9fe::1/128', 'Akamai metadata'),
  closed('fd00:100::100:200/128', 'Alibaba Cloud metadata'),
  closed('169.254.0.0/16', 'link-local and metadata'),
  closed('fe80::/10', 'link-local and metadata'),

  openable('127.0.0.0/8', 'loopback'),
  openable('10.0.0.0/8', 'private use'),
  openable('172.16.0.0/12', 'private use'),
  openable('192.168.0.0/16', 'private use'),
  openable('100.64.0.0/10', 'shared address space'),
  openable('::1/128', 'loopback'),
  openable('fc00::/7', 'unique local'),

  closed('0.0.0.0/8', 'this network'),
  closed('192.0.0.0/24', 'IETF protocol assignments'),
  closed('192.0.2.0/24', 'documentation'),
  closed('192.31.196.0/24', 'AS112'),
  closed('192.52.193.0/24', 'AMT'),
  closed('192.88.99.0/24', '6to4 relay'),
  closed('192.175.48.0/24', 'AS112'),
  closed('198.18.0.0/15', 'benchmarking'),
  closed('198.51.100.0/24', 'documentation'),
  closed('203.0.113.0/24', 'documentation'),
  closed('224.0.0.0/4', 'multicast'),
  closed('240.0.0.0/4', 'reserved and broadcast'),

  closed('::/128', 'unspecified'),
  closed('::/96', 'IPv4-compatible'),
  closed('::ffff:0:0/96', 'IPv4-mapped'),
  closed('::ffff:0:0:0/96', 'IPv4-translated'),
  closed('64:ff9b::/96', 'NAT64'),
  closed('64:ff9b:1::/48', 'NAT64'),
  closed('100::/64', 'discard only'),
  closed('100:0:0:1::/64', 'dummy prefix'),
  closed('2001::/32', 'Teredo'),
  closed('2001::/23', 'IETF protocol assignments'),
  closed('2001:db8::/32', 'documentation'),
  closed('2002::/16', '6to4'),
  closed('2620:4f:8000::/48', 'AS112'),
  closed('3fff::/20', 'documentation'),
  closed('5f00::/16', 'segment routing'),
  closed('fec0::/10', 'site-local'),
  closed('ff00::/8', 'multicast'),
]

/** `date` is the change of the IANA registries that the rows reflect: after a later one they are to be compared again. */
export const denyTable = { date: '2025-10-09', rows } as const
