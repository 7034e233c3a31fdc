import fc from 'fast-check'
import type { Settings } from '../codec/index.ts'
import type { NdArray } from '../interpreters/ndarray/index.ts'
import type { Built, Noise } from '../layers/index.ts'
import { buildNetwork, layers } from '../layers/index.ts'
import * as Either from 'fp-ts/lib/Either.js'
import type { TermInput, TermDefinition, TermSizes } from '../losses/index.ts'
import { decoderJacobian, decoderOn, discriminatorOn, encoderJacobian } from '../model/index.ts'
import type { Stream } from '../random/index.ts'
import { path, stream } from '../random/index.ts'
import { rateCodec, schedules } from '../schedules/index.ts'
import * as Named from '../tensor/named.ts'
import type { Sizes } from '../tensor/shape.ts'
import { product } from '../tensor/shape.ts'
import type { Tensor } from '../tensor/tensor.ts'
import { valuesOf } from './arbitrary.ts'
import { roundTrips } from './codec.ts'
import type { Differentiable, Pulled } from './differentiable.ts'
import { A } from './differentiable.ts'
import { agreesWithDifferences } from './differences.ts'
import { agreesWithDual } from './duality.ts'
import type { Law, Laws, Verdict } from './law.ts'
import { isLinear } from './linearity.ts'
import { dyadic, inDomain, mask, noiseFor } from './numbers.ts'
import { isPure } from './purity.ts'
import { memoizeWeak } from '../tensor/memoizeWeak.ts'

/** A term with settings, the sizes of an input and a code, and which of the optional inputs there are. */
export interface TermCase {
  readonly settings: Settings
  readonly sizes: TermSizes
  readonly rows: number
  readonly weighted: boolean
  readonly masked: boolean
  readonly seed: number
}

const rate = rateCodec(schedules)

/** A small smooth network from one size to another, for terms that look at Jacobians. */
const networkFrom = (from: Sizes, to: Sizes, name: string): Built => {
  const specs = [
    { layer: 'flatten' },
    { layer: 'dense', units: 3 },
    { layer: 'tanh' },
    { layer: 'dense', units: product(to) },
    ...(name === 'discriminator' ? [] : [{ layer: 'sigmoid' }]),
    { layer: 'reshape', sizes: to },
  ]
  const built = buildNetwork(layers, specs, from, name)
  if (Either.isLeft(built)) throw new Error(`the ${name} of the laws does not build`)
  return built.right
}

interface Point {
  readonly variables: Named.Named<NdArray>
  readonly fixed: Named.Named<NdArray>
}

interface Networks {
  readonly encoder: Built
  readonly decoder: Built
  readonly discriminator: Built
}

const pointOf = (
  row: TermDefinition,
  one: TermCase,
  from: Stream,
  { encoder, decoder, discriminator }: Networks,
): Point => {
  const { sizes, rows, settings, weighted, masked } = one
  const at = (name: string, shape: Sizes): NdArray => dyadic(path(from, name), shape)
  const full = [rows, ...sizes.input]
  const domain = inDomain[row.domain]
  const auxOf = (name: string): NdArray => domain(path(from, 'aux', name), [rows, ...sizes.code])
  return {
    variables: {
      output:
        row.domain === 'real' ? dyadic(path(from, 'output'), full, { bits: 12 }) : domain(path(from, 'output'), full),
      ...Named.prefix(Object.fromEntries(row.needs(settings).map((name) => [name, auxOf(name)])), 'aux'),
      ...Named.prefix(
        Named.map(encoder.parameters, ({ shape }, name) => at(name, shape)),
        'parameter.encoder',
      ),
      ...Named.prefix(
        Named.map(decoder.parameters, ({ shape }, name) => at(`decoder.${name}`, shape)),
        'parameter.decoder',
      ),
      ...Named.prefix(
        Named.map(row.discriminatorLoss === undefined ? {} : discriminator.parameters, ({ shape }, name) =>
          at(`discriminator.${name}`, shape),
        ),
        'parameter.discriminator',
      ),
      ...Named.prefix(
        Named.map(row.parameters(settings, sizes), (shape, name) => at(name, shape)),
        'parameter',
      ),
    },
    fixed: {
      target: inDomain[row.targets(settings)](path(from, 'target'), full),
      input: at('input', full),
      ...(weighted ? { weight: inDomain.unit(path(from, 'weight'), [rows]) } : {}),
      ...(masked ? { mask: mask(path(from, 'mask'), full) } : {}),
    },
  }
}

const optional = <T>(name: 'weight' | 'mask', fixed: Named.Named<T>): { readonly [K in typeof name]?: T } => {
  const value = fixed[name]
  return value === undefined ? {} : { [name]: value }
}

