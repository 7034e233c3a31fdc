import type { Codec } from '../../codec/index.ts'
import { struct } from '../../codec/index.ts'
import { auxName } from '../../layers/structure/tap.ts'
import { over, times, total } from '../../tensor/derived.ts'
import * as Named from '../../tensor/named.ts'
import type { Tensor } from '../../tensor/tensor.ts'
import { present } from '../../tensor/present.ts'
import type { CommonSettings, Specify, Term } from './define.ts'
import type { Loss } from './loss.ts'
import type { Elementwise } from './reconstruction.ts'
import type { Domain } from './term.ts'
import { builtTerm, termValue } from './term.ts'

/** The setting that names the penalised activation: the code, or one that a tap exposes. */
export const onAux = { on: auxName }

interface ActivitySettings {
  readonly on?: string
}

/** The settings of a penalty on an activation without settings of its own. */
export const activitySettings = (common: CommonSettings): Codec<ActivitySettings> => struct({}, { ...common, ...onAux })

/** How such a penalty is used: a function of the name of the activation, the code by default. */
export const onActivation =
  (specify: Specify<ActivitySettings>) =>
  <const On extends string = 'code'>(on?: On): Loss<On, never> =>
    specify<On>(present({ on }))

/** What defines a penalty on activations. */
interface ActivityPenalty extends Omit<Term<ActivitySettings>, 'build' | 'codec'> {
  readonly domain?: Domain
  readonly penalty: <T>(A: Tensor<T>, z: T) => Elementwise<T>
}

/**
 * A penalty on activations z, [N, …]: the sum over the features, the mean over the rows.
 *
 *     L = Σₙⱼ p(zₙⱼ) / N      dz = dL · p′(z) / N
 */
export const activityPenalty = ({
  penalty,
  domain = 'real',
  ...definition
}: ActivityPenalty): Term<ActivitySettings> => ({
  ...definition,
  codec: activitySettings,
  build: ({ on = 'code' }) =>
    builtTerm({
      domain,
      needs: [on],
      run: (A, { aux }) => {
        const z = Named.get(aux, on)
        const { value, derivative } = penalty(A, z)
        const n = A.extent(z, [0])
        return termValue(over(A, total(A, value), n), (dvalue) => ({
          daux: { [on]: times(A, derivative(), A.div(dvalue, n)) },
        }))
      },
    }),
})
