import type { Stage, StageInput } from '../../layers/index.ts'
import { plus } from '../../layers/index.ts'
import type { TermCotangents, TermInput, TermDefinition } from '../../losses/index.ts'
import { fill, mean, rowAxes, rowSum, scalar, square, zerosLike } from '../../tensor/derived.ts'
import * as Named from '../../tensor/named.ts'
import { extentAt } from '../../tensor/shape.ts'
import type { Tensor } from '../../tensor/tensor.ts'
import { rowErrors } from './rowErrors.ts'
import { isDiscriminatorParameter } from '../discriminator.ts'
import type { Model } from '../model.ts'
import type { NetworkName, Weights } from './networks.ts'
import { decoderJacobian, decoderOn, discriminatorOn, encoderJacobian, inputOf, neutralNoise } from './networks.ts'
import type { RunPosition } from './weight.ts'
import { finalStep, weightAt } from './weight.ts'

type NamedOf<T> = Named.Named<T>

/** Rows that a loss is computed on. */
export interface Rows<T> {
  /** [N, …input]: what goes in and, clean, what shall come out. */
  readonly x: T
  /** [N]: how much each row counts, not negative. */
  readonly weight?: T
  /** [N, …input]: 1 where an entry is known, 0 where it is missing. */
  readonly mask?: T
  /** [N, width]: what the model is told of each row, if it has a condition. */
  readonly condition?: T
}

/** Cotangents of borrowed tensors added to those of the parameters that they stand for. */
const withoutAliases = <T>(A: Tensor<T>, gradients: NamedOf<T>, aliases: NamedOf<string>): NamedOf<T> =>
  Object.entries(gradients).reduce<NamedOf<T>>(
    (all, [name, d]) => Named.combine(all, { [aliases[name] ?? name]: d }, A.add),
    {},
  )

const withoutNoise = <T>(
  A: Tensor<T>,
  model: Model,
  { parameters, buffers }: Weights<T>,
  { x, condition }: Pick<Rows<T>, 'x' | 'condition'>,
  part: Exclude<NetworkName, 'discriminator'>,
): Stage<T> => {
  const noise = neutralNoise(A, model.noise, extentAt(A.shape(x), 0))
  return model[part].program(A, inputOf(model, part, { parameters, buffers, noise, x, condition }))
}

/** The rows of a tensor, told a condition if there is one. */
const told = <T>(x: T, condition: T | undefined): Pick<Rows<T>, 'x' | 'condition'> =>
  condition === undefined ? { x } : { x, condition }

/** The code of every row, without noise: [N, …input] → [N, …code]. A model with a condition is told it, [N, width]. */
export const encode = <T>(A: Tensor<T>, model: Model, weights: Weights<T>, x: T, condition?: T): T =>
  withoutNoise(A, model, weights, told(x, condition), 'encoder').y

/** The output for every code, without noise: [N, …code] → [N, …input]. */
export const decode = <T>(A: Tensor<T>, model: Model, weights: Weights<T>, code: T, condition?: T): T =>
  withoutNoise(A, model, weights, told(code, condition), 'decoder').y

/** What the autoencoder makes of every row, without noise: [N, …input] → [N, …input]. */
export const reconstruct = <T>(A: Tensor<T>, model: Model, weights: Weights<T>, x: T, condition?: T): T =>
  decode(A, model, weights, encode(A, model, weights, x, condition), condition)

/** A loss with its terms, and its gradient when it is asked for. */
export interface LossValue<T> {
  readonly output: T
  readonly code: T
  /** The terms by name, each of shape [] and without its weight. */
  readonly terms: NamedOf<T>
  /** The weighted sum of the terms, of shape []. */
  readonly total: T
  /** The next value of every buffer. */
  readonly buffers: NamedOf<T>
  /** Of encoder and decoder, by full parameter name, by the hand-derived pullbacks alone. */
  readonly gradients: () => NamedOf<T>
  /** What the discriminator learns from, if the model has one. */
  readonly discriminator?: () => DiscriminatorLossValue<T>
}

/** The loss of the discriminator, in which the codes are held fixed. */
export interface DiscriminatorLossValue<T> {
  readonly value: T
  readonly buffers: NamedOf<T>
  readonly gradients: () => NamedOf<T>
}

/** The gradients of encoder and decoder, and those of the discriminator by its own loss. */
export const allGradients = <T>({ gradients, discriminator }: LossValue<T>): NamedOf<T> => ({
  ...gradients(),
  ...discriminator?.().gradients(),
})

/** The terms by name, and the loss of the discriminator, which is none of them. */
export const allTerms = <T>({ terms, discriminator }: LossValue<T>): NamedOf<T> =>
  discriminator === undefined ? terms : { ...terms, discriminator: discriminator().value }

const sumOf = <T>(A: Tensor<T>, all: ReadonlyArray<T>): T => all.reduce(A.add, scalar(A, 0))

const present = <T>(...all: ReadonlyArray<T | undefined>): ReadonlyArray<T> => all.filter((one) => one !== undefined)

/** The cotangents of all terms together; no doutput where none looks at the output. */
const sumCotangents = <T>(A: Tensor<T>, all: ReadonlyArray<TermCotangents<T>>) => {
  const outputs = all.flatMap(({ doutput }) => (doutput === undefined ? [] : [doutput]))
  const merge = (of: (one: TermCotangents<T>) => NamedOf<T> | undefined): NamedOf<T> =>
    all.reduce<NamedOf<T>>((sum, one) => Named.combine(sum, of(one) ?? {}, A.add), {})
  const [first, ...rest] = outputs
  return {
    doutput: first === undefined ? undefined : rest.reduce<T>(A.add, first),
    daux: merge(({ daux }) => daux),
    dparameters: merge(({ dparameters }) => dparameters),
  }
}

