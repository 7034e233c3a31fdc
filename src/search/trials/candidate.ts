import * as Either from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import type { Fallible } from '../../codec/index.ts'
import type { Task, TrainingOptions } from '../../fitted/index.ts'
import { defaultTraining, planFor } from '../../fitted/index.ts'
import type { Registry } from '../../format/index.ts'
import { decodeSpec } from '../../format/index.ts'
import { elaborate } from '../../model/index.ts'
import { describe } from '../../tasks/index.ts'
import { product } from '../../tensor/shape.ts'
import { stepsPerEpoch, trainingBytes } from '../../training/index.ts'
import type { Space } from '../space/space.ts'
import { specAt } from '../space/space.ts'
import type { Values } from '../space/hyperparameter.ts'

/** What a spec costs, known before it runs. */
export interface Cost {
  readonly parameters: number
  /** The entries of the code. */
  readonly code: number
  /** Operations of encoder and decoder for a row. */
  readonly flops: number
  /** Operations of a training step: loss and gradient of a batch. */
  readonly stepFlops: number
  /** Bytes that training takes in addition to the data. */
  readonly bytes: number
  /** Steps of all epochs. */
  readonly steps: number
  readonly epochs: number
}

/** A spec of a space, elaborated, with its costs. */
export interface Candidate extends Task {
  readonly cost: Cost
}

/** What all trials share. */
export interface TrialSettings {
  readonly registry: Registry
  /** The number of training rows. */
  readonly rows: number
  /** Overrides the epochs of the spec. */
  readonly epochs?: number
  /** Rows that are given apart. */
  readonly apart?: TrainingOptions['apart']
}

/** What training a task costs. */
export const costOf = (
  { registry, rows }: TrialSettings,
  { model, training }: Pick<Task, 'model' | 'training'>,
): Fallible<Cost> =>
  pipe(
    planFor(registry, training, model, rows),
    Either.map((plan) => {
      const batch = Math.min(training.batchSize, rows)
      const { parameters, forward, step } = describe(model, batch)
      return {
        parameters,
        code: product(model.code),
        flops: forward.flops,
        stepFlops: step.flops,
        bytes: Math.round(trainingBytes(model, plan, batch, 'float32')),
        steps: training.epochs * stepsPerEpoch(rows, training.batchSize),
        epochs: training.epochs,
      }
    }),
  )

const taskOf = (settings: TrialSettings, json: Readonly<Record<string, unknown>>): Fallible<Task> => {
  const { registry, rows, epochs, apart } = settings
  return pipe(
    decodeSpec(registry, json),
    Either.bindTo('spec'),
    Either.bind('model', ({ spec }) =>
      spec.kind === 'experiment' ? elaborate(registry, spec.model, 'model') : elaborate(registry, spec),
    ),
    Either.map(({ spec, model }): Task => {
      const override = epochs === undefined ? {} : { epochs }
      if (spec.kind === 'experiment') {
        const { kind: _, model: _model, data: _data, ...training } = spec
        return { spec: { ...spec, ...override }, model, training: { ...training, ...override } }
      }
      const options = { ...override, ...(apart === undefined ? {} : { apart }) }
      return { spec, model, training: defaultTraining(model, rows, options) }
    }),
  )
}

/** The spec that values choose, elaborated, with an optimiser for its parameters; or what is wrong with it. */
export const taskAt = (settings: TrialSettings, space: Space, values: Values): Fallible<Task> =>
  pipe(
    taskOf(settings, specAt(space, values)),
    Either.tap(({ training, model }) => planFor(settings.registry, training, model, settings.rows)),
  )

/** A spec, elaborated, with its costs; or what is wrong with it. */
export const candidateOf = (settings: TrialSettings, json: Readonly<Record<string, unknown>>): Fallible<Candidate> =>
  pipe(
    taskOf(settings, json),
    Either.bindTo('task'),
    Either.bind('cost', ({ task }) => costOf(settings, task)),
    Either.map(({ task, cost }) => ({ ...task, cost })),
  )

/** The spec that values choose, elaborated, with its costs; or what is wrong with it. */
export const candidateAt = (settings: TrialSettings, space: Space, values: Values): Fallible<Candidate> =>
  candidateOf(settings, specAt(space, values))
