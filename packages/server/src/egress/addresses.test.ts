import fc from 'fast-check'
import ipaddr from 'ipaddr.js'
import { describe, expect, it } from 'vitest'
import {
  bitsOf,
  embeddings,
  isatap,
  numbered,
  samplesOfTable,
  seeded,
  spellings,
  textOf,
} from '../../test/egress/vectors.ts'
import { type Address, classify, parseAddress, sameAddress } from './addresses.ts'
import { denyTable } from './deny-table.ts'

const { inside, beside } = samplesOfTable(seeded(1))
const parsed = (text: string): Address => {
  const address = parseAddress(text)
  if (address === null) throw new Error(`unreadable: ${text}`)
  return address
}
const hostOf = (spelling: string) => new URL(`http://${spelling}/`).hostname

/** The same judgement by another library's arithmetic. */
function isDeniedByOracle(text: string): boolean {
  const address = ipaddr.parse(text)
  const inBlock = denyTable.rows.some(({ block }) => {
    const range = ipaddr.parseCIDR(block)
    return range[0].kind() === address.kind() && address.match(range)
  })
  return inBlock || (address.kind() === 'ipv6' && !address.match(ipaddr.parseCIDR('2000::/3')))
}

describe('parseAddress', () => {
  it('reads what ipaddr.js writes, in any spelling of IPv6', () => {
    fc.assert(
      fc.property(fc.bigInt(0n, (1n << 128n) - 1n), (value) => {
        for (const spelling of spellings({ family: 6, value })) {
          expect(parseAddress(spelling)?.value).toBe(value)
          expect(parseAddress(spelling.slice(1, -1))?.value).toBe(value)
        }
      }),
    )
  })

  it('reads dotted IPv4', () => {
    fc.assert(
      fc.property(fc.bigInt(0n, (1n << 32n) - 1n), (value) => {
        expect(parseAddress(textOf({ family: 4, value }))).toMatchObject({ family: 4, value })
      }),
    )
  })

  it('reads :: for a single group, at each place', () => {
    for (const text of ['1:2:3:4:5:6:7::', '::2:3:4:5:6:7:8', '1:2:3::5:6:7:8']) {
      expect(parseAddress(text)?.value).toBe(numbered(text).value)
    }
  })

  it.each([
    '',
    '1.2.3',
    '1.2.3.4.5',
    '1.2.3.256',
    '01.2.3.4',
    '1.2.3.4 ',
    '1.2.3.x',
    '1.2.3.',
    '[1.2.3.4]',
    '0x7f.0.0.1',
    '1:2:3:4:5:6:7',
    '1:2:3:4:5:6:7:8:9',
    '1::2::3',
    '1:2:3:4:5:6:7:8::',
    '::1:2:3:4:5:6:7:8',
    ':::',
    ':1',
    '1:',
    '::12345',
    '::g',
    '1.2.3.4::',
    '::1.2.3.4:5',
    '::1.2.3',
    'fe80::1%eth0',
    '[fe80::1%25eth0]',
    '[::1',
    'example.com',
    '0'.repeat(100),
  ])('does not read %j', (text) => {
    expect(parseAddress(text)).toBeNull()
  })

  it('compares addresses and not texts', () => {
    expect(sameAddress(parseAddress('::1'), parseAddress('[0:0::0:1]'))).toBe(true)
    expect(sameAddress(parseAddress('::1'), parseAddress('::2'))).toBe(false)
    expect(sameAddress(parseAddress('0.0.0.1'), parseAddress('::1'))).toBe(false)
    expect(sameAddress(parseAddress('x'), parseAddress('x'))).toBe(false)
    expect(sameAddress(parseAddress('::1'), null)).toBe(false)
  })
})

