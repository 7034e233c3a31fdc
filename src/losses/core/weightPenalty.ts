import type { Codec } from '../../codec/index.ts'
import { string, struct } from '../../codec/index.ts'
import { scalar, times, total } from '../../tensor/derived.ts'
import * as Named from '../../tensor/named.ts'
import { present } from '../../tensor/present.ts'
import type { Tensor } from '../../tensor/tensor.ts'
import type { CommonSettings, Specify, Term } from './define.ts'
import type { Loss } from './loss.ts'
import type { Elementwise } from './reconstruction.ts'
import { builtTerm, termValue } from './term.ts'

interface WeightSettings {
  readonly of?: string
}

const settings = (common: CommonSettings): Codec<WeightSettings> =>
  struct({}, { ...common, of: string('the beginning of parameter names, such as "encoder"', { minLength: 1 }) })

/** How such a penalty is used: a function of a prefix of parameter names, all weights by default. */
export const ofWeights =
  (specify: Specify<WeightSettings>) =>
  (of?: string): Loss<never, never> =>
    specify(present({ of }))

/** Whether a parameter is penalised: a weight, not a bias, and in the scope `of` if there is one. */
const isPenalised = (name: string, of: string | undefined): boolean =>
  name.split('.').at(-1) === 'weight' && (of === undefined || name === of || name.startsWith(`${of}.`))

/** What defines a penalty on weights. */
interface WeightPenalty extends Omit<Term<WeightSettings>, 'build' | 'codec'> {
  readonly penalty: <T>(A: Tensor<T>, w: T) => Elementwise<T>
}

/**
 * A penalty on weights w.
 *
 *     L = Σ p(w)      dw = dL · p′(w)
 */
export const weightPenalty = ({ penalty, ...definition }: WeightPenalty): Term<WeightSettings> => ({
  ...definition,
  codec: settings,
  build: ({ of }) =>
    builtTerm({
      run: (A, { parameters }) => {
        const weights = Named.filter(parameters, (name) => isPenalised(name, of))
        const penalties = Named.map(weights, (w) => penalty(A, w))
        const totals = Object.values(penalties).map(({ value }) => total(A, value))
        return termValue(totals.reduce(A.add, scalar(A, 0)), (dvalue) => ({
          dparameters: Named.map(penalties, ({ derivative }) => times(A, derivative(), dvalue)),
        }))
      },
    }),
})
