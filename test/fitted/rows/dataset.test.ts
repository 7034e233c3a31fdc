import * as Either from 'fp-ts/lib/Either.js'
import fc from 'fast-check'
import ndarray from 'ndarray'
import { describe, expect, it } from 'vitest'
import type { Rows } from '../../../src/fitted/index.ts'
import { datasetOf } from '../../../src/fitted/index.ts'
import { faultText } from '../rows.ts'

const read = (rows: Rows, sizes: ReadonlyArray<number> = [3]) => datasetOf('data', rows, sizes)

const valuesOf = (rows: Rows, sizes?: ReadonlyArray<number>): ReadonlyArray<number> => {
  const data = read(rows, sizes)
  if (Either.isLeft(data)) throw new Error(faultText(data))
  return [...data.right.values]
}

/** Any number of any width, as whole numbers, which float32 holds exactly. */
const matrices = fc
  .record({ width: fc.integer({ min: 1, max: 5 }), length: fc.integer({ min: 1, max: 6 }) })
  .chain(({ width, length }) =>
    fc.array(fc.array(fc.integer({ min: -1000, max: 1000 }), { minLength: width, maxLength: width }), {
      minLength: length,
      maxLength: length,
    }),
  )

describe('rows in every form are the same rows', () => {
  it('arrays, typed arrays, ndarrays, their transposes and data sets', () => {
    fc.assert(
      fc.property(matrices, (rows) => {
        const [width, flat] = [rows[0]?.length ?? 0, rows.flat()]
        const across = rows[0]?.flatMap((_, column) => rows.map((row) => row[column] ?? 0)) ?? []
        const forms: ReadonlyArray<Rows> = [
          rows,
          rows.map((row) => Int16Array.from(row)),
          Float64Array.from(flat),
          { data: flat, shape: [rows.length, width] },
          ndarray(flat, [rows.length, width]),
          ndarray(across, [width, rows.length]).transpose(1, 0),
          { rows },
          { sizes: [width], length: rows.length, values: Float32Array.from(flat) },
        ]
        for (const form of forms) expect(valuesOf(form, [width])).toEqual(flat)
      }),
    )
  })

  it('images are nested arrays', () => {
    const image = [
      [1, 2],
      [3, 4],
    ]
    expect(read([[image], [image]], [1, 2, 2])).toMatchObject({ right: { sizes: [1, 2, 2], length: 2 } })
    expect(valuesOf([image, [Uint8Array.of(5, 6), [7, 8]]], [4])).toEqual([1, 2, 3, 4, 5, 6, 7, 8])
  })

  it('memory is not shared with the caller', () => {
    const values = Float32Array.of(1, 2, 3)
    const data = read({ sizes: [3], length: 1, values })
    values.fill(9)
    expect(data).toMatchObject({ right: { values: Float32Array.of(1, 2, 3) } })
  })

  it('missing entries are masked where that is wanted', () => {
    const rows = [
      [1, null, 3],
      [Number.NaN, 5, undefined],
    ]
    expect(read({ rows, missing: 'mask' })).toMatchObject({
      right: { values: Float32Array.of(1, 0, 3, 0, 5, 0), mask: Float32Array.of(1, 0, 1, 0, 1, 0) },
    })
    expect(read({ rows: [[1, 2, 3]], missing: 'mask' })).not.toHaveProperty('right.mask')
  })

  it('labels, a condition, weights and names come with rows', () => {
    const rows = [[1], [2]]
    expect(
      read(
        {
          rows,
          labels: [0, 'b'],
          weights: [1, 2],
          columns: ['x'],
          condition: [
            [5, 6],
            [7, 8],
          ],
        },
        [1],
      ),
    ).toMatchObject({
      right: {
        labels: ['0', 'b'],
        weights: Float32Array.of(1, 2),
        columns: ['x'],
        condition: { kind: 'columns', width: 2, values: Float32Array.of(5, 6, 7, 8) },
      },
    })
  })
})

