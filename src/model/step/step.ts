import { shift } from '../../tensor/derived.ts'
import * as Named from '../../tensor/named.ts'
import { present } from '../../tensor/present.ts'
import type { Tensor } from '../../tensor/tensor.ts'
import type { Model } from '../model.ts'
import type { DiscriminatorLossValue, LossValue } from '../programs/loss.ts'
import { loss } from '../programs/loss.ts'
import type { Rows } from '../programs/rows.ts'
import { scheduledWeights } from '../programs/weight.ts'
import { applyOptimiser } from './applyOptimiser.ts'
import type { ParameterGroup } from './groups.ts'
import { autoencoderGroup, discriminatorGroup, slotsIn, withScope } from './groups.ts'
import type { Layout } from './layout.ts'
import { fuse, split, unfused } from './layout.ts'
import type { Plan, TrainState } from './plan.ts'

type NamedOf<T> = Named.Named<T>

/** The input of a training step. */
export interface StepInput<T> {
  /** Parameters and slots go by the names of the layout. */
  readonly state: TrainState<T>
  readonly noise: NamedOf<T>
  readonly rows: Rows<T>
  /** By default, every parameter is a tensor of its own. */
  readonly layout?: Layout
}

/** The losses of a step, each of shape []. */
export interface StepReport<T> {
  readonly total: T
  /** Without their coefficients; with the discriminator's loss before the step, which is no part of the total. */
  readonly terms: NamedOf<T>
  /** The coefficients that are schedules. */
  readonly weights: NamedOf<T>
}

/** The part of the state that an optimiser changes. */
type Trained<T> = Pick<TrainState<T>, 'parameters' | 'slots'>

/** θ ← θ − d for the parameters of one group. */
const updateGroup = <T>(
  A: Tensor<T>,
  plan: Plan,
  group: ParameterGroup,
  state: TrainState<T>,
  { gradients, loss: lossValue }: { readonly gradients: NamedOf<T>; readonly loss: T },
): Trained<T> => {
  const parameters = Named.filter(state.parameters, group.holds)
  const { direction, slots } = applyOptimiser(A, group.optimiser, {
    direction: gradients,
    slots: slotsIn(group, state.slots),
    parameters,
    step: state.step,
    total: plan.total,
    loss: lossValue,
  })
  const updated = Named.map(parameters, (before, name) => A.sub(before, Named.get(direction, name)))
  return {
    parameters: { ...state.parameters, ...updated },
    slots: { ...state.slots, ...withScope(group, slots) },
  }
}

/** The two halves of a step: the loss at a state, and the update of one group of parameters. */
const lossesOf = <T>(
  A: Tensor<T>,
  model: Model,
  plan: Plan,
  { noise, rows, layout = unfused(model.parameters) }: Omit<StepInput<T>, 'state'>,
) => {
  const lossAt = ({ parameters, buffers, step }: TrainState<T>): LossValue<T> => {
    const weights = { parameters: split(A, layout, model.parameters, parameters), buffers }
    return loss(A, model, weights, noise, rows, { step, total: plan.total })
  }
  const trained = (group: ParameterGroup, state: TrainState<T>, gradients: NamedOf<T>, value: T): Trained<T> =>
    updateGroup(A, plan, group, state, {
      gradients: fuse(A, Named.filter(layout, group.holds), gradients),
      loss: value,
    })
  return { lossAt, trained }
}

/**
 * One step of training as a pure function: θ ← θ − d, where the optimiser computes d from the gradients of the loss. A
 * discriminator is trained first, by its own optimiser and loss; then encoder and decoder, against the updated
 * discriminator. An engine that finds a loss or a state that is not finite keeps the state before the step.
 */
export const step = <T>(
  A: Tensor<T>,
  model: Model,
  plan: Plan,
  { state, ...input }: StepInput<T>,
): { readonly state: TrainState<T>; readonly report: StepReport<T> } => {
  const { lossAt, trained } = lossesOf(A, model, plan, input)
  const discriminator = discriminatorGroup(plan)
  const discriminatorLoss: DiscriminatorLossValue<T> | undefined =
    discriminator === undefined ? undefined : lossAt(state).discriminator?.()
  const between: TrainState<T> =
    discriminator === undefined || discriminatorLoss === undefined
      ? state
      : { ...state, ...trained(discriminator, state, discriminatorLoss.gradients(), discriminatorLoss.value) }
  const { terms, total, buffers, gradients } = lossAt(between)
  const next = trained(autoencoderGroup(plan), between, gradients(), total)
  return {
    state: {
      ...next,
      buffers: { ...state.buffers, ...buffers, ...discriminatorLoss?.buffers },
      step: shift(A, state.step, 1),
    },
    report: {
      total,
      terms: { ...terms, ...present({ discriminator: discriminatorLoss?.value }) },
      weights: scheduledWeights(A, model, { step: state.step, total: plan.total }),
    },
  }
}
