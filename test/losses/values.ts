import type { NdArray } from '../../src/interpreters/ndarray/index.ts'
import type { TermInput, TermDefinition } from '../../src/losses/index.ts'
import { A, array } from '../reference/values.ts'

/** Rows of numbers. */
export const matrix = (rows: number, numbers: ReadonlyArray<number>): NdArray =>
  array(numbers, [rows, numbers.length / rows])

const none = array([], [0])

/** What a term may look at, where it looks at none of it. */
export const nothing: TermInput<NdArray> = {
  target: none,
  output: none,
  aux: {},
  parameters: {},
  noise: {},
  jacobian: { transposed: (u) => u, gradient: () => ({}) },
  decoder: { along: (v) => ({ value: v, gradient: (u) => ({ dcode: u, dparameters: {} }) }) },
  decode: (codes) => ({ output: codes, pullback: (d) => ({ dcode: d, dparameters: {} }) }),
}

/** The value of a term. */
export const valueOf = (
  row: TermDefinition,
  given: Partial<TermInput<NdArray>>,
  settings: Readonly<Record<string, unknown>> = {},
): number => A.read(row.run(A, { ...nothing, ...given }, settings).value)[0] ?? Number.NaN