describe('classify', () => {
  const vectors = [...new Set(inside.flatMap(spellings))]

  it(`EG01 EG02 EG03 EG04 refuses the inside in ${vectors.length} spellings and embeddings`, () => {
    expect(vectors.length).toBeGreaterThan(1_500)
    const passed = vectors.filter((vector) => classify(parsed(hostOf(vector))).allowed)
    expect(passed).toEqual([])
  })

  it('EG02 refuses IPv6 that carries a public IPv4 address, except where its own prefix is public', () => {
    const value = numbered('93.184.216.34').value
    const passed = embeddings(value).filter((vector) => classify(parsed(hostOf(vector))).allowed)
    expect(passed).toEqual(isatap(value))
  })

  it('EG03 judges what lies beside each block as an independent implementation does', () => {
    expect(beside.length).toBeGreaterThan(70)
    for (const address of beside) {
      const text = textOf(address)
      expect({ text, denied: !classify(parsed(text)).allowed }).toEqual({ text, denied: isDeniedByOracle(text) })
    }
  })

  it('agrees with that implementation everywhere, and never allows what ipaddr.js calls special', () => {
    const address = fc.constantFrom<4 | 6>(4, 6).chain((family) =>
      fc
        .tuple(
          fc.bigInt(0n, (1n << bitsOf(family)) - 1n),
          // Half of the values lie near a block, where mistakes are.
          fc.option(fc.constantFrom(...[...inside, ...beside].filter((sample) => sample.family === family))),
          fc.bigInt(0n, 0xffffn),
        )
        .map(([any, near, low]) => ({ family, value: near === null ? any : near.value ^ low })),
    )
    fc.assert(
      fc.property(address, (value) => {
        const text = textOf(value)
        const { allowed } = classify(parsed(text))
        expect(allowed).toBe(!isDeniedByOracle(text))
        if (allowed) expect(ipaddr.parse(text).range()).toBe('unicast')
      }),
      { numRuns: 5_000 },
    )
  })

  const metadata = [
    '169.254.169.254',
    '169.254.170.2',
    '169.254.0.23',
    '169.254.42.42',
    '100.100.100.200',
    '168.63.129.16',
    '192.0.0.192',
    'fd00:ec2::254',
    'fd00:ec2::23',
    'fd20:ce::254',
    'fd00:c1::a9fe:a9fe',
    'fd00:42::42',
    'fd00:a9fe:a9fe::1',
    'fd00:100::100:200',
    'fe80::a9fe:a9fe',
  ]
  it.each(metadata)('EG04 keeps %s closed to operator rules too', (text) => {
    expect(classify(parsed(text))).toMatchObject({ allowed: false, openable: false })
  })

  it.each(['127.0.0.1', '10.1.2.3', '172.16.0.1', '192.168.1.1', '100.64.0.1', '::1', 'fd12:3456::1'])(
    'EG22 lets an operator rule open %s',
    (text) => {
      expect(classify(parsed(text))).toMatchObject({ allowed: false, openable: true })
    },
  )

  it.each(['0.0.0.0', '224.0.0.1', '255.255.255.255', '::', 'ff02::1', 'fec0::1', '::ffff:10.0.0.1', '64:ff9b::a00:1'])(
    'EG22 lets no rule open %s',
    (text) => {
      expect(classify(parsed(text))).toMatchObject({ allowed: false, openable: false })
    },
  )

  const publicAddresses = [
    '1.0.0.0',
    '1.1.1.1',
    '8.8.8.8',
    '9.9.9.9',
    '9.255.255.255',
    '11.0.0.0',
    '93.184.216.34',
    '100.63.255.255',
    '100.128.0.0',
    '104.18.0.1',
    '126.255.255.255',
    '128.0.0.0',
    '168.63.129.15',
    '168.63.129.17',
    '169.253.255.255',
    '169.255.0.0',
    '172.15.255.255',
    '172.32.0.1',
    '192.0.1.0',
    '192.0.3.0',
    '192.167.255.255',
    '192.169.0.0',
    '198.17.255.255',
    '198.20.0.0',
    '198.51.99.255',
    '198.51.101.0',
    '203.0.112.255',
    '203.0.114.0',
    '223.255.255.255',
    '2001:200::1',
    '2001:4860:4860::8888',
    '2001:db7:ffff::1',
    '2001:db9::1',
    '2003::1',
    '2400:cb00::1',
    '2606:4700:4700::1111',
    '2620:fe::fe',
    '2a00:1450:4001:80b::200e',
    '2a01:4f8::1',
    '2c0f:fb50::1',
  ]
  it(`EG03 allows ${publicAddresses.length} public addresses: no false refusal`, () => {
    expect(publicAddresses.filter((text) => !classify(parsed(text)).allowed)).toEqual([])
  })

  it('names the most exact block', () => {
    expect(classify(parsed('169.254.169.254'))).toMatchObject({ reason: 'link-local and metadata' })
    expect(classify(parsed('100.100.100.200'))).toMatchObject({ reason: 'Alibaba Cloud metadata' })
    expect(classify(parsed('4000::1'))).toMatchObject({ reason: 'outside global unicast', openable: false })
  })
})
