import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { onTestFinished } from 'vitest'
import { LOOPBACK } from './loopback.ts'
import { numbered } from './vectors.ts'

/** What a name server says about one name and type: addresses, a name that it stands for, an error, or nothing at all. */
export type DnsAnswer = readonly string[] | { alias: string } | 'NXDOMAIN' | 'SERVFAIL' | 'silence'

const TYPE_CNAME = 5
const TYPE_AAAA = 28
const RESPONSE_CODES = { NXDOMAIN: 3, SERVFAIL: 2 }
/** RFC 1035 §4.1.4: the name of the question, which stands behind the header. */
const QUESTION_NAME = Buffer.from([0xc0, 0x0c])

/** A name server (RFC 1035, over UDP) on the loopback interface that goes with its test; its address and port. */
export async function dnsServer(answer: (name: string, type: 'A' | 'AAAA') => DnsAnswer): Promise<string> {
  const socket = createSocket('udp4', (query, from) => {
    const reply = replyTo(query, answer)
    if (reply !== null) socket.send(reply, from.port, from.address)
  })
  socket.bind(0, LOOPBACK)
  await once(socket, 'listening')
  onTestFinished(() => void socket.close())
  return `${LOOPBACK}:${socket.address().port}`
}

function replyTo(query: Buffer, answer: (name: string, type: 'A' | 'AAAA') => DnsAnswer): Buffer | null {
  const labels: string[] = []
  let place = 12
  for (let length = query[place] ?? 0; length > 0; length = query[place] ?? 0) {
    labels.push(query.toString('latin1', place + 1, place + 1 + length))
    place += 1 + length
  }
  const end = place + 5
  const said = answer(labels.join('.'), query.readUInt16BE(place + 1) === TYPE_AAAA ? 'AAAA' : 'A')
  if (said === 'silence') return null
  const records = typeof said === 'string' ? [] : 'alias' in said ? [aliasRecord(said.alias)] : said.map(addressRecord)
  const header = Buffer.alloc(12)
  query.copy(header, 0, 0, 2)
  header.writeUInt16BE(0x8180 | (typeof said === 'string' ? RESPONSE_CODES[said] : 0), 2)
  header.writeUInt16BE(1, 4)
  header.writeUInt16BE(records.length, 6)
  return Buffer.concat([header, query.subarray(12, end), ...records])
}

function addressRecord(address: string): Buffer {
  const { family, value } = numbered(address)
  const data = Buffer.from(value.toString(16).padStart(family === 4 ? 8 : 32, '0'), 'hex')
  return record(family === 4 ? 1 : TYPE_AAAA, data)
}

function aliasRecord(name: string): Buffer {
  const labels = name.split('.').map((label) => Buffer.concat([Buffer.from([label.length]), Buffer.from(label)]))
  return record(TYPE_CNAME, Buffer.concat([...labels, Buffer.from([0])]))
}

function record(type: number, data: Buffer): Buffer {
  const fields = Buffer.alloc(10)
  fields.writeUInt16BE(type, 0)
  fields.writeUInt16BE(1, 2)
  fields.writeUInt16BE(data.length, 8)
  return Buffer.concat([QUESTION_NAME, fields, data])
}