/**
 * The loss of a batch under given noise: L = Σ weight · term, and how to differentiate it. Weights that are schedules
 * are those of the moment.
 */
export const loss = <T>(
  A: Tensor<T>,
  model: Model,
  weights: Weights<T>,
  noise: NamedOf<T>,
  rows: Rows<T>,
  moment: RunPosition<T> = finalStep(A),
): LossValue<T> => {
  const { parameters, buffers } = weights
  const given: StageInput<T> = { parameters, buffers, noise, x: rows.x, condition: rows.condition }
  const encoderInput = inputOf(model, 'encoder', given)
  const encoder = model.encoder.program(A, encoderInput)
  const decoderInput = inputOf(model, 'decoder', { ...given, x: encoder.y })
  const decoder = model.decoder.program(A, decoderInput)
  const shared = {
    target: rows.x,
    output: decoder.y,
    aux: { ...encoder.aux, ...decoder.aux, code: encoder.y },
    parameters: Named.filter(parameters, (name) => !isDiscriminatorParameter(name)),
    jacobian: encoderJacobian(A, model.encoder.program, encoderInput, encoder),
    decoder: decoderJacobian(A, model.decoder.program, decoderInput),
    decode: decoderOn(A, model.decoder, decoderInput),
    ...(rows.weight === undefined ? {} : { weight: rows.weight }),
    ...(rows.mask === undefined ? {} : { mask: rows.mask }),
  }
  const judges = (of: NamedOf<T>) =>
    model.discriminator === undefined
      ? {}
      : {
          discriminate: discriminatorOn(
            A,
            model.discriminator,
            inputOf(model, 'discriminator', { ...given, parameters: of }),
          ),
        }
  const fixed = judges(
    Named.map(parameters, (one, name) => (isDiscriminatorParameter(name) ? A.stopGradient(one) : one)),
  )
  const noiseOf = (place: number): NamedOf<T> => Named.within(noise, `loss.${place}`)
  const values = model.terms.map((term, i) => {
    const input: TermInput<T> = { ...shared, ...fixed, noise: noiseOf(i) }
    return { term, weight: weightAt(A, model, term, moment), ...term.definition.run(A, input, term.settings) }
  })
  const contestOf =
    (term: Model['terms'][number], run: NonNullable<TermDefinition['discriminatorLoss']>) =>
    (): DiscriminatorLossValue<T> => {
      const input: TermInput<T> = { ...shared, ...judges(parameters), noise: noiseOf(model.terms.indexOf(term)) }
      const { value, buffers: next, pullback } = run(A, input, term.settings)
      return { value, buffers: next, gradients: () => pullback(scalar(A, 1)) }
    }
  const rival = model.terms.find(({ definition: row }) => row.discriminatorLoss !== undefined)
  return {
    output: decoder.y,
    code: encoder.y,
    terms: Object.fromEntries(values.map(({ term, value }) => [term.name, value])),
    total: sumOf(
      A,
      values.map(({ weight, value }) => A.mul(value, weight)),
    ),
    buffers: Named.disjoint(Named.prefix(encoder.buffers, 'encoder'), Named.prefix(decoder.buffers, 'decoder')),
    gradients: () => {
      const cotangents = values.map(({ weight, pullback }) => pullback(weight))
      const { doutput, daux, dparameters } = sumCotangents(A, cotangents)
      const unseen = doutput === undefined && Named.names(decoder.aux).every((name) => daux[name] === undefined)
      const behind = unseen ? undefined : decoder.pullback(doutput ?? zerosLike(A, decoder.y), daux)
      const [dcode = zerosLike(A, encoder.y), further] = present(behind?.dx, daux['code'])
      const front = encoder.pullback(plus(A, dcode, further), daux)
      const networks = Named.disjoint(
        Named.prefix(front.dparameters, 'encoder'),
        Named.prefix(behind?.dparameters ?? {}, 'decoder'),
      )
      const all = withoutAliases(A, Named.combine(networks, dparameters, A.add), model.aliases)
      const trained = Named.filter(model.parameters, (name) => !isDiscriminatorParameter(name))
      return Named.map(trained, ({ shape }, name) =>
        unseen && all[name] === undefined ? fill(A, 0, shape) : Named.get(all, name),
      )
    },
    ...(rival?.definition.discriminatorLoss === undefined
      ? {}
      : { discriminator: contestOf(rival, rival.definition.discriminatorLoss) }),
  }
}

/** The loss of rows without noise, but for the samples that are given. */
export const evaluationLoss = <T>(
  A: Tensor<T>,
  model: Model,
  weights: Weights<T>,
  rows: Rows<T>,
  moment?: RunPosition<T>,
  samples: NamedOf<T> = {},
): LossValue<T> => {
  const noise = { ...neutralNoise(A, model.noise, extentAt(A.shape(rows.x), 0)), ...samples }
  return loss(A, model, weights, noise, rows, moment)
}

/**
 * The anomaly score of every row, [N]: its weighted reconstruction terms without noise; the mean squared error
 * where the loss has no such term.
 */
export const score = <T>(
  A: Tensor<T>,
  model: Model,
  weights: Weights<T>,
  rows: Rows<T>,
  moment: RunPosition<T> = finalStep(A),
): T => {
  const output = reconstruct(A, model, weights, rows.x, rows.condition)
  const compared = { target: rows.x, output, ...(rows.mask === undefined ? {} : { mask: rows.mask }) }
  const errors = rowErrors(A, model, compared, moment)
  if (errors !== undefined) return errors
  const squares = square(A, A.sub(output, rows.x))
  return rowSum(A, mean(A, squares, rowAxes(A.shape(squares))))
}
