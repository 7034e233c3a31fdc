import * as Either from 'fp-ts/lib/Either.js'
import type { Fallible, Fault } from '../codec/index.ts'
import { failure } from '../codec/index.ts'
import type { ColumnSchema } from '../data/index.ts'
import { present } from '../tensor/present.ts'
import { drawShape, product } from '../tensor/shape.ts'
import type { Block, Layout } from './block.ts'

/** The fault of rows that are no vectors, for a step that changes how many columns there are. */
export const notVectors = (where: string, { sizes }: Layout): Fault => ({
  fault: 'wrong shape',
  where,
  expected: 'rows that are vectors, as the step adds columns',
  found: `rows of ${drawShape(sizes)}`,
  remedy: 'leave the step out for images and sequences',
})

/** Columns behind the others. */
export const appendColumns = {
  layout: (before: Layout, where: string, added: ReadonlyArray<ColumnSchema>): Fallible<Layout> => {
    if (added.length === 0) return Either.right(before)
    if (before.sizes.length !== 1) return failure(notVectors(where, before))
    return Either.right({
      sizes: [product(before.sizes) + added.length],
      origins: [
        ...Array.from({ length: product(before.sizes) }, (_, at) => before.origins?.[at] ?? at),
        ...added.map(() => -1),
      ],
      ...present({
        columns: before.columns && [...before.columns, ...added.map(({ name }) => name)],
        schema: before.schema && [...before.schema, ...added],
      }),
    })
  },
  /** Each new entry by the number of its row in the block and of its new column; it is known. */
  forward: (rows: Block, count: number, entry: (row: number, i: number) => number): Block => {
    if (count === 0) return rows
    const width = product(rows.sizes)
    const wide = width + count
    const values = new Float64Array(rows.length * wide)
    const mask = rows.mask === undefined ? undefined : new Float32Array(rows.length * wide).fill(1)
    for (let row = 0; row < rows.length; row++) {
      values.set(rows.values.subarray(row * width, (row + 1) * width), row * wide)
      if (rows.mask !== undefined) mask?.set(rows.mask.subarray(row * width, (row + 1) * width), row * wide)
      for (let i = 0; i < count; i++) values[row * wide + width + i] = entry(row, i)
    }
    return { sizes: [wide], length: rows.length, values, ...present({ mask }) }
  },
}

/** Rows without their last columns. */
export const dropColumns = (rows: Block, count: number): Block => {
  if (count === 0) return rows
  const wide = product(rows.sizes)
  const width = wide - count
  const values = new Float64Array(rows.length * width)
  const mask = rows.mask === undefined ? undefined : new Float32Array(rows.length * width)
  for (let row = 0; row < rows.length; row++) {
    values.set(rows.values.subarray(row * wide, row * wide + width), row * width)
    if (rows.mask !== undefined) mask?.set(rows.mask.subarray(row * wide, row * wide + width), row * width)
  }
  return { sizes: [width], length: rows.length, values, ...present({ mask }) }
}
