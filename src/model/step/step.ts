import { shift } from '../../tensor/derived.ts'
import * as Named from '../../tensor/named.ts'
import type { Tensor } from '../../tensor/tensor.ts'
import type { ParameterGroup } from './groups.ts'
import { autoencoderGroup, discriminatorGroup } from './groups.ts'
import type { Layout } from './layout.ts'
import { fuse, unfused, split } from './layout.ts'
import type { Model } from '../model.ts'
import type { Plan, TrainState } from './plan.ts'
import { applyOptimiser } from './plan.ts'
import type { Rows } from '../programs/rows.ts'
import { loss } from '../programs/loss.ts'
import { scheduledWeights } from '../programs/weight.ts'

type NamedOf<T> = Named.Named<T>

/** What a step tells beside the new state, everything of shape []. */
export interface StepReport<T> {
  readonly total: T
  /** Without their weights; with that of the discriminator, which is no part of the total, as it was before the step. */
  readonly terms: NamedOf<T>
  /** Of the terms whose weights change from step to step. */
  readonly weights: NamedOf<T>
}

/** A state of which one group has moved: θ ← θ − d. */
const moved = <T>(
  A: Tensor<T>,
  { scope, plan, holds }: ParameterGroup,
  state: TrainState<T>,
  gradients: NamedOf<T>,
  value: T,
): Pick<TrainState<T>, 'parameters' | 'slots'> => {
  const parameters = Named.filter(state.parameters, holds)
  const own = scope === '' ? state.slots : Named.within(state.slots, scope)
  const { direction, slots } = applyOptimiser(A, plan, gradients, { ...state, parameters, slots: own }, value)
  const after = Named.map(parameters, (before, name) => A.sub(before, Named.get(direction, name)))
  const kept = scope === '' ? slots : Named.prefix(slots, scope)
  return { parameters: { ...state.parameters, ...after }, slots: { ...state.slots, ...kept } }
}

/**
 * One step of training as a pure function: θ ← θ − d, where the optimiser makes d of the gradients of the loss. A
 * discriminator moves first, by its own optimiser and loss; then encoder and decoder, against what it has become.
 * Parameters and slots go by the names of a layout's holders. An engine that sees a loss or a state that is not
 * finite keeps the state it had.
 */
export const step = <T>(
  A: Tensor<T>,
  model: Model,
  plan: Plan,
  state: TrainState<T>,
  noise: NamedOf<T>,
  rows: Rows<T>,
  layout: Layout = unfused(model.parameters),
): { readonly state: TrainState<T>; readonly report: StepReport<T> } => {
  const moment = { step: state.step, total: plan.total }
  const at = (one: TrainState<T>) => {
    const parameters = split(A, layout, model.parameters, one.parameters)
    return loss(A, model, { parameters, buffers: one.buffers }, noise, rows, moment)
  }
  const packed = ({ holds }: ParameterGroup, gradients: NamedOf<T>) => fuse(A, Named.filter(layout, holds), gradients)
  const rival = discriminatorGroup(plan)
  const contest = rival === undefined ? undefined : at(state).discriminator?.()
  const against: TrainState<T> =
    rival === undefined || contest === undefined
      ? state
      : { ...state, ...moved(A, rival, state, packed(rival, contest.gradients()), contest.value) }
  const main = autoencoderGroup(plan)
  const { terms, total, buffers, gradients } = at(against)
  const next = moved(A, main, against, packed(main, gradients()), total)
  return {
    state: { ...next, buffers: { ...state.buffers, ...buffers, ...contest?.buffers }, step: shift(A, state.step, 1) },
    report: {
      total,
      terms: contest === undefined ? terms : { ...terms, discriminator: contest.value },
      weights: scheduledWeights(A, model, moment),
    },
  }
}