describe('bad rows are faults', () => {
  // The types forbid most of these: JavaScript does not.
  const bad = (rows: unknown): string => faultText(datasetOf('data', rows as Rows, [3]))
  const cases: ReadonlyArray<readonly [name: string, rows: unknown, text: string]> = [
    ['no rows', [], 'data: expected at least one row, found none'],
    ['an empty typed array', new Float32Array(0), 'data: expected at least one row, found none'],
    ['an empty row', [[]], 'data, row 1: expected at least one number, found none'],
    [
      'ragged rows',
      [
        [1, 2, 3],
        [1, 2],
      ],
      'data, row 2: expected 3 numbers, as the first row has, found 2 numbers',
    ],
    ['ragged images', [[[1, 2], [3]]], 'data, row 1: expected arrays of one shape, [2, 2], found [2, 1]'],
    [
      'a deeper entry',
      [
        [1, 2, 3],
        [1, [2], 3],
      ],
      'data, row 2: expected 3 numbers, as the first row has, found an array at column 2',
    ],
    [
      'a shallower row',
      [[1, 2, 3], 4],
      'data, row 2: expected 3 numbers, as the first row has, found 4 in the place of an array',
    ],
    ['NaN', [[1, 2, Number.NaN]], 'data, row 1, column 3: expected a finite number, found NaN'],
    ['null', [[1, null, 3]], 'data, row 1, column 2: expected a finite number, found null'],
    [
      'infinity',
      [
        [1, 2, 3],
        [Infinity, 2, 3],
      ],
      'data, row 2, column 1: expected a number that float32 can hold, found Infinity',
    ],
    [
      'a number beyond float32',
      [[1e300, 2, 3]],
      'data, row 1, column 1: expected a number that float32 can hold, found Infinity',
    ],
    ['text', [['1', 2, 3]], 'data, row 1, column 1: expected a number, found "1"'],
    ['a flat array', [1, 2, 3], 'data, row 1: expected an array of numbers, found 1'],
    ['objects', [{ a: 1, b: 2 }], 'data, row 1: expected an array of numbers, found { a, b }'],
    [
      'another width of a typed array',
      new Float32Array(4),
      'data: expected a multiple of 3 numbers, as each row has 3, found 4',
    ],
    [
      'big integers',
      new BigInt64Array(3),
      'data: expected rows: an array of arrays, a list of texts, a typed array, an ndarray or a data set, found { 0, 1, 2 }',
    ],
    [
      'text for rows',
      'rows.csv',
      'data: expected rows: an array of arrays, a list of texts, a typed array, an ndarray or a data set, found "rows.csv"',
    ],
    [
      'nothing',
      undefined,
      'data: expected rows: an array of arrays, a list of texts, a typed array, an ndarray or a data set, found nothing',
    ],
    [
      'a shape beyond its data',
      { data: new Float32Array(3), shape: [2, 3] },
      'data: expected an ndarray: data, shape, stride, offset, found a shape of [2, 3] on 3 numbers',
    ],
    [
      'a shape that is none',
      { data: new Float32Array(3), shape: [-1, 3] },
      'data: expected an ndarray: data, shape, stride, offset, found a shape of [-1, 3]',
    ],
    [
      'a data set whose parts do not fit',
      { sizes: [3], length: 2, values: new Float32Array(3) },
      'data.values: expected 6, for 2 rows of [3], found 3',
    ],
    ['too few labels', { rows: [[1, 2, 3]], labels: [] }, 'data.labels: expected 1, one for each row, found 0'],
    ['too few names', { rows: [[1, 2, 3]], columns: ['a'] }, 'data.columns: expected 3, one for each column, found 1'],
    [
      'a negative weight',
      { rows: [[1, 2, 3]], weights: [-1] },
      'data.weights, row 1: expected a finite number that is not negative, found -1',
    ],
    [
      'a ragged condition',
      { rows: [[1], [2]], condition: [[1], [1, 2]] },
      'data.condition, row 2: expected 1 number, as the first row has, found 2 numbers',
    ],
  ]
  for (const [name, rows, text] of cases) it(name, () => expect(bad(rows)).toBe(text))

  it('a report has at most ten of them', () => {
    const many = Array.from({ length: 50 }, () => [Number.NaN, 'a', Infinity])
    expect(bad(many).split('\n').length).toBeLessThanOrEqual(11)
  })
})