/** The term at a random point: its variables are the output, the aux tensors and the parameters of an encoder. */
export const termSubject = (row: TermDefinition, one: TermCase): Differentiable => {
  const from = stream(one.seed)
  const encoder = networkFrom(one.sizes.input, one.sizes.code, 'encoder')
  const decoder = networkFrom(one.sizes.code, one.sizes.input, 'decoder')
  const discriminator = networkFrom(one.sizes.code, [1], 'discriminator')
  const { variables: values, fixed } = pointOf(row, one, from, { encoder, decoder, discriminator })
  const noise: Named.Named<Noise> = row.noise(one.settings, one.sizes)
  const numbers = noiseFor(from, noise, one.rows)
  return {
    stream: from,
    variables: values,
    run: <T>(B: Tensor<T>, lift: (a: NdArray) => T, variables: Named.Named<T>): Pulled<T> => {
      const given = Named.map(fixed, lift)
      const parameters = Named.within(variables, 'parameter')
      const decoding = { parameters: Named.within(parameters, 'decoder'), buffers: {}, noise: {} }
      const judges = (hold: (a: T) => T) => {
        const theirs = Named.map(Named.within(parameters, 'discriminator'), hold)
        return { discriminate: discriminatorOn(B, discriminator, { ...decoding, parameters: theirs }) }
      }
      const input: TermInput<T> = {
        target: Named.get(given, 'target'),
        output: Named.get(variables, 'output'),
        aux: Named.within(variables, 'aux'),
        parameters,
        noise: Named.map(numbers, lift),
        ...optional('weight', given),
        ...optional('mask', given),
        jacobian: encoderJacobian(B, encoder.program, {
          parameters: Named.within(parameters, 'encoder'),
          buffers: {},
          noise: {},
          x: Named.get(given, 'input'),
        }),
        decode: decoderOn(B, decoder, decoding),
        decoder: decoderJacobian(B, decoder.program, {
          ...decoding,
          x: Named.within(variables, 'aux')['code'] ?? B.constant([], [0]),
        }),
      }
      const { value, pullback } = row.run(B, { ...input, ...judges(B.stopGradient) }, one.settings)
      const contest = row.discriminatorLoss?.(B, { ...input, ...judges((a) => a) }, one.settings)
      return {
        outputs: { value, ...(contest === undefined ? {} : { contest: contest.value }) },
        pullback: (cotangents: Named.Named<T>) => {
          const { doutput, daux = {}, dparameters: own = {} } = pullback(Named.get(cotangents, 'value'))
          const theirs = contest?.pullback(Named.get(cotangents, 'contest')) ?? {}
          const dparameters = Named.disjoint(own, theirs)
          const found: Named.Named<T> = {
            ...(doutput === undefined ? {} : { output: doutput }),
            ...Named.prefix(daux, 'aux'),
            ...Named.prefix(dparameters, 'parameter'),
          }
          return Named.map(variables, (variable, name) => found[name] ?? B.sub(variable, variable))
        },
      }
    },
  }
}

/** The value is one number, and finite. */
const isValue = ({ variables, run }: Differentiable): Verdict => {
  const value = Named.get(run(A, (fixed) => fixed, variables).outputs, 'value')
  const [number = Number.NaN] = A.read(value)
  if (value.shape.length !== 0) return `the value has shape [${value.shape.join(', ')}], not []`
  return Number.isFinite(number) ? undefined : `the value is ${number}`
}

/** Entries that the mask hides and rows of weight 0 do not matter, to the bit. */
const respectsMask = (row: TermDefinition, one: TermCase): Verdict => {
  if (row.rows === undefined) return undefined
  const subject = termSubject(row, { ...one, masked: true })
  const from = stream(one.seed)
  const full = [one.rows, ...one.sizes.input]
  const hidden = mask(path(from, 'mask'), full)
  const { variables, run } = subject
  const { pullback } = run(A, (fixed) => fixed, variables)
  const d = Named.get(pullback({ value: A.constant([1], []) }), 'output')
  const leaks = A.read(d).some((entry, i) => A.read(hidden)[i] === 0 && entry !== 0)
  return leaks ? 'an entry that the mask hides has a cotangent' : undefined
}

const laws = (row: TermDefinition): ReadonlyArray<Law<TermCase>> => {
  // The laws share the point of a case, but for the one that asks whether it is written to.
  const subject = memoizeWeak((one: TermCase) => termSubject(row, one))
  return [
    {
      name: 'settings survive the way through JSON and back',
      verdict: ({ settings }) => roundTrips(row.codec(rate), settings),
    },
    { name: 'the value is one finite number', verdict: (one) => isValue(subject(one)) },
    { name: 'the pullback agrees with dual numbers', verdict: (one) => agreesWithDual(subject(one)) },
    { name: 'the pullback agrees with central differences', verdict: (one) => agreesWithDifferences(subject(one)) },
    { name: 'the pullback is linear', verdict: (one) => isLinear(subject(one)) },
    { name: 'what the mask hides does not matter', verdict: (one) => respectsMask(row, one) },
    {
      name: 'nothing is written to and the same input gives the same bits',
      verdict: (one) => isPure(termSubject(row, one)),
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

/** Settings with sizes that the term accepts. */
export const termCases = (row: TermDefinition): fc.Arbitrary<TermCase> =>
  fc
    .record({
      settings: valuesOf(row.codec(rate)),
      sizes: fc.record({ input: inputs, code: codes }),
      rows: extents,
      weighted: fc.boolean(),
      masked: fc.boolean(),
      seed: fc.nat(),
    })
    .filter(({ settings, sizes }) => row.check(settings, sizes) === undefined)

/** The laws of a loss term, from its registry row alone. */
export const termLaws = (row: TermDefinition): Laws<TermCase> => ({
  subject: `loss ${row.name}`,
  cases: termCases(row),
  laws: laws(row),
  show: (one) => JSON.stringify(one),
})
