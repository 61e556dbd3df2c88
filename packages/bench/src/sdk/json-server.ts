/** Answers every request with the same short JSON, in a process of its own; prints its port. */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

const body = JSON.stringify({ status: 'alive' })
const headers = { 'content-type': 'application/json', 'content-length': String(body.length) }
const server = createServer((_, response) => response.writeHead(200, headers).end(body))
server.listen(0, '127.0.0.1', () => console.log((server.address() as AddressInfo).port))
