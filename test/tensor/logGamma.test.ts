import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { NdArray } from '../../src/interpreters/ndarray/index.ts'
import { ndarrays } from '../../src/interpreters/ndarray/index.ts'
import { digamma, logGamma, logRising, risingSlope } from '../../src/tensor/logGamma.ts'
import type { Tensor } from '../../src/tensor/tensor.ts'
import { root } from '../command.ts'

interface Expected {
  readonly points: ReadonlyArray<{ readonly x: number; readonly logGamma: number; readonly digamma: number }>
  readonly rises: ReadonlyArray<Readonly<Record<'a' | 'x' | 'logRising' | 'slope', number>>>
}

/** From `logGamma.py`, which computes with 50 digits. */
const { points, rises }: Expected = JSON.parse(readFileSync(join(root, 'test/tensor/logGamma.json'), 'utf8'))

type Program = (A: Tensor<NdArray>, ...arguments_: ReadonlyArray<NdArray>) => NdArray

/** How far numbers are off: relative to the right one, or to 1 where that is less, as near the zeros. */
const off = (
  dtype: 'float32' | 'float64',
  program: Program,
  given: ReadonlyArray<ReadonlyArray<number>>,
  expected: ReadonlyArray<number>,
): number => {
  const A = ndarrays(dtype)
  const [count = 0] = given.map(({ length }) => length)
  const columns = Array.from({ length: count }, (_, i) =>
    A.constant(
      given.map((row) => row[i] ?? 0),
      [given.length],
    ),
  )
  const found = A.read(program(A, ...columns))
  return Math.max(
    ...expected.map((value, i) => Math.abs((found[i] ?? Number.NaN) - value) / Math.max(1, Math.abs(value))),
  )
}

const bounds = { float64: 1e-14, float32: 4e-6 } as const

describe.each(['float64', 'float32'] as const)('against 50 digits, in %s', (dtype) => {
  const bound = bounds[dtype]
  const at = points.map(({ x }) => [x])
  const from = rises.map(({ a, x }) => [a, x])
  it('log Γ', () =>
    expect(
      off(
        dtype,
        (A, x) => logGamma(A, x ?? A.constant([], [0])),
        at,
        points.map((p) => p.logGamma),
      ),
    ).toBeLessThan(bound))
  it('ψ', () =>
    expect(
      off(
        dtype,
        (A, x) => digamma(A, x ?? A.constant([], [0])),
        at,
        points.map((p) => p.digamma),
      ),
    ).toBeLessThan(bound))
  it('log Γ(a + x) − log Γ(a), also where both are nearly equal', () =>
    expect(
      off(
        dtype,
        (A, a, x) => logRising(A, a ?? A.constant([], [0]), x ?? A.constant([], [0])),
        from,
        rises.map((r) => r.logRising),
      ),
    ).toBeLessThan(bound))
  it('ψ(a + x) − ψ(a)', () =>
    expect(
      off(
        dtype,
        (A, a, x) => risingSlope(A, a ?? A.constant([], [0]), x ?? A.constant([], [0])),
        from,
        rises.map((r) => r.slope),
      ),
    ).toBeLessThan(bound))
})
