import { readFileSync } from 'node:fs'
import type { NdArray } from '../../src/interpreters/ndarray/index.ts'
import { ndarrays, wrap } from '../../src/interpreters/ndarray/index.ts'
import type { Optimiser } from '../../src/optimisers/index.ts'
import type { ScheduleSpec } from '../../src/schedules/index.ts'

/** What `make.py` wrote, typed. */
interface Files {
  readonly activations: {
    readonly x: ReadonlyArray<number>
    readonly cases: ReadonlyArray<{
      readonly layer: string
      readonly settings: Record<string, unknown>
      readonly y: ReadonlyArray<number>
    }>
  }
  readonly updates: {
    readonly a: ReadonlyArray<number>
    readonly b: ReadonlyArray<number>
    readonly c: ReadonlyArray<number>
    readonly targets: ReadonlyArray<number>
    /** The steps, counted from 1, after which the parameters were written down. */
    readonly at: ReadonlyArray<number>
    readonly cases: ReadonlyArray<{
      readonly optimiser: Optimiser
      readonly trajectory: ReadonlyArray<ReadonlyArray<number>>
    }>
  }
  readonly schedules: ReadonlyArray<{ readonly schedule: ScheduleSpec; readonly rates: ReadonlyArray<number> }>
  readonly autoencoder: {
    readonly x: ReadonlyArray<number>
    readonly noise: ReadonlyArray<number>
    readonly shape: ReadonlyArray<number>
    readonly weight: ReadonlyArray<number>
    readonly mask: ReadonlyArray<number>
    readonly parameters: Readonly<
      Record<string, { readonly shape: ReadonlyArray<number>; readonly data: ReadonlyArray<number> }>
    >
    readonly terms: Readonly<Record<string, number>>
    readonly total: number
    readonly gradients: Readonly<Record<string, ReadonlyArray<number>>>
  }
}

export const A = ndarrays('float64')

/** Numbers as an ndarray in float64. */
export const array = (numbers: ReadonlyArray<number>, shape: ReadonlyArray<number>): NdArray =>
  wrap(Float64Array.from(numbers), shape)

/** The reference values of one kind. */
export const reference = <Name extends keyof Files>(name: Name): Files[Name] => {
  const parsed: Files[Name] = JSON.parse(readFileSync(new URL(`./${name}.json`, import.meta.url), 'utf8'))
  return parsed
}

/** |a − b| relative to the size of b, or to 1 where b is small. */
export const apart = (a: number, b: number): number => Math.abs(a - b) / Math.max(1, Math.abs(b))
