import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as Either from 'fp-ts/lib/Either.js'
import { afterAll, describe, expect, it } from 'vitest'
import { drawFaults } from '../../../src/codec/index.ts'
import { load } from '../../../src/data/files/index.ts'
import { csv } from '../../../src/data/index.ts'
import { library } from '../../../src/format/index.ts'
import { encodeNpy } from '../../../src/data/npy.ts'
import { encodeSafetensors } from '../../../src/data/safetensors.ts'

const place = mkdtempSync(join(tmpdir(), 'isthmus-magic-'))
afterAll(() => rmSync(place, { recursive: true, force: true }))

const tensor = { shape: [2, 1], data: Float32Array.of(1, 2) }

describe('a file that is not CSV is named by its first bytes', () => {
  for (const [name, bytes, kind] of [
    ['acts.npy', encodeNpy(tensor.data, tensor.shape), 'a NumPy file (.npy)'],
    ['weights.csv', encodeSafetensors({ a: tensor }), 'a safetensors file'],
    ['table.xlsx', Uint8Array.of(0x50, 0x4b, 3, 4, 0, 0), 'an Excel workbook'],
    ['table.parquet', Buffer.from('PAR1....'), 'a Parquet file'],
    ['other.csv', Uint8Array.of(1, 2, 0, 3), 'a binary file'],
  ] as const)
    it(name, async () => {
      writeFileSync(join(place, name), bytes)
      const read = await load(library, csv(join(place, name)))()
      expect(Either.isLeft(read) ? drawFaults(read.left) : '').toContain(`${name}: expected a CSV file, found ${kind}`)
    })

  it('a file of text is read as CSV', async () => {
    writeFileSync(join(place, 'rows.csv'), 'a,b\n1,2\n')
    expect(await load(library, csv(join(place, 'rows.csv')))()).toMatchObject({ right: { data: { length: 1 } } })
  })
})
