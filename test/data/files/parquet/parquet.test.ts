import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { openParquet } from '../../../../src/data/files/parquet/parquet.ts'
import { fixture, python, read, survives, tableOf, written } from '../tables.ts'

const open = (path: string) => openParquet({ path })

describe('Parquet', () => {
  const codecs = ['none', 'snappy', 'gzip', 'brotli', 'lz4', 'zstd']
  it.each([...codecs, 'plain', 'delta'])('%s is read as pyarrow reads it', async (name) => {
    expect(await tableOf(open(fixture(`${name}.parquet`)))).toEqual(python[`${name}.parquet`])
  })

  it('gives a chunk for each row group, and the number of rows beforehand', async () => {
    const chunks = await read(open(fixture('none.parquet')))
    expect(typeof chunks === 'string' ? chunks : chunks.map(({ length }) => length)).toEqual([4, 3])
  })

  it('reads only the columns that are needed', async () => {
    const task = openParquet({ path: fixture('zstd.parquet'), columns: ['height'], label: 'class' })
    expect(Object.keys(Object(await tableOf(task)))).toEqual(['height', 'class'])
  })

  it.each(['lists.parquet', 'fixed.parquet'])('%s: lists of one length are vectors', async (name) => {
    const [chunk] = await read(openParquet({ path: fixture(name), label: 'name' }))
    expect(chunk).toMatchObject({ kind: 'tensors', sizes: [4], labels: ['a', 'b', 'c', 'a', 'b', 'c'] })
    expect(chunk).toHaveProperty('values', Float64Array.from([python['vectors']].flat(3), Number))
    const table = await tableOf(openParquet({ path: fixture(name) }))
    expect(Object.keys(Object(table))).toEqual(['x.0', 'x.1', 'x.2', 'x.3', 'name'])
  })

  it.each([
    ['big.parquet', 'row 1, column "big": expected a whole number of at most 53 bits'],
    ['bytes.parquet', 'column "bytes": expected a Parquet file, found The encoded data was not valid'],
    ['struct.parquet', 'column "a": expected text, a number, a date, true or false, found { b }'],
    ['records.json', 'expected a Parquet file, found parquet file invalid (footer != PAR1)'],
    ['nowhere.parquet', 'no such file'],
    ['', 'a directory'],
  ])('refuses %s', async (name, says) => expect(await tableOf(open(fixture(name)))).toContain(says))

  it('refuses a run of more values than there are before it is unpacked', async () => {
    const bytes = readFileSync(fixture('plain.parquet'))
    // The definition levels of a page: 3 and eight bits for seven rows become a run of 63 rows.
    const at = bytes.indexOf(Uint8Array.of(3, 0x7b))
    expect(at).toBeGreaterThan(0)
    bytes[at] = 0x7e
    bytes[at + 1] = 1
    expect(await tableOf(open(written(bytes, '.parquet')))).toMatch(/a run of \d+ values where \d+ are left/)
  })

  it.each(['none.parquet', 'zstd.parquet', 'delta.parquet', 'fixed.parquet'])('survives mutations of %s', (name) =>
    survives(name, '.parquet', open),
  )
})
