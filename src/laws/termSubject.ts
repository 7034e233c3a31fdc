import * as Either from 'fp-ts/lib/Either.js'
import type { Fallible, Settings } from '../codec/index.ts'
import { drawFaults } from '../codec/index.ts'
import type { NdArray } from '../interpreters/ndarray/index.ts'
import type { Built } from '../layers/index.ts'
import { buildNetwork, layers } from '../layers/index.ts'
import type { BuiltTerm, TermCotangents, TermDefinition, TermInput, TermSizes } from '../losses/index.ts'
import { termContext, termNested, terms } from '../losses/index.ts'
import { decoderOf, discriminatorOf, evaluated } from '../model/index.ts'
import type { Stream } from '../random/index.ts'
import { path, stream } from '../random/index.ts'
import { rateCodec, schedules } from '../schedules/index.ts'
import * as Named from '../tensor/named.ts'
import { present } from '../tensor/present.ts'
import type { Sizes } from '../tensor/shape.ts'
import { product } from '../tensor/shape.ts'
import type { Tensor } from '../tensor/tensor.ts'
import type { Differentiable, Pulled } from './differentiable.ts'
import { A } from './differentiable.ts'
import { dyadic, inDomain, mask, noiseFor, unitInterval } from './numbers.ts'

type Arrays = Named.Named<NdArray>

/** A term with settings, the sizes of an input and a code, and which of the optional inputs there are. */
export interface TermCase {
  readonly settings: Settings
  readonly sizes: TermSizes
  readonly rows: number
  readonly weighted: boolean
  readonly masked: boolean
  /** Whether the targets that a mask hides are others: they must not matter. */
  readonly disturbed?: boolean
  readonly seed: number
}

const rate = rateCodec(schedules)
/** The codecs of what terms hold, in the laws. */
export const nested = termNested(terms)(rate)

/** The term of a case, or why it does not fit the sizes. */
export const buildTerm = (
  definition: TermDefinition,
  { settings, sizes }: Pick<TermCase, 'settings' | 'sizes'>,
): Fallible<BuiltTerm> => definition.build(settings, sizes, termContext(terms, rate, definition.name))

const mustBuild = <A>(built: Fallible<A>): A => {
  if (Either.isLeft(built)) throw new Error(drawFaults(built.left))
  return built.right
}

/** A small smooth network from one size to another, for terms that read the networks. */
const networkFrom = (from: Sizes, to: Sizes, name: string): Built => {
  const specs = [
    { layer: 'flatten' },
    { layer: 'dense', units: 3 },
    { layer: 'tanh' },
    { layer: 'dense', units: product(to) },
    ...(name === 'discriminator' ? [] : [{ layer: 'sigmoid' }]),
    { layer: 'reshape', sizes: to },
  ]
  return mustBuild(buildNetwork(layers, specs, from, name))
}

/** What a term wants of the decoder. */
export const outputSizesOf = ({ outputSizes }: BuiltTerm, { input }: TermSizes): Sizes => outputSizes ?? input

interface Networks {
  readonly encoder: Built
  readonly decoder: Built
  readonly discriminator: Built
}

const networksFor = ({ input, code }: TermSizes, output: Sizes): Networks => ({
  encoder: networkFrom(input, code, 'encoder'),
  decoder: networkFrom(code, output, 'decoder'),
  discriminator: networkFrom(code, [1], 'discriminator'),
})

/** A random value of every parameter: those of the networks, and those that the term needs. */
const parametersAt = (term: BuiltTerm, from: Stream, { encoder, decoder, discriminator }: Networks): Arrays => {
  const at = (name: string, shape: Sizes): NdArray => dyadic(path(from, name), shape)
  const within = (built: Built, prefix: string): Arrays =>
    Named.map(built.parameters, ({ shape }, name) => at(`${prefix}${name}`, shape))
  return {
    ...Named.prefix(within(encoder, ''), 'encoder'),
    ...Named.prefix(within(decoder, 'decoder.'), 'decoder'),
    ...Named.prefix(
      term.discriminatorLoss === undefined ? {} : within(discriminator, 'discriminator.'),
      'discriminator',
    ),
    ...Named.map(term.parameters, (shape, name) => at(name, shape)),
  }
}

