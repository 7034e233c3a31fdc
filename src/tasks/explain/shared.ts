import type { Expression } from '../../expression/expression.ts'
import { expressions, input } from '../../expression/expression.ts'
import { interpret } from '../../expression/interpret.ts'
import type { NdArray } from '../../interpreters/ndarray/index.ts'
import { product } from '../../tensor/shape.ts'
import type { Batch, RowMap } from './rowMap.ts'
import { A } from './rowMap.ts'

/** Arrays as the inputs of expressions, each under a name of its own. */
const naming = () => {
  const given: Record<string, NdArray> = {}
  const symbol = (array: NdArray): Expression => {
    const name = `given.${Object.keys(given).length}`
    given[name] = array
    return input(name, [...array.shape])
  }
  return { given, symbol }
}

/**
 * The pullbacks of several cotangents of y at the same rows. The run is written down as expressions first, so that what the
 * cotangents share is computed once, and the gradients of the parameters, which nothing reads, not at all.
 */
export const pullbacks = (
  { run }: RowMap,
  batch: Batch<NdArray>,
  cotangents: ReadonlyArray<NdArray>,
): ReadonlyArray<Float64Array> => {
  const { given, symbol } = naming()
  const { pullback } = run(expressions, symbol, {
    x: symbol(batch.x),
    condition: batch.condition && symbol(batch.condition),
    paddingMask: batch.paddingMask && symbol(batch.paddingMask),
  })
  if (pullback === undefined) throw new Error('a function without a pullback')
  const flat = cotangents.map((dy) => expressions.reshape(pullback(symbol(dy)), [1, product([...batch.x.shape])]))
  const numbers = A.read(interpret(A, expressions.concat(flat, 0), given))
  return cotangents.map((_, k) =>
    numbers.subarray((k * numbers.length) / flat.length, ((k + 1) * numbers.length) / flat.length),
  )
}
