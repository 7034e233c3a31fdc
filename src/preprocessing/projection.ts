import * as Either from 'fp-ts/lib/Either.js'
import type { Codec, Fallible } from '../codec/index.ts'
import { array, failure, integer, number, struct } from '../codec/index.ts'
import { present } from '../tensor/present.ts'
import { product } from '../tensor/shape.ts'
import type { Block, Layout, Transform } from './block.ts'
import { columnName } from './columnStep.ts'

/** A linear map of some columns: y = forward·(x − mean), and back x = inverse·y + mean. */
export interface Projection {
  /** The sizes of a row before it. */
  readonly sizes: ReadonlyArray<number>
  readonly mean: ReadonlyArray<number>
  /** [outputs × columns], row-major. */
  readonly forward: ReadonlyArray<number>
  /** [columns × outputs], row-major. */
  readonly inverse: ReadonlyArray<number>
  /** The positions of the columns; all where they are left out. */
  readonly columns?: ReadonlyArray<number>
}

const whole = integer({ minimum: 0, maximum: 16_777_216 })

export const projectionCodec: Codec<Projection> = struct(
  { sizes: array(whole), mean: array(number()), forward: array(number()), inverse: array(number()) },
  { columns: array(whole) },
)

/** out[i] = Σ matrix[i, j]·x[j]. */
const multiply = (matrix: Float64Array, x: Float64Array, out: Float64Array): void => {
  for (let i = 0, at = 0; i < out.length; i++) {
    let sum = 0
    for (let j = 0; j < x.length; j++, at++) sum += (matrix[at] ?? 0) * (x[j] ?? 0)
    out[i] = sum
  }
}

/** A projection with what follows from its numbers. */
const prepared = ({ sizes, mean, forward, inverse, columns }: Projection) => {
  const width = product(sizes)
  const chosen = columns ?? Array.from({ length: width }, (_, at) => at)
  const isChosen = new Set(chosen)
  return {
    width,
    chosen,
    others: Array.from({ length: width }, (_, at) => at).filter((at) => !isChosen.has(at)),
    outputs: mean.length === 0 ? 0 : forward.length / mean.length,
    mean: Float64Array.from(mean),
    forward: Float64Array.from(forward),
    inverse: Float64Array.from(inverse),
  }
}

type Prepared = ReturnType<typeof prepared>

/** The columns that stay come first, then those of the projection. A row with a missing entry has no known projection. */
const forwardRows = (projection: Prepared, rows: Block): Block => {
  const { width, chosen, others, outputs, mean, forward } = projection
  const wide = others.length + outputs
  const values = new Float64Array(rows.length * wide)
  const mask = rows.mask && new Float32Array(rows.length * wide)
  const [x, y] = [new Float64Array(chosen.length), new Float64Array(outputs)]
  for (let row = 0; row < rows.length; row++) {
    let known = 1
    for (const [i, column] of chosen.entries()) {
      const value = rows.values[row * width + column] ?? Number.NaN
      x[i] = Number.isNaN(value) ? 0 : value - (mean[i] ?? 0)
      if (rows.mask?.[row * width + column] === 0) known = 0
    }
    multiply(forward, x, y)
    const start = row * wide
    for (const [i, column] of others.entries()) {
      values[start + i] = rows.values[row * width + column] ?? 0
      if (mask !== undefined) mask[start + i] = rows.mask?.[row * width + column] ?? 1
    }
    values.set(y, start + others.length)
    mask?.fill(known, start + others.length, start + wide)
  }
  return { sizes: [wide], length: rows.length, values, ...present({ mask }) }
}

const inverseRows = (projection: Prepared, sizes: Layout['sizes'], rows: Block): Block => {
  const { width, chosen, others, outputs, mean, inverse } = projection
  const wide = others.length + outputs
  const values = new Float64Array(rows.length * width)
  const mask = rows.mask && new Float32Array(rows.length * width)
  const [x, y] = [new Float64Array(chosen.length), new Float64Array(outputs)]
  for (let row = 0; row < rows.length; row++) {
    const start = row * wide
    for (let i = 0; i < outputs; i++) y[i] = rows.values[start + others.length + i] ?? 0
    multiply(inverse, y, x)
    for (const [i, column] of chosen.entries()) values[row * width + column] = (x[i] ?? 0) + (mean[i] ?? 0)
    for (const [i, column] of others.entries()) values[row * width + column] = rows.values[start + i] ?? 0
    if (mask === undefined) continue
    for (const column of chosen)
      mask[row * width + column] = outputs === 0 ? 1 : (rows.mask?.[start + others.length] ?? 1)
    for (const [i, column] of others.entries()) mask[row * width + column] = rows.mask?.[start + i] ?? 1
  }
  return { sizes, length: rows.length, values, ...present({ mask }) }
}

const layoutAfter = (
  { width, others, outputs }: Prepared,
  name: string,
  before: Layout,
  where: string,
): Fallible<Layout> => {
  if (product(before.sizes) !== width)
    return failure({ fault: 'wrong length', where, expected: `${width} columns`, found: `${product(before.sizes)}` })
  const added = Array.from({ length: outputs }, (_, i) => `${name}${i + 1}`)
  const names = others.map((at) => columnName(before, at))
  const { columns, schema } = before
  return Either.right({
    sizes: [others.length + outputs],
    origins: [...others.map((at) => before.origins?.[at] ?? at), ...added.map(() => -1)],
    ...present({
      columns: columns && [...names, ...added],
      schema: schema && [
        ...others.flatMap((at) => schema[at] ?? []),
        ...added.map((one) => ({ kind: 'number', name: one }) as const),
      ],
    }),
  })
}

/** What a projection does with rows; `name` begins the names of its columns: `pc1`, `pc2`, … */
export const projectionTransform = (projection: Projection, name: string): Transform => {
  const ready = prepared(projection)
  return {
    layout: (before, where) => layoutAfter(ready, name, before, where),
    forward: (rows) => forwardRows(ready, rows),
    inverse: (rows) => inverseRows(ready, projection.sizes, rows),
  }
}
