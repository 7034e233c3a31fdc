import type { BuiltUpdate } from '../../optimisers/index.ts'
import * as Named from '../../tensor/named.ts'
import { discriminatorScope, isAutoencoderParameter, isDiscriminatorParameter } from '../discriminator.ts'
import { initialSlots } from './applyOptimiser.ts'
import type { Plan } from './plan.ts'

type NamedOf<T> = Named.Named<T>

/** The parameters, or fused tensors of parameters, that one optimiser trains. */
export interface ParameterGroup {
  readonly optimiser: ReadonlyArray<BuiltUpdate>
  /** Whether a parameter belongs to the group. */
  readonly holds: (name: string) => boolean
  /** The scope of its slots among those of all groups; none for encoder and decoder. */
  readonly scope?: string
}

/** Encoder and decoder. */
export const autoencoderGroup = ({ optimiser }: Plan): ParameterGroup => ({ optimiser, holds: isAutoencoderParameter })

/** The discriminator, if there is one. */
export const discriminatorGroup = ({ discriminator }: Plan): ParameterGroup | undefined =>
  discriminator === undefined
    ? undefined
    : { optimiser: discriminator, holds: isDiscriminatorParameter, scope: discriminatorScope }

export const groupsOf = (plan: Plan): ReadonlyArray<ParameterGroup> =>
  [autoencoderGroup(plan), discriminatorGroup(plan)].filter((group) => group !== undefined)

/** The slots of a group among all slots, without its scope. */
export const slotsIn = <T>({ scope }: ParameterGroup, slots: NamedOf<T>): NamedOf<T> =>
  scope === undefined ? slots : Named.within(slots, scope)

/** The inverse of `slotsIn`. */
export const withScope = <T>({ scope }: ParameterGroup, slots: NamedOf<T>): NamedOf<T> =>
  scope === undefined ? slots : Named.prefix(slots, scope)

/** A slot of an optimiser. */
export interface Slot {
  /** Its full name: `0.m`, `discriminator.0.m`. */
  readonly slot: string
  /** Its initial value. */
  readonly value: number
  /** Whether a parameter has it. */
  readonly holds: ParameterGroup['holds']
}

/** Every slot of every optimiser. */
export const slotScopes = (plan: Plan): ReadonlyArray<Slot> =>
  groupsOf(plan).flatMap((group) =>
    Object.entries(withScope(group, initialSlots(group.optimiser))).map(([slot, value]) => ({
      slot,
      value,
      holds: group.holds,
    })),
  )

/** All slots of all parameters or fused tensors: `0.m.encoder.0.weight`. */
export const slotsFor = <S extends object>(plan: Plan, shapes: NamedOf<S>): NamedOf<S & { readonly value: number }> =>
  Named.disjoint(
    ...slotScopes(plan).map(({ slot, value, holds }) =>
      Named.prefix(
        Named.map(Named.filter(shapes, holds), (shape) => ({ ...shape, value })),
        slot,
      ),
    ),
  )
