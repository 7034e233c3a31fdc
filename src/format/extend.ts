import type { LayerDefinition } from '../layers/index.ts'
import type { TermDefinition } from '../losses/index.ts'
import type { UpdateDefinition } from '../optimisers/index.ts'
import type { StepDefinition } from '../preprocessing/index.ts'
import type { ScheduleDefinition } from '../schedules/index.ts'
import type { Registry } from './spec.ts'

/** A row of a registry, or the typed function that holds it. */
export type RowOrUse<Row extends object> = Row | { readonly definition: Row }

/** Rows to put beside those of a registry. */
export interface Additions {
  readonly layers?: ReadonlyArray<RowOrUse<LayerDefinition>>
  readonly terms?: ReadonlyArray<RowOrUse<TermDefinition>>
  readonly updates?: ReadonlyArray<RowOrUse<UpdateDefinition>>
  readonly schedules?: ReadonlyArray<RowOrUse<ScheduleDefinition>>
  readonly steps?: ReadonlyArray<RowOrUse<StepDefinition>>
}

/** The row itself. */
export const rowIn = <Row extends object>(one: RowOrUse<Row>): Row => ('definition' in one ? one.definition : one)

const beside = <Row extends { readonly name: string }>(
  known: Readonly<Record<string, Row>>,
  additions: ReadonlyArray<RowOrUse<Row>> = [],
): Readonly<Record<string, Row>> =>
  additions
    .map((one) => rowIn(one))
    .reduce((all, row) => {
      if (Object.hasOwn(all, row.name)) throw new Error(`extend: there is a "${row.name}" already; rename yours`)
      return { ...all, [row.name]: row }
    }, known)

/**
 * A registry with a user's own rows beside what it has. Two rows of one kind with one name are a programmer's error.
 *
 *     extend(r, {}) = r      extend(extend(r, a), b) = extend(r, a and b)
 */
export const extend = (registry: Registry, additions: Additions): Registry => ({
  layers: beside(registry.layers, additions.layers),
  terms: beside(registry.terms, additions.terms),
  updates: beside(registry.updates, additions.updates),
  schedules: beside(registry.schedules, additions.schedules),
  steps: beside(registry.steps, additions.steps),
})
