import type { Named as NamedOf } from '../../tensor/named.ts'
import * as Named from '../../tensor/named.ts'
import type { Plan } from './plan.ts'
import { isDiscriminatorParameter } from '../discriminator.ts'
import { slotsOf } from './plan.ts'

/** Parameters, or holders of parameters, that one optimiser moves. */
export interface ParameterGroup {
  /** What the names of its slots begin with. */
  readonly scope: string
  readonly plan: Plan
  readonly holds: (name: string) => boolean
}

/** Encoder and decoder, as the plan's optimiser moves them. */
export const autoencoderGroup = (plan: Plan): ParameterGroup => ({
  scope: '',
  plan,
  holds: (name) => !isDiscriminatorParameter(name),
})

/** The discriminator, as its own optimiser moves it, if there is one. */
export const discriminatorGroup = (plan: Plan): ParameterGroup | undefined =>
  plan.discriminator === undefined
    ? undefined
    : { scope: 'discriminator', plan: { ...plan, optimiser: plan.discriminator }, holds: isDiscriminatorParameter }

export const groupsOf = (plan: Plan): ReadonlyArray<ParameterGroup> => {
  const other = discriminatorGroup(plan)
  return other === undefined ? [autoencoderGroup(plan)] : [autoencoderGroup(plan), other]
}

/** A name in the scope of a group. */
const inScope = (scope: string, name: string): string => (scope === '' ? name : `${scope}.${name}`)

/** Every slot by its full name, `0.first`, with the number that it begins with and the parameters that have it. */
export const slotScopes = (
  plan: Plan,
): ReadonlyArray<{ readonly slot: string; readonly value: number; readonly holds: ParameterGroup['holds'] }> =>
  groupsOf(plan).flatMap(({ scope, plan: own, holds }) =>
    Object.entries(slotsOf(own)).map(([slot, value]) => ({ slot: inScope(scope, slot), value, holds })),
  )

/** All slots of parameters, or of their holders: `0.first.encoder.0.weight`. */
export const slotsFor = <S extends object>(plan: Plan, shapes: NamedOf<S>): NamedOf<S & { readonly value: number }> =>
  Named.disjoint(
    ...slotScopes(plan).map(({ slot, value, holds }) =>
      Named.prefix(
        Named.map(Named.filter(shapes, holds), (shape) => ({ ...shape, value })),
        slot,
      ),
    ),
  )
