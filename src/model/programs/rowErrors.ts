import type { Compared } from '../../losses/index.ts'
import { times } from '../../tensor/derived.ts'
import type { Tensor } from '../../tensor/tensor.ts'
import type { Model } from '../model.ts'
import type { RunPosition } from './weight.ts'
import { coefficientAt } from './weight.ts'

/** The sum of the weighted reconstruction terms for every row, [N]; nothing if the loss has none. */
export const rowErrors = <T>(
  A: Tensor<T>,
  model: Model,
  compared: Compared<T>,
  position: RunPosition<T>,
): T | undefined => {
  const errors = model.terms.flatMap((term) =>
    term.built.rows === undefined || term.coefficient === 0
      ? []
      : [times(A, term.built.rows(A, compared), coefficientAt(A, model, term, position))],
  )
  const [first, ...rest] = errors
  return first === undefined ? undefined : rest.reduce<T>(A.add, first)
}
