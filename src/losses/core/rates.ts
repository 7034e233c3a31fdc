import { boolean, describe } from '../../codec/index.ts'
import { fill, like, logSumExp, rowAxes, rowExpand, rowSum } from '../../tensor/derived.ts'
import type { Tensor } from '../../tensor/tensor.ts'
import { softBound } from './softBound.ts'
import type { Compared, Given } from './term.ts'

/** Whether rates are shares of the total of the row. */
export const library = describe(
  boolean,
  'whether the rates of a row are its total times the softmax of the output over its entries; false by default',
)

/** The logarithms of rates, [N, …input], with the pullback to the numbers of the decoder. */
export interface LogRates<T> {
  readonly value: T
  readonly pullback: (dvalue: T) => T
}

/** The row that a likelihood compares. */
export const rowOf = <T>({ target, mask }: Compared<T>): Given<T> =>
  mask === undefined ? { x: target } : { x: target, mask }

/** Below this a logit counts as that of an entry that is not known. */
const hidden = -1e30

/** The logarithm of the total of each row over its known entries, for whole rows; a row without counts takes 1. */
const logTotals = <T>(A: Tensor<T>, { x, mask }: Given<T>): T => {
  const totals = rowSum(A, mask === undefined ? x : A.mul(x, mask))
  return rowExpand(A, A.log(A.maximum(totals, fill(A, 1, A.shape(totals)))), A.shape(x))
}

/** log softmax over the known entries of each row, with its pullback. */
const logShares = <T>(A: Tensor<T>, o: T, mask: T | undefined): LogRates<T> => {
  const axes = rowAxes(A.shape(o))
  const known = mask === undefined ? o : A.where(mask, o, fill(A, hidden, A.shape(o)))
  const value = A.sub(known, like(A, logSumExp(A, known, axes), known))
  return {
    value,
    pullback: (d) => {
      const inside = mask === undefined ? d : A.mul(d, mask)
      const back = A.sub(inside, A.mul(A.exp(value), like(A, A.sum(inside, axes), o)))
      return mask === undefined ? back : A.mul(back, mask)
    },
  }
}

/**
 * The logarithms of the rates of counts: the numbers of the decoder, or with `library` shares of the total ℓ of the row
 * (Lopez et al. 2018): log ℓ + log softmax o. Without a row, ℓ is 1. Either way they are held within soft bounds.
 *
 *     a = b(o)      a = b(log ℓ + log softmax o)      do = da·b′ − softmax(o) · Σ da·b′
 */
export const logRates = <T>(A: Tensor<T>, o: T, given: Given<T> | undefined, byTotal: boolean): LogRates<T> => {
  if (!byTotal) {
    const { value, derivative } = softBound(A, o)
    return { value, pullback: (d) => A.mul(d, derivative()) }
  }
  const shares = logShares(A, o, given?.mask)
  const { value, derivative } = softBound(
    A,
    given === undefined ? shares.value : A.add(shares.value, logTotals(A, given)),
  )
  return { value, pullback: (d) => shares.pullback(A.mul(d, derivative())) }
}
