import { readdirSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import type { OutgoingHttpHeaders } from 'node:http'
import { createServer } from 'node:http'
import { extname, join } from 'node:path'

/** What a browser insists on: scripts and WebAssembly are refused, or compiled slowly, under another type. */
const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.wasm': 'application/wasm',
}

export interface Served {
  /** Where the folder is found: `http://127.0.0.1:` and a free port. */
  readonly origin: string
  readonly close: () => Promise<void>
}

/** Serves the files that a folder has now, every one with the same further headers. */
export const served = (folder: string, headers: OutgoingHttpHeaders): Promise<Served> => {
  const files = new Set(readdirSync(folder, { recursive: true, encoding: 'utf8' }))
  const server = createServer((request, response) => {
    const name = request.url === '/' ? 'index.html' : (request.url ?? '').slice(1)
    const type = types[extname(name)]
    if (!files.has(name) || type === undefined) {
      response.writeHead(404, headers).end()
      return
    }
    void readFile(join(folder, name)).then((bytes) =>
      response.writeHead(200, { ...headers, 'content-type': type }).end(bytes),
    )
  })
  const close = (): Promise<void> =>
    new Promise((resolve) => {
      server.close(() => resolve())
      server.closeAllConnections()
    })
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      if (address === null || typeof address === 'string') reject(new Error('the server has no port'))
      else resolve({ origin: `http://127.0.0.1:${address.port}`, close })
    })
  })
}
