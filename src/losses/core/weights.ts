import { string, struct } from '../../codec/index.ts'
import { scalar, times, total } from '../../tensor/derived.ts'
import * as Named from '../../tensor/named.ts'
import type { Tensor } from '../../tensor/tensor.ts'
import type { Elementwise } from './reconstruction.ts'
import type { CommonSettings, TermDefinition } from './term.ts'
import { row, termValue } from './term.ts'

const settings = (common: CommonSettings) =>
  struct({}, { ...common, of: string('the beginning of parameter names, such as "encoder"', { minLength: 1 }) })

/** Weights are penalised, biases are not; `of` limits it to the names that begin so. */
const penalised = (name: string, of: string | undefined): boolean =>
  name.split('.').at(-1) === 'weight' && (of === undefined || name === of || name.startsWith(`${of}.`))

/**
 * The row of a penalty on weights w.
 *
 *     L = Σ p(w)      dw = dL · p′(w)
 */
export const weights = (term: {
  readonly name: string
  readonly summary: string
  readonly penalty: <T>(A: Tensor<T>, w: T) => Elementwise<T>
}): TermDefinition =>
  row({
    name: term.name,
    summary: term.summary,
    codec: settings,
    run: (A, { parameters }, { of }) => {
      const chosen = Named.filter(parameters, (name) => penalised(name, of))
      const penalties = Named.map(chosen, (w) => term.penalty(A, w))
      const totals = Object.values(penalties).map(({ value }) => total(A, value))
      return termValue(totals.reduce(A.add, scalar(A, 0)), (dvalue) => ({
        dparameters: Named.map(penalties, ({ derivative }) => times(A, derivative(), dvalue)),
      }))
    },
  })
