import type { Rows, Weights } from '../../model/index.ts'
import type { HostTensor } from '../../tensor/host.ts'
import * as Named from '../../tensor/named.ts'
import { present } from '../../tensor/present.ts'
import type { StepOutcome } from '../engine.ts'

type NamedOf<T> = Named.Named<T>

/**
 * The names of the inputs and outputs of compiled graphs: the protocol between the graphs and the code that feeds them
 * and reads their results. Names of tensors below a scope are `scope.name`: `parameters.encoder.0.weight`.
 */

/** Inputs: a row tensor, the step, the rows of each minibatch, the stop flag, and noise draws of a bound. */
export const inputNames = {
  x: 'x',
  weight: 'weight',
  mask: 'mask',
  condition: 'condition',
  target: 'target',
  targetMask: 'targetMask',
  step: 'step',
  index: 'index',
  stop: 'stop',
  iteration: 'iteration',
  draws: 'draws',
} as const

/**
 * Outputs: the loss of each step, what a method infers, 0 if the final state is finite (else NaN), and the number of
 * steps taken.
 */
export const outputNames = { total: 'total', output: 'output', finite: 'finite', taken: 'taken' } as const

export type Scope = 'parameters' | 'buffers' | 'slots' | 'noise' | 'terms' | 'weights' | 'gradients' | 'iteration'

/** The name of a tensor below a scope. */
export const scopedName = (scope: Scope, name: string): string => `${scope}.${name}`

/** What a training step carries to the next step. */
export interface Carried<T> extends Weights<T> {
  readonly slots: NamedOf<T>
}

export const joinWeights = <T>({ parameters, buffers }: Weights<T>): NamedOf<T> => ({
  ...Named.prefix(parameters, 'parameters'),
  ...Named.prefix(buffers, 'buffers'),
})

export const joinCarried = <T>({ slots, ...weights }: Carried<T>): NamedOf<T> => ({
  ...joinWeights(weights),
  ...Named.prefix(slots, 'slots'),
})

/** The name under which a graph returns the final value of a carried tensor. */
export const nextName = (carried: string): string => `next.${carried}`

/** The carried tensors after the last step, from the results of a training graph. */
export const splitNext = <T>(results: NamedOf<T>): Carried<T> => {
  const carried = Named.within(results, 'next')
  return {
    parameters: Named.within(carried, 'parameters'),
    buffers: Named.within(carried, 'buffers'),
    slots: Named.within(carried, 'slots'),
  }
}

/** Row tensors under their own names: `x`, and those of the others that there are. */
export const joinRows = <T>({ x, weight, mask, condition, target, targetMask }: Rows<T>): NamedOf<T> => ({
  x,
  ...present({ weight, mask, condition, target, targetMask }),
})

export const joinNoise = <T>(noise: NamedOf<T>): NamedOf<T> => Named.prefix(noise, 'noise')

/** A loss with its terms and the scheduled weights of the terms. */
export interface LossResults<T> {
  readonly total: T
  readonly terms: NamedOf<T>
  readonly weights: NamedOf<T>
}

export const joinLoss = <T>({ total, terms, weights }: LossResults<T>): NamedOf<T> => ({
  total,
  ...Named.prefix(terms, 'terms'),
  ...Named.prefix(weights, 'weights'),
})

const numberAt = ({ data }: HostTensor, at: number): number => data[at] ?? Number.NaN

/** The loss of step `at` of the results of a training graph, or (at 0) of a loss graph. */
export const splitLoss = (results: NamedOf<HostTensor>, at = 0): StepOutcome => ({
  total: numberAt(Named.get(results, outputNames.total), at),
  terms: Named.map(Named.within(results, 'terms'), (values) => numberAt(values, at)),
  weights: Named.map(Named.within(results, 'weights'), (values) => numberAt(values, at)),
})

export const joinGradients = <T>(total: T, gradients: NamedOf<T>): NamedOf<T> => ({
  total,
  ...Named.prefix(gradients, 'gradients'),
})

export const splitGradients = <T>(results: NamedOf<T>): NamedOf<T> => Named.within(results, 'gradients')

export const outputOf = <T>(results: NamedOf<T>): T => Named.get(results, outputNames.output)

/** Whether the losses of all steps and the state after the last are finite. */
export const isFiniteRun = (results: NamedOf<HostTensor>): boolean =>
  Named.get(results, outputNames.total).data.every(Number.isFinite) &&
  numberAt(Named.get(results, outputNames.finite), 0) === 0
