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
      condition: { kind: 'columns', width: 1, values: Float32Array.of(30, 40) },
    })
    expect(await read('a,age\n1,\n2,old\n', { condition: ['age'], missing: 'mask' })).toBe(
      [
        'FILE:2, row 1, column "age": expected a finite number, because the column is a condition, found an empty cell (fill in the cell or remove the row; if the column holds classes, name it as label)',
        'FILE:3, row 2, column "age": expected a finite number, because the column is a condition, found "old" (fill in the cell or remove the row; if the column holds classes, name it as label)',
      ].join('\n'),
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
      'FILE:2: expected 2 cells, as in the header, found 3 (check the delimiter and the quotes)',
    ],
    text: [
      'a,b\n1,two\n',
      'FILE:2, row 1, column "b": expected a finite number, found "two" (list the columns of numbers with columns: […]; if "b" holds labels, say label: "b")',
    ],
    NaN: [
      'a\n1\nNaN\n',
      'FILE:3, row 2, column "a": expected a finite number, found "NaN" (fill it in, or leave missing cells out of the loss with missing: "mask")',
    ],
    infinity: [
      'a\n-Infinity\n',
      'FILE:2, row 1, column "a": expected a finite number, found "-Infinity" (remove the row or clip the value)',
    ],
    'more than float32 holds': [
      'a\n1e39\n',
      'FILE:2, row 1, column "a": expected a finite number, found "1e39" (remove the row or clip the value)',
    ],
    'a column twice': ['a,a\n1,2\n', 'FILE:1: expected columns of different names, found "a" twice'],
    'a column that is not there': [
      'alpha,b\n1,2\n',
      'FILE:1: expected the name of a column, found "alpa" (did you mean "alpha"?)',
      { columns: ['alpa'] },
    ],
    'labels alone': ['y\n1\n', 'FILE:1: expected at least one column of numbers, found none', { label: 'y' }],
    'a negative weight': ['a,w\n1,-2\n', 'FILE:2: expected a weight that is not negative, found "-2"', { weight: 'w' }],
    'a quote that is not closed': [
      'a,b\n"1,2\n',
      'FILE: expected a CSV file, found Quote Not Closed: the parsing is finished with an opening quote at line 2 (check the delimiter and the quotes)',
    ],
  }
  for (const [what, [text, says, settings = {}]] of Object.entries(faulty))
    it(`refuses ${what}`, async () => expect(await read(text, settings)).toBe(says))

  it('reports ten faults at the most', async () => {
    const report = await read(`a\n${'x\n'.repeat(500)}`)
    expect(typeof report === 'string' ? report.split('\n') : report).toHaveLength(10)
  })

  it('says what the file system says', async () => {
    mkdirSync(join(place, 'folder.csv'))
    for (const [path, says] of [
      ['nowhere.csv', 'no such file'],
      ['folder.csv', 'a directory'],
    ] as const) {
      const result = await load(library, csv(join(place, path)))()
      expect(Either.isLeft(result) ? result.left[0].found : '').toBe(says)
    }
    expect(await read(Uint8Array.of(1, 2, 3), {}, 'csv.gz')).toContain('expected a CSV file')
  })
})
