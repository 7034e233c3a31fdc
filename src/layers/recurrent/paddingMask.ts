import { zerosLike } from '../../tensor/derived.ts'
import type { Tensor } from '../../tensor/tensor.ts'
import type { Stage, StageInput } from '../core/stage.ts'

/** 1 for vectors with an entry other than 0, the value of missing cells. Its derivative is 0. [N, T, F] → [N, T, 1] */
const presentVectors = <T>(A: Tensor<T>, x: T): T => {
  const norm = A.sum(A.abs(x), [2])
  return A.greater(norm, zerosLike(A, norm))
}

/** A sequence, with the mask of its padding if it has one. */
type Padded<T> = Pick<StageInput<T>, 'x' | 'paddingMask'>

/**
 * 1 for the vectors of sequences that are present, 0 for padding, [N, T, 1]: the padding mask that came with x. Without one,
 * and with the setting `mask`, vectors whose entries are all 0 are padding.
 */
export const paddingMaskOf = <T>(A: Tensor<T>, { x, paddingMask }: Padded<T>, mask: boolean): T | undefined =>
  paddingMask ?? (mask ? presentVectors(A, x) : undefined)

/** The output of one layer as the input of another. */
export const outputOf = <T>({ y, paddingMask }: Stage<T>): Padded<T> => ({ x: y, paddingMask })
