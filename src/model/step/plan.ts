import type { Codec } from '../../codec/index.ts'
import type { Optimiser, UpdateDefinition, Updates } from '../../optimisers/index.ts'
import type { Rate, Schedules } from '../../schedules/index.ts'
import { buildRate, rateCodec } from '../../schedules/index.ts'
import * as Named from '../../tensor/named.ts'
import type { Tensor } from '../../tensor/tensor.ts'
import type { Weights } from '../programs/networks.ts'

type NamedOf<T> = Named.Named<T>

/** An optimiser ready to run: its updates, the rates they may name, and the length of the run. */
export interface Plan {
  readonly optimiser: Optimiser
  /** That of the discriminator, if the model has one. */
  readonly discriminator?: Optimiser
  readonly updates: Updates
  readonly schedules: Schedules
  /** How many steps the run has in all. */
  readonly total: number
}

/** What training changes. A value: a step makes a new one. */
export interface TrainState<T> extends Weights<T> {
  /** By `update.slot.parameter`: `0.first.encoder.0.weight`. */
  readonly slots: NamedOf<T>
  /** How many steps were taken, of shape []. */
  readonly step: T
}

const rowsOf = ({ optimiser, updates }: Plan): ReadonlyArray<readonly [UpdateDefinition, Record<string, unknown>]> =>
  optimiser.map(({ update, ...settings }) => {
    const row = updates[update]
    if (row === undefined) throw new Error(`no update "${update}" in the registry`)
    return [row, settings]
  })

/** The number that every slot begins with, by `update.slot`. */
export const slotsOf = (plan: Plan): NamedOf<number> => {
  const rate = rateCodec(plan.schedules)
  return Named.disjoint(...rowsOf(plan).map(([row, settings], i) => Named.prefix(row.slots(settings, rate), String(i))))
}

/** Whether the optimisers come to the same in every layout. */
export const isLayoutFree = (plan: Plan): boolean =>
  [plan, { ...plan, optimiser: plan.discriminator ?? [] }].every((one) =>
    rowsOf(one).every(([{ layoutFree }]) => layoutFree),
  )

/** Slots below an update, slot by slot: what `0.first.encoder.0.weight` is to update 0. */
const slotsWithin = <T>(slots: NamedOf<T>, scope: string, names: ReadonlyArray<string>): NamedOf<NamedOf<T>> =>
  Object.fromEntries(names.map((name) => [name, Named.within(slots, `${scope}.${name}`)]))

const flat = <T>(slots: NamedOf<NamedOf<T>>, scope: string): NamedOf<T> =>
  Named.disjoint(...Object.entries(slots).map(([name, tensors]) => Named.prefix(tensors, `${scope}.${name}`)))

/** The direction that the updates make of the gradients, and the slots afterwards. */
export const applyOptimiser = <T>(
  A: Tensor<T>,
  plan: Plan,
  gradients: NamedOf<T>,
  state: TrainState<T>,
  lossValue: T,
): { readonly direction: NamedOf<T>; readonly slots: NamedOf<T> } => {
  const codec: Codec<Rate> = rateCodec(plan.schedules)
  const { parameters, step } = state
  const rate = (value: Rate): T => buildRate(plan.schedules, value)(A, { step, total: plan.total })
  let direction = gradients
  const slots = rowsOf(plan).map(([row, settings], i) => {
    const own = slotsWithin(state.slots, String(i), Named.names(row.slots(settings, codec)))
    const output = row.run(A, { direction, slots: own, parameters, step, loss: lossValue, rate }, settings, codec)
    direction = output.direction
    return flat(output.slots, String(i))
  })
  return { direction, slots: Named.disjoint(...slots) }
}
