import * as Either from 'fp-ts/lib/Either.js'
import type { Fault, Faults } from '../../codec/index.ts'
import { nearest } from '../../codec/index.ts'
import type { Built, Layers, Network, Placed } from '../../layers/index.ts'
import { assemble, place, wantsIndices, widthOf } from '../../layers/index.ts'
import type { Terms, TermSpec } from '../../losses/index.ts'
import type { Schedules } from '../../schedules/index.ts'
import { schedules as library } from '../../schedules/index.ts'
import * as Named from '../../tensor/named.ts'
import { drawShape, product, sameShape } from '../../tensor/shape.ts'
import { conditionFaults } from './conditions.ts'
import { discriminatorFaults } from './discriminators.ts'
import type { AutoencoderSpec, Model, ModelNetwork, ModelTerm } from '../model.ts'
import { termFaults } from './termFaults.ts'

/** What a spec may name; a user's own rows stand beside the library's. */
export interface Vocabulary {
  readonly layers: Layers
  readonly terms: Terms
  /** Those of the library by default. */
  readonly schedules?: Schedules
}

/** Larger models than this are refused: 2 GiB of parameters in float32. */
export const largestBytes = 2 ** 31

const buildNetwork = (
  layers: Layers,
  { input, layers: specs }: Network,
  name: string,
): Either.Either<Faults, ModelNetwork> => {
  const where = `${name}.layers`
  return Either.chain((placed: ReadonlyArray<Placed>) =>
    Either.map((built: Built): ModelNetwork => ({ ...built, input, layers: placed }))(assemble(placed, input, where)),
  )(place(layers, specs, input, where))
}

const joins = (encoder: ModelNetwork, decoder: ModelNetwork): ReadonlyArray<Fault> => [
  ...(sameShape(decoder.input, encoder.output)
    ? []
    : [
        {
          fault: 'wrong shape',
          where: 'decoder.input',
          expected: `${drawShape(encoder.output)}, the code that the encoder gives`,
          found: drawShape(decoder.input),
        },
      ]),
  ...(sameShape(decoder.output, encoder.input)
    ? []
    : [
        {
          fault: 'wrong shape',
          where: 'decoder',
          expected: `an output of ${drawShape(encoder.input)}, as the encoder takes`,
          found: drawShape(decoder.output),
        },
      ]),
]

const distinctAux = (encoder: Built, decoder: Built): ReadonlyArray<Fault> =>
  [...Named.names(encoder.aux), ...Named.names(decoder.aux)].flatMap((name, i, all) =>
    name === 'code' || all.indexOf(name) !== i
      ? [
          {
            fault: 'duplicate name',
            where: 'decoder',
            expected: 'a name of its own for each tap',
            found: `"${name}" again`,
          },
        ]
      : [],
  )

const borrowed = (model: Pick<Built, 'shared'>, parameters: Model['parameters']): ReadonlyArray<Fault> =>
  Object.values(model.shared).flatMap(({ from, where, shape }) => {
    const found = parameters[from]
    if (found === undefined) {
      const near = nearest(from, Named.names(parameters))
      const remedy = near === undefined ? {} : { remedy: `did you mean "${near}"?` }
      return [
        {
          fault: 'unknown name',
          where,
          expected: 'the name of a dense layer',
          found: `no parameter "${from}"`,
          ...remedy,
        },
      ]
    }
    if (sameShape(found.shape, shape)) return []
    return [
      {
        fault: 'wrong shape',
        where,
        expected: `weights of ${drawShape(shape)}`,
        found: `"${from}" of ${drawShape(found.shape)}`,
      },
    ]
  })

const tooLarge = (parameters: Model['parameters']): ReadonlyArray<Fault> => {
  const bytes = Object.values(parameters).reduce((sum, { shape }) => sum + 4 * product(shape), 0)
  if (bytes <= largestBytes) return []
  const [[name, heaviest] = ['', { shape: [] }]] = Object.entries(parameters).toSorted(
    ([, a], [, b]) => product(b.shape) - product(a.shape),
  )
  return [
    {
      fault: 'too large',
      where: 'encoder and decoder',
      expected: `parameters of at most ${largestBytes} bytes in float32`,
      found: `${bytes} bytes`,
      remedy: `the largest is ${name} of ${drawShape(heaviest.shape)}`,
    },
  ]
}

