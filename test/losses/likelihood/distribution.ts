import type { Settings } from '../../../src/codec/index.ts'
import type { Dtype, NdArray } from '../../../src/interpreters/ndarray/index.ts'
import { ndarrays } from '../../../src/interpreters/ndarray/index.ts'
import type { BuiltTerm } from '../../../src/losses/index.ts'
import { terms } from '../../../src/losses/index.ts'
import { draw, path, stream } from '../../../src/random/index.ts'
import * as Named from '../../../src/tensor/named.ts'
import { product } from '../../../src/tensor/shape.ts'
import { builtFor, emptyInput } from '../values.ts'

/** A likelihood with the numbers that the decoder gives for one entry. */
export interface Distribution {
  readonly term: string
  readonly settings?: Settings
  readonly output: ReadonlyArray<number>
}

/** The term for rows of so many entries. */
const built = ({ term, settings = {} }: Distribution, entries: number): BuiltTerm =>
  builtFor(
    Named.get(terms, term),
    { target: ndarrays('float64').constant(new Float64Array(entries), [1, entries]) },
    settings,
  )

/** The same numbers of the decoder for every entry of one row. */
const repeated = (
  { output }: Distribution,
  entries: number,
  { outputSizes = [entries] }: BuiltTerm,
  dtype: Dtype,
): NdArray =>
  ndarrays(dtype).constant(
    Float64Array.from({ length: product(outputSizes) }, (_, i) => output[i % output.length] ?? 0),
    [1, ...outputSizes],
  )

/** The density or probability of each number: one row for each. */
export const densities = (one: Distribution, targets: ReadonlyArray<number>): ReadonlyArray<number> => {
  const A = ndarrays('float64')
  const term = built(one, 1)
  const { shape, data } = repeated(one, 1, term, 'float64')
  const output = A.expand(A.constant(data, shape), [targets.length, ...shape.slice(1)])
  const errors = term.rows?.(A, { target: A.constant(targets, [targets.length, 1]), output })
  return errors === undefined ? [] : Array.from(A.read(errors), (error) => Math.exp(-error))
}

/** The value and the cotangents at one entry. */
export const valueAndGradient = (one: Distribution, target: number, dtype: Dtype): ReadonlyArray<number> => {
  const A = ndarrays(dtype)
  const term = built(one, 1)
  const { value, pullback } = term.run(A, {
    ...emptyInput,
    target: A.constant([target], [1, 1]),
    output: repeated(one, 1, term, dtype),
  })
  const { doutput } = pullback(A.constant([1], []))
  return [...A.read(value), ...(doutput === undefined ? [Number.NaN] : A.read(doutput))]
}

/** What is expected of an entry. */
export const meanOf = (one: Distribution): number => {
  const A = ndarrays('float64')
  const term = built(one, 1)
  const output = repeated(one, 1, term, 'float64')
  return A.read(term.mean?.(A, output) ?? output)[0] ?? Number.NaN
}

/** So many random numbers. */
export const samples = (one: Distribution, count: number): Float64Array => {
  const A = ndarrays('float64')
  const term = built(one, count)
  if (term.sample === undefined) throw new Error(`${one.term} has no sample`)
  const noise = Named.map(term.sample.noise, ({ shape, distribution }, name) =>
    A.constant(draw(path(stream(1), name), product(shape), distribution), [1, ...shape]),
  )
  return A.read(term.sample.run(A, repeated(one, count, term, 'float64'), noise))
}
