import * as Either from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import type { Fallible, Fault } from '../../codec/index.ts'
import { settle } from '../../codec/index.ts'
import type { ConditionSpec, Layers } from '../../layers/index.ts'
import { widthOf } from '../../layers/index.ts'
import type { Terms } from '../../losses/index.ts'
import type { Schedules } from '../../schedules/index.ts'
import { schedules as library } from '../../schedules/index.ts'
import * as Named from '../../tensor/named.ts'
import { present } from '../../tensor/present.ts'
import type { Sizes } from '../../tensor/shape.ts'
import type { AutoencoderSpec, Model } from '../model.ts'
import { conditionFaults } from './conditionFaults.ts'
import { discriminatorFaults } from './discriminatorFaults.ts'
import { auxFaults, memoryFaults, sharedFaults, sizeFaults } from './networkFaults.ts'
import type { Networks } from './networks.ts'
import { elaborateNetworks, joinNetworks, networksByName } from './networks.ts'
import { termFaults } from './termFaults.ts'
import { outputFaults } from './outputFaults.ts'
import type { ElaboratedTerms } from './terms.ts'
import { elaborateTerms } from './terms.ts'

/** The definitions that a spec may name; `extend` adds a user's own to the library's. */
export interface Vocabulary {
  readonly layers: Layers
  readonly terms: Terms
  /** Those of the library by default. */
  readonly schedules?: Schedules
}

/**
 * From a spec to a model: builds the networks and the terms of the loss, checks that they fit, resolves names. The faults
 * of all networks are reported at once, and then those of the whole. The types of the spec were validated before.
 */
export const elaborate = (
  vocabulary: Vocabulary,
  spec: AutoencoderSpec,
  /** The place of the autoencoder in its file, for faults: `model` in an experiment. */
  where = '',
): Fallible<Model> =>
  pipe(
    elaborateNetworks(vocabulary.layers, spec),
    Either.flatMap((networks) => elaborateLoss(vocabulary, spec, networks)),
    Either.mapLeft(([first, ...rest]) => [placedAt(where)(first), ...rest.map(placedAt(where))]),
  )

const placedAt =
  (where: string) =>
  (fault: Fault): Fault =>
    where === '' ? fault : { ...fault, where: `${where}.${fault.where}` }

const elaborateLoss = (vocabulary: Vocabulary, spec: AutoencoderSpec, networks: Networks): Fallible<Model> => {
  const schedules = vocabulary.schedules ?? library
  const sizes = { input: targetSizes(spec, networks), code: networks.encoder.output }
  const loss = elaborateTerms(vocabulary.terms, schedules, spec.loss, sizes)
  return settle(modelFaults(spec, networks, loss), () => modelOf(spec, networks, loss))
}

/** Everything that does not fit, in the order of the spec. */
const modelFaults = (
  spec: AutoencoderSpec,
  networks: Networks,
  { terms, faults }: ElaboratedTerms,
): ReadonlyArray<Fault> => {
  const { encoder, decoder, discriminator } = networks
  const { parameters, shared } = joinNetworks(networksByName(networks))
  const autoencoder = { encoder, decoder, parameters: joinNetworks({ encoder, decoder }).parameters }
  return [
    ...sizeFaults(networks),
    ...outputFaults(networks, terms, faults, spec.target),
    ...(faults.length === 0 ? discriminatorFaults(encoder, discriminator, terms) : []),
    ...conditionFaults(networksByName(networks), spec.condition),
    ...auxFaults(encoder, decoder),
    ...sharedFaults(shared, autoencoder.parameters),
    ...memoryFaults(parameters),
    ...faults,
    ...termFaults(terms, autoencoder),
  ]
}

/** The sizes of the target: those of the input, if the spec does not say others. */
const targetSizes = ({ target }: AutoencoderSpec, { encoder }: Networks): Sizes => target ?? encoder.input

const conditionOf = (spec: ConditionSpec | undefined): Model['condition'] =>
  spec === undefined ? undefined : { spec, width: widthOf(spec) }

const modelOf = (spec: AutoencoderSpec, networks: Networks, { terms }: ElaboratedTerms): Model => {
  const { parameters, shared, buffers, noise } = joinNetworks(networksByName(networks))
  // By index, since names of terms may begin with one another: `mse` and `mse.2`.
  const termNoise = terms.map(({ built, index }) => Named.prefix(built.noise, `loss.${index}`))
  return {
    spec,
    input: networks.encoder.input,
    code: networks.encoder.output,
    target: targetSizes(spec, networks),
    output: networks.decoder.output,
    ...networks,
    ...present({ condition: conditionOf(spec.condition) }),
    terms,
    parameters,
    aliases: Named.map(shared, ({ from }) => from),
    buffers,
    noise: Named.disjoint(noise, ...termNoise),
  }
}
