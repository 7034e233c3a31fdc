import * as Either from 'fp-ts/lib/Either.js'
import { readFileSync, writeFileSync, mkdtempSync } from 'node:fs'
import { IsthmusError } from './src/codec/index.ts'
import * as path from 'node:path'
const dir = './test/fixtures/formats/'
const kinds: any = {
  parquet: async () => (await import('./src/data/files/parquet/parquet.ts')).readParquet,
  feather: async () => (await import('./src/data/files/arrow/arrow.ts')).readArrow,
  arrows: async () => (await import('./src/data/files/arrow/arrow.ts')).readArrow,
  json: async () => (await import('./src/data/files/json/json.ts')).readJson,
  ndjson: async () => (await import('./src/data/files/json/ndjson.ts')).readNdjson,
  gz: async () => (await import('./src/data/files/json/ndjson.ts')).readNdjson,
  xlsx: async () => (await import('./src/data/files/xlsx/xlsx.ts')).readXlsx,
  ts: async () => (await import('./src/data/files/series.ts')).readSeries,
  png: async () => (await import('./src/data/files/images/images.ts')).readImages,
  jpg: async () => (await import('./src/data/files/images/images.ts')).readImages,
  webp: async () => (await import('./src/data/files/images/images.ts')).readImages,
}
let seed = 12345
const rand = (n: number) => { seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0; return Math.floor((seed / 2 ** 32) * n) }
const tmp = mkdtempSync('/tmp/fuzz-')
process.on('unhandledRejection', (e) => { console.log('UNHANDLED', e); process.exit(3) })
const n = Number(process.argv[2] ?? 300)
for (const file of process.argv.slice(3)) {
  const ext = file.split('.').at(-1)!
  const read = await kinds[ext]()
  const bytes = readFileSync(dir + file)
  let ok = 0, faults = 0, slow = 0, slowest = 0, bad = 0, most = 0
  const target = path.join(tmp, path.basename(file))
  const cases = n + (process.env.CUT ? bytes.length : 0)
  for (let i = 0; i < cases; i++) {
    let mutated: Buffer
    if (i >= n) mutated = bytes.subarray(0, i - n)
    else {
      mutated = Buffer.from(bytes)
      for (let k = rand(3) + 1; k > 0; k--) { const at = rand(mutated.length); mutated[at] = rand(2) ? mutated[at]! ^ (1 << rand(8)) : [0, 255, 127, 128, rand(256)][rand(5)]! }
    }
    writeFileSync(target, mutated)
    const begin = Date.now()
    try {
      const opened = await read({ path: target })()
      if (Either.isLeft(opened)) faults++
      else { for await (const _ of (opened as any).right.rows.chunks); ok++ }
    } catch (e) {
      if (e instanceof IsthmusError) faults++
      else { bad++; if (bad < 4) console.log('UNTYPED', e); }
    }
    const took = Date.now() - begin
    slowest = Math.max(slowest, took)
    most = Math.max(most, process.memoryUsage().rss)
    if (took > 500) { slow++; writeFileSync(`/tmp/slow-${path.basename(file)}-${i}`, mutated) }
  }
  console.log(file, { ok, faults, bad, slow, slowest, most: Math.round(most / 2 ** 20) })
}
