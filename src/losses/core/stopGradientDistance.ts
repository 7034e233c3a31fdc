import { over, scale, square, times, total } from '../../tensor/derived.ts'
import * as Named from '../../tensor/named.ts'
import type { Term } from './define.ts'
import { noSettings } from './define.ts'
import { builtTerm, termValue } from './term.ts'

/** What defines such a term: the names of the aux tensors. */
interface StopGradientDistance extends Omit<Term<object>, 'build' | 'codec'> {
  readonly remedy: string
  /** The one that gets a gradient. */
  readonly trained: string
  /** The one that is held fixed. */
  readonly fixed: string
}

/**
 * The squared distance of one aux tensor from another that is held fixed.
 *
 *     L = Σₙⱼ (m − sg(f))² / N      dm = dL · 2 (m − f) / N      m, f: [N, …]
 */
export const stopGradientDistance = ({
  remedy,
  trained,
  fixed,
  ...definition
}: StopGradientDistance): Term<object> => ({
  ...definition,
  codec: noSettings,
  build: () =>
    builtTerm({
      needs: [trained, fixed],
      remedy,
      run: (A, { aux }) => {
        const difference = A.sub(Named.get(aux, trained), A.stopGradient(Named.get(aux, fixed)))
        const n = A.extent(difference, [0])
        return termValue(over(A, total(A, square(A, difference)), n), (dvalue) => ({
          daux: { [trained]: times(A, scale(A, difference, 2), A.div(dvalue, n)) },
        }))
      },
    }),
})
