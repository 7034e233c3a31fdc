import type { Given } from '../../losses/index.ts'
import type { Tensor } from '../../tensor/tensor.ts'
import type { Model, ModelTerm } from '../model.ts'

/** The term that says what an output means: the first of the loss that does. */
const speaking = ({ terms }: Model, key: 'mean' | 'sample'): ModelTerm['built'] | undefined =>
  terms.find(({ built, coefficient }) => built[key] !== undefined && coefficient !== 0)?.built

/** What is expected of the rows under an output, [N, …output] → [N, …input]: the output itself unless a term says more. */
export const meanOf = <T>(A: Tensor<T>, model: Model, output: T, given?: Given<T>): T =>
  speaking(model, 'mean')?.mean?.(A, output, given) ?? output

/** How rows are drawn at random under an output, if a term of the loss says so. */
export const sampleOf = (model: Model): ModelTerm['built']['sample'] => speaking(model, 'sample')?.sample
