import type { BuiltUpdate, UpdateInput } from '../../optimisers/index.ts'
import * as Named from '../../tensor/named.ts'
import type { Tensor } from '../../tensor/tensor.ts'

type NamedOf<T> = Named.Named<T>

/** The input of an optimiser: its first direction is the gradient, its slots go by `update.slot.parameter`. */
export interface OptimiserInput<T> extends Omit<UpdateInput<T>, 'slots'> {
  readonly slots: NamedOf<T>
}

/** The direction, which is subtracted from the parameters, and the new slots. */
export interface OptimiserOutput<T> {
  readonly direction: NamedOf<T>
  readonly slots: NamedOf<T>
}

/** The initial value of every slot, by `update.slot`: `0.m`. */
export const initialSlots = (optimiser: ReadonlyArray<BuiltUpdate>): NamedOf<number> =>
  Named.disjoint(...optimiser.map(({ slots }, i) => Named.prefix(slots, String(i))))

/** The slots of one update: from `0.m.encoder.0.weight` to `m`, then `encoder.0.weight`. */
const slotsOf = <T>(slots: NamedOf<T>, i: number, update: BuiltUpdate): NamedOf<NamedOf<T>> =>
  Named.map(update.slots, (_, slot) => Named.within(slots, `${i}.${slot}`))

/** The inverse of `slotsOf`. */
const withPrefix = <T>(slots: NamedOf<NamedOf<T>>, i: number): NamedOf<T> =>
  Named.disjoint(...Object.entries(slots).map(([slot, tensors]) => Named.prefix(tensors, `${i}.${slot}`)))

/** Applies the updates of an optimiser in turn. */
export const applyOptimiser = <T>(
  A: Tensor<T>,
  optimiser: ReadonlyArray<BuiltUpdate>,
  input: OptimiserInput<T>,
): OptimiserOutput<T> =>
  optimiser.reduce<OptimiserOutput<T>>(
    ({ direction, slots }, update, i) => {
      const output = update.run(A, { ...input, direction, slots: slotsOf(input.slots, i, update) })
      return { direction: output.direction, slots: Named.disjoint(slots, withPrefix(output.slots, i)) }
    },
    { direction: input.direction, slots: {} },
  )
