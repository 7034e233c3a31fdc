import type { Dataset } from '../../data/index.ts'
import { between } from '../../data/index.ts'
import type { HostWeights } from '../../engines/index.ts'
import { arrayOf } from '../../engines/reference/hostArrays.ts'
import type { NdArray } from '../../interpreters/ndarray/index.ts'
import { fastNdarrays, numbersOf } from '../../interpreters/ndarray/index.ts'
import type { Weights } from '../../model/index.ts'
import * as Named from '../../tensor/named.ts'
import { product } from '../../tensor/shape.ts'

/** The reference evaluator: it shows what engines keep to themselves, hidden layers and the gradient of each term. */
export const evaluator = fastNdarrays('float32')

/** Rows that are evaluated at once. */
const batch = 64

/** Rows as arrays of the reference evaluator, part by part: x, [N, …input], and the condition where there is one. */
export function* referenceRows(rows: Dataset): Generator<{ readonly x: NdArray; readonly condition?: NdArray }> {
  for (let start = 0; start < rows.length; start += batch) {
    const { values, length, sizes, condition } = between(rows, start, Math.min(start + batch, rows.length))
    yield {
      x: arrayOf({ data: values, shape: [length, ...sizes] }),
      ...(condition === undefined
        ? {}
        : { condition: arrayOf({ data: condition.values, shape: [length, condition.width] }) }),
    }
  }
}

/** Weights as arrays of the reference evaluator. */
export const referenceWeights = ({ parameters, buffers }: HostWeights): Weights<NdArray> => ({
  parameters: Named.map(parameters, arrayOf),
  buffers: Named.map(buffers, arrayOf),
})

/** Arrays [n, …sizes], one after the other, as one array of numbers. */
export const joined = (parts: ReadonlyArray<NdArray>): Float64Array => {
  const all = new Float64Array(parts.reduce((sum, { shape }) => sum + product([...shape]), 0))
  let at = 0
  for (const part of parts) {
    const numbers = numbersOf('float32', part)
    all.set(numbers, at)
    at += numbers.length
  }
  return all
}
