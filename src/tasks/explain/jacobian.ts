import type { Dataset } from '../../data/index.ts'
import { between } from '../../data/index.ts'
import type { NdArray } from '../../interpreters/ndarray/index.ts'
import { wrap } from '../../interpreters/ndarray/index.ts'
import { constantDual, dual, tangentOf, withTangent } from '../../interpreters/dual/index.ts'
import { product } from '../../tensor/shape.ts'
import type { Batch, RowMap } from './rowMap.ts'
import { A } from './rowMap.ts'
import { pullbacks } from './shared.ts'

/** The derivatives of some outputs by some inputs at every row: [rows × outputs × inputs], row-major. */
export interface Jacobian {
  readonly rows: number
  readonly outputs: number
  readonly inputs: number
  readonly values: Float64Array
}

/** Which outputs and which inputs: their positions in a row. */
export interface Sides {
  readonly outputs: ReadonlyArray<number>
  readonly inputs: ReadonlyArray<number>
}

/** 1 in one place of each row, 0 in all others. */
const unit = (shape: ReadonlyArray<number>, at: number): NdArray => {
  const width = product(shape.slice(1))
  const data = new Float64Array(product(shape))
  for (let i = at; i < data.length; i += width) data[i] = 1
  return wrap(data, shape)
}

const emptyJacobian = (rows: number, { outputs, inputs }: Sides): Jacobian => ({
  rows,
  outputs: outputs.length,
  inputs: inputs.length,
  values: new Float64Array(rows * outputs.length * inputs.length),
})

/** So many pullbacks share one run. */
const groupSize = 8

/** By reverse mode: for each output a pullback of its unit vector, which gives a row of the Jacobian, ∂yⱼ/∂x = eⱼᵀ J. */
export const byPullback = (map: RowMap, batch: Batch<NdArray>, sides: Sides): Jacobian => {
  const [rows = 0] = batch.x.shape
  const width = product(map.input)
  const jacobian = emptyJacobian(rows, sides)
  const { outputs, inputs } = sides
  for (let first = 0; first < outputs.length; first += groupSize) {
    const group = outputs.slice(first, first + groupSize)
    const found = pullbacks(
      map,
      batch,
      group.map((output) => unit([rows, ...map.output], output)),
    )
    found.forEach((dx, k) => {
      for (let row = 0; row < rows; row++)
        for (let i = 0; i < inputs.length; i++)
          jacobian.values[(row * outputs.length + first + k) * inputs.length + i] =
            dx[row * width + (inputs[i] ?? 0)] ?? 0
    })
  }
  return jacobian
}

/** J v for a direction v at every row, by forward mode. */
export const along = (map: RowMap, batch: Batch<NdArray>, direction: NdArray): NdArray => {
  const { y } = map.run(dual(A), constantDual, {
    x: withTangent(batch.x, direction),
    condition: batch.condition && constantDual(batch.condition),
    paddingMask: batch.paddingMask && constantDual(batch.paddingMask),
  })
  return tangentOf(A, y)
}

/** By forward mode: for each input a tangent along it, which gives a column of the Jacobian, ∂y/∂xᵢ = J eᵢ. */
export const byTangent = (map: RowMap, batch: Batch<NdArray>, sides: Sides): Jacobian => {
  const [rows = 0] = batch.x.shape
  const width = product(map.output)
  const jacobian = emptyJacobian(rows, sides)
  const { outputs, inputs } = sides
  inputs.forEach((input, i) => {
    const column = A.read(along(map, batch, unit(batch.x.shape, input)))
    for (let row = 0; row < rows; row++)
      for (let j = 0; j < outputs.length; j++)
        jacobian.values[(row * outputs.length + j) * inputs.length + i] = column[row * width + (outputs[j] ?? 0)] ?? 0
  })
  return jacobian
}

/** So many numbers of a Jacobian are held at a time: 32 MiB. */
const blockEntries = 1 << 22

/** Rows are taken at most so many at a time. */
const mostRows = 256

/**
 * The Jacobians of all rows, some rows at a time, exactly and by whichever way is shorter: a pullback for each output, or
 * a tangent for each input.
 */
export function* jacobians(map: RowMap, rows: Dataset, sides: Sides): Generator<Jacobian & { readonly start: number }> {
  const each = sides.outputs.length * sides.inputs.length
  const size = Math.max(1, Math.min(mostRows, Math.floor(blockEntries / Math.max(1, each))))
  for (let start = 0; start < rows.length; start += size) {
    const batch = map.batch(between(rows, start, Math.min(start + size, rows.length)))
    const reverse = map.hasPullback && sides.outputs.length <= sides.inputs.length
    yield { start, ...(reverse ? byPullback : byTangent)(map, batch, sides) }
  }
}