/** The inputs that a term is differentiated in: the output, the aux tensors and the parameters. */
const variablesAt = (term: BuiltTerm, { sizes, rows }: TermCase, from: Stream, networks: Networks): Arrays => {
  const output = [rows, ...outputSizesOf(term, sizes)]
  const aux = term.needs.map(
    (name) => [name, inDomain(term.domain, path(from, 'aux', name), [rows, ...sizes.code])] as const,
  )
  return {
    output:
      term.domain === 'real'
        ? dyadic(path(from, 'output'), output, { bits: 12 })
        : inDomain(term.domain, path(from, 'output'), output),
    ...Named.prefix(Object.fromEntries(aux), 'aux'),
    ...Named.prefix(parametersAt(term, from, networks), 'parameter'),
  }
}

/** The inputs that have no gradient. */
const constantsAt = (
  term: BuiltTerm,
  { sizes, rows, weighted, masked, disturbed = false }: TermCase,
  from: Stream,
): Arrays => {
  const full = [rows, ...sizes.input]
  const target = inDomain(term.targets, path(from, 'target'), full)
  const others = inDomain(term.targets, path(from, 'disturbed'), full)
  return {
    target: disturbed ? A.where(mask(path(from, 'mask'), full), target, others) : target,
    input: dyadic(path(from, 'input'), full),
    ...(weighted ? { weight: unitInterval(path(from, 'weight'), [rows]) } : {}),
    ...(masked ? { mask: mask(path(from, 'mask'), full) } : {}),
  }
}

/** The input of a term, with the parameters of the discriminator as `hold` gives them. */
const termInputAt = <T>(
  B: Tensor<T>,
  networks: Networks,
  { variables, constants, noise }: Readonly<Record<'variables' | 'constants' | 'noise', Named.Named<T>>>,
  hold: (parameter: T) => T,
): TermInput<T> => {
  const parameters = Named.within(variables, 'parameter')
  const of = (name: string) => ({ parameters: Named.within(parameters, name), buffers: {}, noise: {} })
  const discriminator = { ...of('discriminator'), parameters: Named.map(of('discriminator').parameters, hold) }
  const { encoder } = networks
  return {
    target: Named.get(constants, 'target'),
    output: Named.get(variables, 'output'),
    aux: Named.within(variables, 'aux'),
    parameters,
    noise,
    ...present({ weight: constants['weight'], mask: constants['mask'] }),
    encoder: evaluated(B, 'encoder', encoder.program, { ...of('encoder'), x: Named.get(constants, 'input') }),
    decoder: decoderOf(B, networks.decoder, of('decoder')),
    discriminator: discriminatorOf(B, networks.discriminator, discriminator),
  }
}

/** The cotangents of a term by the names of the variables. */
const byVariable = <T>(
  { doutput, daux = {}, dparameters = {} }: TermCotangents<T>,
  dDiscriminator: Named.Named<T>,
): Named.Named<T> => ({
  ...present({ output: doutput }),
  ...Named.prefix(daux, 'aux'),
  ...Named.prefix(Named.disjoint(dparameters, dDiscriminator), 'parameter'),
})

/** The term at a random point, as a function of output, aux tensors and parameters, with the loss of the discriminator. */
export const termSubject = (definition: TermDefinition, one: TermCase): Differentiable => {
  const from = stream(one.seed)
  const term = mustBuild(buildTerm(definition, one))
  const networks = networksFor(one.sizes, outputSizesOf(term, one.sizes))
  const constants = constantsAt(term, one, from)
  const noise = noiseFor(from, term.noise, one.rows)
  return {
    stream: from,
    variables: variablesAt(term, one, from, networks),
    run: <T>(B: Tensor<T>, lift: (a: NdArray) => T, variables: Named.Named<T>): Pulled<T> => {
      const given = { variables, constants: Named.map(constants, lift), noise: Named.map(noise, lift) }
      const { value, pullback } = term.run(B, termInputAt(B, networks, given, B.stopGradient))
      const discriminatorLoss = term.discriminatorLoss?.(
        B,
        termInputAt(B, networks, given, (a) => a),
      )
      return {
        outputs: { value, ...present({ discriminator: discriminatorLoss?.value }) },
        pullback: (cotangents) => {
          const own = pullback(Named.get(cotangents, 'value'))
          const gradients = byVariable(own, discriminatorLoss?.pullback(Named.get(cotangents, 'discriminator')) ?? {})
          return Named.map(variables, (variable, name) => gradients[name] ?? B.sub(variable, variable))
        },
      }
    },
  }
}
