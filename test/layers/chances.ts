import type { Net, Sizes } from '../../src/index.ts'
import type { NdArray } from '../../src/interpreters/ndarray/index.ts'
import { A, numbers, repeated, run } from './run.ts'

/** A code of a row of one number. */
export type OneIn = Net<readonly [1], Sizes, string>

/** A code that gives these numbers for every row, whatever comes in. */
export const biased = (bias: ReadonlyArray<number>) => ({
  '0.weight': A.constant(new Float64Array(bias.length), [1, bias.length]),
  '0.bias': A.constant(bias, [bias.length]),
})

export const column = (values: NdArray, at: number): ReadonlyArray<number> => {
  const width = values.shape[1] ?? 1
  return numbers(values).filter((_, i) => i % width === at)
}

/** How many samples are drawn. */
export const many = 40_000

/** Samples of a code, or without a seed what it is at evaluation. */
export const sampled = (net: OneIn, bias: ReadonlyArray<number>, seed?: number) =>
  run(net, repeated([0], seed === undefined ? 1 : many), {
    parameters: biased(bias),
    ...(seed === undefined ? {} : { seed }),
  })

export const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x))

export const softmax = (logits: ReadonlyArray<number>): ReadonlyArray<number> => {
  const e = logits.map(Math.exp)
  return e.map((value) => value / e.reduce((sum, other) => sum + other, 0))
}

/** What the entries of codes come from in the tests. */
export const odds = [-1.5, 0.2, 2]
export const logits = [-1, 0.5, 1.2, 0]
