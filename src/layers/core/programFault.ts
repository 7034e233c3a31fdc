import type { Fault } from '../../codec/index.ts'
import { input as symbol } from '../../expression/expression.ts'
import { ShapeError } from '../../tensor/infer.ts'
import type { Sizes } from '../../tensor/shape.ts'
import { drawShape, rowsOf, sameShape } from '../../tensor/shape.ts'
import type { Built } from './layer.ts'
import { runOnSymbols } from './symbols.ts'

const textOf = (error: unknown): string =>
  error instanceof ShapeError ? error.message : `an error: ${error instanceof Error ? error.message : String(error)}`

/** The fault of a layer's own program, if its shapes are wrong or it throws: a mistake in its definition. */
export const programFault = (built: Built, sizes: Sizes, where: string, name: string): Fault | undefined => {
  const fault = (expected: string, found: string): Fault => ({
    fault: 'wrong layer',
    where,
    expected,
    found,
    remedy: 'correct the program of the layer; assertLaws(layerLaws(definition)) tests it',
  })
  let expected = `rows of ${drawShape(built.output)} from "${name}"`
  try {
    const { y, pullback } = runOnSymbols(built, sizes)
    if (!sameShape(y.shape, rowsOf(built.output))) return fault(expected, drawShape(y.shape))
    expected = `a pullback of "${name}"`
    pullback(symbol('dy', y.shape), {})
    return undefined
  } catch (error) {
    return fault(expected, textOf(error))
  }
}
