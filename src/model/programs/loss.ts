import { scalar } from '../../tensor/derived.ts'
import * as Named from '../../tensor/named.ts'
import { present } from '../../tensor/present.ts'
import { extentAt } from '../../tensor/shape.ts'
import type { Tensor } from '../../tensor/tensor.ts'
import type { Model } from '../model.ts'
import { autoencoderGradients } from './gradients.ts'
import type { Weights } from './networks.ts'
import { neutralNoise } from './networks.ts'
import type { Rows } from './rows.ts'
import type { Run } from './run.ts'
import { runNetworks } from './run.ts'
import { termInputs } from './termInput.ts'
import type { RunPosition } from './weight.ts'
import { coefficientAt, finalStep } from './weight.ts'

type NamedOf<T> = Named.Named<T>

/** A loss with its terms, and its gradients when they are needed. */
export interface LossValue<T> {
  readonly output: T
  readonly code: T
  /** The terms by name, each of shape [] and without its coefficient. */
  readonly terms: NamedOf<T>
  /** The weighted sum of the terms, of shape []. */
  readonly total: T
  /** The next value of every buffer. */
  readonly buffers: NamedOf<T>
  /** The gradients of encoder and decoder, by full parameter name, from the hand-derived pullbacks alone. */
  readonly gradients: () => NamedOf<T>
  /** The loss of the discriminator, if the model has one. */
  readonly discriminator?: () => DiscriminatorLossValue<T>
}

/** The loss of the discriminator, with the codes held fixed. */
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

/** The terms by name, and the loss of the discriminator, which is not part of the total. */
export const allTerms = <T>({ terms, discriminator }: LossValue<T>): NamedOf<T> =>
  discriminator === undefined ? terms : { ...terms, discriminator: discriminator().value }

/** The values of the terms, with their coefficients. */
const runTerms = <T>(run: Run<T>) => {
  const { A, model, position } = run
  const inputs = termInputs(run, 'autoencoder')
  return model.terms.map((term) => ({
    name: term.name,
    coefficient: coefficientAt(A, model, term, position),
    ...term.built.run(A, inputs(term.index)),
  }))
}

/** The loss of the discriminator, by the adversarial term of the loss; nothing if there is none. */
const discriminatorLossOf = <T>(run: Run<T>): (() => DiscriminatorLossValue<T>) | undefined => {
  const [lossIn] = run.model.terms.flatMap(({ built: { discriminatorLoss }, index }) =>
    discriminatorLoss === undefined ? [] : [() => discriminatorLoss(run.A, termInputs(run, 'discriminator')(index))],
  )
  if (lossIn === undefined) return undefined
  return () => {
    const { value, buffers, pullback } = lossIn()
    return { value, buffers, gradients: () => pullback(scalar(run.A, 1)) }
  }
}

/** The loss of a batch under given noise, L = Σ coefficient · term, with its gradients; schedules are at `position`. */
export const loss = <T>(
  A: Tensor<T>,
  model: Model,
  weights: Weights<T>,
  noise: NamedOf<T>,
  rows: Rows<T>,
  position: RunPosition<T> = finalStep(A),
): LossValue<T> => {
  const run = runNetworks({ A, model, weights, noise, rows, position })
  const { encoder, decoder } = run
  const terms = runTerms(run)
  const gradients = (): NamedOf<T> =>
    autoencoderGradients(
      run,
      terms.map(({ coefficient, pullback }) => pullback(coefficient)),
    )
  return {
    output: decoder.y,
    code: encoder.y,
    terms: Object.fromEntries(terms.map(({ name, value }) => [name, value])),
    total: terms.map(({ coefficient, value }) => A.mul(value, coefficient)).reduce(A.add, scalar(A, 0)),
    buffers: Named.disjoint(Named.prefix(encoder.buffers, 'encoder'), Named.prefix(decoder.buffers, 'decoder')),
    gradients,
    ...present({ discriminator: discriminatorLossOf(run) }),
  }
}

/** The loss of rows without noise, except for the samples given. */
export const evaluationLoss = <T>(
  A: Tensor<T>,
  model: Model,
  weights: Weights<T>,
  rows: Rows<T>,
  position?: RunPosition<T>,
  samples: NamedOf<T> = {},
): LossValue<T> => {
  const noise = { ...neutralNoise(A, model.noise, extentAt(A.shape(rows.x), 0)), ...samples }
  return loss(A, model, weights, noise, rows, position)
}
