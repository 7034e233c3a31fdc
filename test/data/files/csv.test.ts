import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import * as Either from 'fp-ts/lib/Either.js'
import { afterAll, describe, expect, it } from 'vitest'
import { drawFaults } from '../../../src/codec/index.ts'
import type { CsvSettings } from '../../../src/data/index.ts'
import { csv } from '../../../src/data/index.ts'
import { load } from '../../../src/data/files/index.ts'
import { library } from '../../../src/format/index.ts'

const place = mkdtempSync(join(tmpdir(), 'isthmus-data-'))
afterAll(() => rmSync(place, { recursive: true, force: true }))
let files = 0

/** What reading a CSV file of this text gives: its numbers, or its report with the path left out. */
const read = async (text: string | Uint8Array, settings: Partial<CsvSettings> = {}, ending = 'csv') => {
  const path = join(place, `${files++}.${ending}`)
  writeFileSync(path, text)
  const result = await load(library, csv(path, settings))()
  if (Either.isLeft(result)) return drawFaults(result.left).replaceAll(path, 'FILE')
  const { schema: _, ...data } = result.right.data
  return data
}

describe('CSV', () => {
  it('keeps columns apart that are told to the model, and refuses what is no number in them', async () => {
    const text = 'a,age,class,b\n1,30,x,2\n3,40,y,4\n'
    expect(await read(text, { label: 'class', condition: ['age'] })).toEqual({
      sizes: [2],
      length: 2,
      columns: ['a', 'b'],
      values: Float32Array.of(1, 2, 3, 4),
      labels: ['x', 'y'],
      condition: {
        kind: 'columns',
        width: 1,
        values: Float32Array.of(30, 40),
        schema: [{ kind: 'number', name: 'age', missing: 0, range: [30, 40] }],
      },
    })
    expect(await read('a,age\n1,\n2,3\n', { condition: ['age'], missing: 'mask' })).toBe(
      'FILE, column "age": expected a value in every cell, because the column is a condition, found 1 of 2 cells missing, in line 2 (fill them in or remove the rows)',
    )
    expect(await read('a,age\n1,2\n', { condition: ['ago'] })).toContain('did you mean "age"?')
  })

  it('reads numbers, whatever the line ends, quotes, marks and packing', async () => {
    const expected = { sizes: [2], length: 2, columns: ['a', 'b'], values: Float32Array.of(1, 2.5, -3, 400) }
    expect(await read('a,b\n1,2.5\n-3,4e2\n')).toEqual(expected)
    expect(await read('\uFEFFa,b\r\n1,2.5\r\n"-3","4e2"\r\n\r\n')).toEqual(expected)
    expect(await read('a;b\n1;2.5\n-3;4e2', { delimiter: ';' })).toEqual(expected)
    expect(await read(gzipSync('a,b\n1,2.5\n-3,4e2\n'), {}, 'csv.gz')).toEqual(expected)
  })

  it('chooses columns, keeps labels and weights apart, stops after the rows that are wanted', async () => {
    const text = 'a,class,b,w\n1,x,2,0.5\n3,y,4,2\n5,z,6,1\n'
    expect(await read(text, { label: 'class', weight: 'w', rows: 2 })).toEqual({
      sizes: [2],
      length: 2,
      columns: ['a', 'b'],
      values: Float32Array.of(1, 2, 3, 4),
      labels: ['x', 'y'],
      weights: Float32Array.of(0.5, 2),
    })
    expect(await read(text, { columns: ['b', 'a'] })).toMatchObject({
      columns: ['b', 'a'],
      values: Float32Array.of(2, 1, 4, 3, 6, 5),
    })
  })

  it('masks what is missing if told to', async () => {
    expect(await read('a,b\n1,\nNA,4\n', { missing: 'mask' })).toMatchObject({
      values: Float32Array.of(1, 0, 0, 4),
      mask: Float32Array.of(1, 0, 0, 1),
    })
  })

  const faulty: Readonly<Record<string, readonly [text: string, says: string, settings?: Partial<CsvSettings>]>> = {
    'an empty file': ['', 'FILE: expected a header line and rows, found an empty file'],
    'a header alone': ['a,b\n', 'FILE: expected rows below the header, found none'],
    'a short row': [
      'a,b\n1,2\n3\n',
      'FILE:3: expected 2 cells, as in the header, found 1 (check the delimiter and the quotes)',
    ],
    'a long row': [
      'a,b\n1,2,3\n',
      'FILE:2: expected 2 cells, as in the header, found 3 (check the delimiter; if the lines before it are no header, leave them out with skip: 1)',
    ],
    'text among numbers': [
      `a,b\n${'1,2\n'.repeat(10)}1,two\n`,
      'FILE, column "b": expected numbers, found 1 of 11 cells with text ("two"), in line 12 (write them as numbers, leave the column out with exclude: ["b"], or say what it is with kinds: { "b": "category" })',
    ],
    NaN: [
      'a\n1\nNaN\n',
      'FILE, column "a": expected a value in every cell, found 1 of 2 cells missing, in line 3 (fill them in, leave the column out with exclude: ["a"], or leave missing cells out of the loss with missing: "mask")',
    ],
    infinity: [
      'a\n-Infinity\n',
      'FILE, column "a": expected finite numbers, found 1 of 1 cell beyond float32 ("-Infinity"), in line 2 (remove the rows or clip the values)',
    ],
    'more than float32 holds': [
      'a\n1e39\n',
      'FILE, column "a": expected finite numbers, found 1 of 1 cell beyond float32 ("1e+39"), in line 2 (remove the rows or clip the values)',
    ],
    'a column that is not there': [
      'alpha,b\n1,2\n',
      'FILE: expected the name of a column, found "alpa" (did you mean "alpha"?)',
      { columns: ['alpa'] },
    ],
    'labels alone': ['y\n1\n', 'FILE: expected at least one column of numbers, found none', { label: 'y' }],
    'a negative weight': [
      'a,w\n1,-2\n',
      'FILE, column "w": expected weights, numbers that are not negative, found 1 of 1 cell otherwise ("-2"), in line 2 (correct them, or leave weight out)',
      { weight: 'w' },
    ],
    'a quote that is not closed': [
      'a,b\n"1,2\n',
      'FILE:2: expected a quote that is closed, found the end of the file (close the quote, or check the delimiter)',
    ],
  }
  for (const [what, [text, says, settings = {}]] of Object.entries(faulty))
    it(`refuses ${what}`, async () => expect(await read(text, settings)).toBe(says))

  it('sums faults up by column, and reports ten at the most', async () => {
    const names = Array.from({ length: 15 }, (_, i) => `c${i}`)
    const report = await read(
      `${names.join(',')}\n${`${',1'.repeat(15).slice(1)}\n`.repeat(50)}${',x'.repeat(15).slice(1)}\n`,
    )
    const lines = typeof report === 'string' ? report.split('\n') : []
    expect(lines).toHaveLength(10)
    expect(lines[0]).toContain('FILE, column "c0": expected numbers, found 1 of 51 cells with text ("x"), in line 52')
    expect(lines[9]).toContain('found cells that are wrong in 6 further columns ("c9", "c10", ')
  })

  it('says what the file system says', async () => {
    mkdirSync(join(place, 'folder.csv'))
    for (const [path, says] of [
      ['nowhere.csv', 'no such file'],
      ['folder.csv', 'none'],
    ] as const) {
      const result = await load(library, csv(join(place, path)))()
      expect(Either.isLeft(result) ? result.left[0].found : '').toBe(says)
    }
    expect(await read(Uint8Array.of(1, 2, 3), {}, 'csv.gz')).toContain('expected a CSV file')
  })
})
