import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { openArrow } from '../../../../src/data/files/arrow/arrow.ts'
import { fixture, python, read, survives, tableOf, written } from '../tables.ts'

const open = (path: string) => openArrow({ path })

describe('Arrow', () => {
  it.each(['uncompressed.feather', 'lz4.feather', 'zstd.feather', 'stream.arrows'])(
    '%s is read as pyarrow reads it',
    async (name) => expect(await tableOf(open(fixture(name)))).toEqual(python[name]),
  )

  it('unpacks LZ4 of several blocks, of which each repeats bytes of those before it', async () => {
    const ramp = Array.from({ length: 60_000 }, (_, i) => Math.floor(i / 20) % 251)
    expect(await tableOf(open(fixture('blocks.feather')))).toEqual({ ramp })
  })

  it.each(['lists.feather', 'fixed.feather'])('%s: lists of one length are vectors', async (name) => {
    const [chunk] = await read(openArrow({ path: fixture(name), label: 'name' }))
    expect(chunk).toMatchObject({ kind: 'tensors', sizes: [4], labels: ['a', 'b', 'c', 'a', 'b', 'c'] })
    expect(chunk).toHaveProperty('values', Float64Array.from([python['vectors']].flat(3), Number))
  })

  it.each([
    ['big.feather', 'row 2, column "big": expected a whole number of at most 53 bits'],
    ['none.parquet', 'expected an Arrow or Feather file, found another file'],
    ['nowhere.feather', 'no such file'],
  ])('refuses %s', async (name, says) => expect(await tableOf(open(fixture(name)))).toContain(says))

  it('refuses a file that ends early, and one of Feather version 1', async () => {
    const bytes = readFileSync(fixture('lz4.feather'))
    expect(await tableOf(open(written(bytes.subarray(0, 2000), '.feather')))).toContain('one that ends early')
    expect(await tableOf(open(written('FEA1'.padEnd(64), '.feather')))).toContain('a Feather file of version 1')
  })

  it('refuses a buffer that claims to unpack to more than the file makes plausible', async () => {
    const bytes = readFileSync(fixture('lz4.feather'))
    const frame = bytes.indexOf(Uint8Array.of(0x04, 0x22, 0x4d, 0x18))
    bytes.writeBigInt64LE(10n ** 12n, frame - 8)
    expect(await tableOf(open(written(bytes, '.feather')))).toContain('claim to unpack to 1000000000000')
  })

  it.each(['uncompressed.feather', 'lz4.feather', 'zstd.feather', 'stream.arrows', 'fixed.feather'])(
    'survives mutations of %s',
    (name) => survives(name, '.feather', open),
  )
})