/** Terms under names that are unique: the second mse is `mse.2`. */
const termsOf = (terms: Terms, specs: ReadonlyArray<TermSpec>): ReadonlyArray<ModelTerm> => {
  // The loss of a discriminator stands beside those of the terms in reports.
  const used = new Map<string, number>([['discriminator', 1]])
  return specs.map(({ term, weight = 1, ...settings }) => {
    const row = terms[term]
    if (row === undefined) throw new Error(`no loss term "${term}" in the registry`)
    const name = typeof settings['name'] === 'string' ? settings['name'] : term
    const count = (used.get(name) ?? 0) + 1
    used.set(name, count)
    return { name: count === 1 ? name : `${name}.${count}`, weight, definition: row, settings }
  })
}

/** What networks need together, under their names. */
const gather = (networks: Named.Named<ModelNetwork>): Pick<Built, 'parameters' | 'shared' | 'buffers' | 'noise'> => {
  const all = <T>(of: (built: Built) => Named.Named<T>): Named.Named<T> =>
    Named.disjoint(...Object.entries(networks).map(([name, network]) => Named.prefix(of(network), name)))
  return {
    parameters: all(({ parameters }) => parameters),
    shared: all(({ shared }) => shared),
    buffers: all(({ buffers }) => buffers),
    noise: all(({ noise }) => noise),
  }
}

/**
 * From a spec to a model: builds both networks, checks that they meet, resolves names. All faults of both
 * networks and of the loss are reported at once. The spec's own types were validated before.
 */
export const elaborate = (
  vocabulary: Vocabulary,
  spec: AutoencoderSpec,
  /** The place of the autoencoder in its file, for faults: `model` in an experiment. */
  where = '',
): Either.Either<Faults, Model> => Either.mapLeft(placedAt(where))(build(vocabulary, spec))

const placedAt =
  (where: string) =>
  ([first, ...rest]: Faults): Faults => {
    const at = (fault: Fault): Fault => (where === '' ? fault : { ...fault, where: `${where}.${fault.where}` })
    return [at(first), ...rest.map(at)]
  }

const networksIn = ({ encoder, decoder, discriminator }: AutoencoderSpec): Named.Named<Network> => ({
  encoder,
  decoder,
  ...(discriminator === undefined ? {} : { discriminator }),
})

const rightOf = <A>(result: Either.Either<unknown, A> | undefined): A | undefined =>
  result !== undefined && Either.isRight(result) ? result.right : undefined

const build = (vocabulary: Vocabulary, spec: AutoencoderSpec): Either.Either<Faults, Model> => {
  const built = Named.map(networksIn(spec), (network, name) => buildNetwork(vocabulary.layers, network, name))
  const [fault, ...further] = Object.values(built).flatMap((one) => (Either.isLeft(one) ? one.left : []))
  const [e, d, judge] = [rightOf(built['encoder']), rightOf(built['decoder']), rightOf(built['discriminator'])]
  if (fault !== undefined) return Either.left([fault, ...further])
  if (e === undefined || d === undefined) throw new Error('a network without faults was built')
  const networks = { encoder: e, decoder: d, ...(judge === undefined ? {} : { discriminator: judge }) }
  const terms = termsOf(vocabulary.terms, spec.loss)
  const whole = gather(networks)
  const { parameters } = gather({ encoder: e, decoder: d })
  const sizes = { input: e.input, code: e.output }
  const [first, ...rest] = [
    ...joins(e, d),
    ...(d.indices === undefined ? [] : [wantsIndices('decoder.layers[0]', 'the code, which the encoder computes')]),
    ...discriminatorFaults(e, judge, terms),
    ...conditionFaults(networks, spec.condition),
    ...distinctAux(e, d),
    ...borrowed(whole, parameters),
    ...tooLarge(whole.parameters),
    ...termFaults(terms, { encoder: e, decoder: d, parameters }),
  ]
  if (first !== undefined) return Either.left([first, ...rest])
  // By their places: a name may begin with another one, `mse` and `mse.2`.
  const termNoise = terms.map(({ definition: row, settings }, i) =>
    Named.prefix(row.noise(settings, sizes), `loss.${i}`),
  )
  return Either.right({
    spec,
    ...sizes,
    ...(spec.condition === undefined ? {} : { condition: { spec: spec.condition, width: widthOf(spec.condition) } }),
    ...networks,
    terms,
    schedules: vocabulary.schedules ?? library,
    parameters: whole.parameters,
    aliases: Named.map(whole.shared, ({ from }) => from),
    buffers: whole.buffers,
    noise: Named.disjoint(whole.noise, ...termNoise),
  })
}
