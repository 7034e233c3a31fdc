import type { TermInput } from '../../losses/index.ts'
import { times } from '../../tensor/derived.ts'
import type { Tensor } from '../../tensor/tensor.ts'
import type { Model } from '../model.ts'
import type { RunPosition } from './weight.ts'
import { weightAt } from './weight.ts'

/** Outputs with what they should be. */
export type Compared<T> = Pick<TermInput<T>, 'target' | 'output' | 'mask'>

/** The weighted reconstruction terms of every row, added; nothing where the loss has none. */
export const rowErrors = <T>(
  A: Tensor<T>,
  model: Model,
  compared: Compared<T>,
  moment: RunPosition<T>,
): T | undefined => {
  const { output } = compared
  // A reconstruction term looks at outputs and targets alone where its rows are asked for.
  const input: TermInput<T> = {
    ...compared,
    aux: {},
    parameters: {},
    noise: {},
    jacobian: { transposed: () => output, gradient: () => ({}) },
    decoder: { along: () => ({ value: output, gradient: () => ({ dcode: output, dparameters: {} }) }) },
    decode: () => ({ output, pullback: () => ({ dcode: output, dparameters: {} }) }),
  }
  const errors = model.terms.flatMap((term) =>
    term.definition.rows === undefined || term.weight === 0
      ? []
      : [times(A, term.definition.rows(A, input, term.settings), weightAt(A, model, term, moment))],
  )
  const [first, ...rest] = errors
  return first === undefined ? undefined : rest.reduce<T>(A.add, first)
}
