import * as Either from 'fp-ts/lib/Either.js'
import fc from 'fast-check'
import type { TermDefinition } from '../losses/index.ts'
import type { DefinitionOrUse } from '../registry/index.ts'
import { definitionOf } from '../registry/index.ts'
import { path, stream } from '../random/index.ts'
import { memoizeWeak } from '../tensor/memoizeWeak.ts'
import * as Named from '../tensor/named.ts'
import type { Sizes } from '../tensor/shape.ts'
import { product } from '../tensor/shape.ts'
import { valuesOf } from './arbitrary.ts'
import { roundTrips } from './codec.ts'
import type { Differentiable } from './differentiable.ts'
import { A } from './differentiable.ts'
import { agreesWithDifferences } from './differences.ts'
import { agreesWithDual } from './duality.ts'
import type { Law, Laws, Verdict } from './law.ts'
import { isLinear } from './linearity.ts'
import { mask } from './numbers.ts'
import { isPure } from './purity.ts'
import type { TermCase } from './termSubject.ts'
import { buildTerm, nested, outputSizesOf, termSubject } from './termSubject.ts'

export type { TermCase }
export { termSubject }

/** The value is one number, and finite. */
const isValue = ({ variables, run }: Differentiable): Verdict => {
  const value = Named.get(run(A, (fixed) => fixed, variables).outputs, 'value')
  const [number = Number.NaN] = A.read(value)
  if (value.shape.length !== 0) return `the value has shape [${value.shape.join(', ')}], not []`
  return Number.isFinite(number) ? undefined : `the value is ${number}`
}

/** The value of a masked term, with the cotangent of its output. */
const masked = (definition: TermDefinition, one: TermCase): readonly [value: number, doutput: Float64Array] => {
  const { variables, run } = termSubject(definition, { ...one, masked: true })
  const { outputs, pullback } = run(A, (fixed) => fixed, variables)
  const [value = Number.NaN] = A.read(Named.get(outputs, 'value'))
  return [value, A.read(Named.get(pullback({ value: A.constant([1], []) }), 'output'))]
}

/**
 * The cotangents of masked entries are 0, to the bit, where the output has numbers of their own for each entry; and
 * other targets there change nothing.
 */
const respectsMask = (definition: TermDefinition, one: TermCase): Verdict => {
  const built = buildTerm(definition, one)
  if (Either.isLeft(built) || built.right.rows === undefined) return undefined
  const { input } = one.sizes
  const output = outputSizesOf(built.right, one.sizes)
  const known = A.read(mask(path(stream(one.seed), 'mask'), [one.rows, ...input]))
  const [value, d] = masked(definition, one)
  const each = input.every((extent, axis) => output[axis] === extent) ? product(output) / product(input) : 0
  if (each > 0 && d.some((entry, i) => known[Math.floor(i / each)] === 0 && entry !== 0))
    return 'an entry that the mask hides has a cotangent'
  const [otherValue, otherD] = masked(definition, { ...one, disturbed: true })
  return value === otherValue && d.every((entry, i) => entry === otherD[i])
    ? undefined
    : 'a target that the mask hides matters'
}

const laws = (definition: TermDefinition): ReadonlyArray<Law<TermCase>> => {
  // The laws share the point of a case, except for the one that checks whether it is written to.
  const subject = memoizeWeak((one: TermCase) => termSubject(definition, one))
  return [
    {
      name: 'settings survive the way through JSON and back',
      verdict: ({ settings }) => roundTrips(definition.codec(nested), settings),
    },
    { name: 'the value is one finite number', verdict: (one) => isValue(subject(one)) },
    { name: 'the pullback agrees with dual numbers', verdict: (one) => agreesWithDual(subject(one)) },
    { name: 'the pullback agrees with central differences', verdict: (one) => agreesWithDifferences(subject(one)) },
    { name: 'the pullback is linear', verdict: (one) => isLinear(subject(one)) },
    { name: 'what the mask hides does not matter', verdict: (one) => respectsMask(definition, one) },
    {
      name: 'nothing is written to and the same input gives the same bits',
      verdict: (one) => isPure(termSubject(definition, one)),
    },
  ]
}

const extents = fc.integer({ min: 1, max: 4 })
const few = fc.integer({ min: 1, max: 2 })

/** Vectors mostly, sometimes matrices and images. */
const inputs: fc.Arbitrary<Sizes> = fc.oneof(
  { weight: 8, arbitrary: fc.tuple(extents) },
  { weight: 1, arbitrary: fc.tuple(few, extents) },
  { weight: 1, arbitrary: fc.tuple(few, extents, extents) },
)

const codes: fc.Arbitrary<Sizes> = fc.oneof(
  { weight: 4, arbitrary: fc.tuple(extents) },
  { weight: 1, arbitrary: fc.tuple(few, few) },
)

/** Random settings with sizes that the term accepts. */
export const termCases = (definition: TermDefinition): fc.Arbitrary<TermCase> =>
  fc
    .record({
      settings: valuesOf(definition.codec(nested)),
      sizes: fc.record({ input: inputs, code: codes }),
      rows: extents,
      weighted: fc.boolean(),
      masked: fc.boolean(),
      seed: fc.nat(),
    })
    .filter((one) => Either.isRight(buildTerm(definition, one)))

/** The laws of a loss term, from its definition alone. */
export const termLaws = (term: DefinitionOrUse<TermDefinition>): Laws<TermCase> => {
  const definition = definitionOf(term)
  return {
    subject: `loss ${definition.name}`,
    cases: termCases(definition),
    laws: laws(definition),
    show: (one) => JSON.stringify(one),
  }
}
