import type { Codec } from '../../codec/index.ts'
import { struct } from '../../codec/index.ts'
import { auxName } from '../../layers/structure/tap.ts'
import { over, times, total } from '../../tensor/derived.ts'
import * as Named from '../../tensor/named.ts'
import type { Tensor } from '../../tensor/tensor.ts'
import type { Elementwise } from './reconstruction.ts'
import type { CommonSettings, Domain, TermDefinition } from './term.ts'
import { row, termValue } from './term.ts'

/** Which activation is penalised: the code, or one that a tap exposes. */
export const onAux = { on: auxName }

/** The settings of a penalty without settings of its own. */
export const activitySettings = (common: CommonSettings): Codec<{ readonly on?: string }> =>
  struct({}, { ...common, ...onAux })

/**
 * The row of a penalty on activations z, [N, …]: the sum over the features, the mean over the rows.
 *
 *     L = Σₙⱼ p(zₙⱼ) / N      dz = dL · p′(z) / N
 */
export const activity = (term: {
  readonly name: string
  readonly summary: string
  readonly domain?: Domain
  readonly penalty: <T>(A: Tensor<T>, z: T) => Elementwise<T>
}): TermDefinition =>
  row({
    name: term.name,
    summary: term.summary,
    codec: activitySettings,
    domain: term.domain ?? 'real',
    needs: ({ on = 'code' }) => [on],
    run: (A, { aux }, { on = 'code' }) => {
      const z = Named.get(aux, on)
      const { value, derivative } = term.penalty(A, z)
      const n = A.extent(z, [0])
      return termValue(over(A, total(A, value), n), (dvalue) => ({
        daux: { [on]: times(A, derivative(), A.div(dvalue, n)) },
      }))
    },
  })
