import { describe, expect, it } from 'vitest'
import { input, pipe, vectorQuantiser } from '../../src/index.ts'
import type { VectorQuantiserOptions } from '../../src/layers/vectorQuantiser.ts'
import type { NdArray } from '../../src/interpreters/ndarray/index.ts'
import { draw, path, stream } from '../../src/random/index.ts'
import * as Named from '../../src/tensor/named.ts'
import { A, builtOf, faultOf, numbers, rowsFrom, run } from './run.ts'

const codes = 4
const networkOf = (options: VectorQuantiserOptions = {}) => pipe(input([2]), vectorQuantiser(codes, options))

type Buffers = Named.Named<NdArray>

/** Buffers as they begin. */
const beginning = (options?: VectorQuantiserOptions): Buffers =>
  Named.map(builtOf(networkOf(options)).buffers, ({ shape }) =>
    A.constant(new Float64Array(shape.reduce((a, b) => a * b)), shape),
  )

const own = { '0.codebook': A.constant([0.5, 0.5, -0.5, 0.5, 0.5, -0.5, -0.5, -0.5], [4, 2]) }

const parametersOf = ({ learning }: VectorQuantiserOptions) => (learning === 'gradient' ? own : {})

/** Four clusters around (±1, ±1), so many rows of each in turn. */
const centres = [
  [1, 1],
  [-1, 1],
  [1, -1],
  [-1, -1],
] as const
const clusters = (seed: number, each = 16): NdArray => {
  const z = draw(path(stream(seed), 'cluster'), each * 8, { kind: 'normal' })
  return rowsFrom(
    Array.from({ length: each * 4 }, (_, n) =>
      (centres[n % 4] ?? [0, 0]).map((c, j) => c + 0.05 * (z[2 * n + j] ?? 0)),
    ),
  )
}

/** The codes after so many steps on fresh rows. */
const taught = (steps: number, options: VectorQuantiserOptions, first = beginning(options)): Buffers => {
  let buffers = first
  for (let step = 0; step < steps; step++)
    ({ buffers } = run(networkOf(options), clusters(step), {
      parameters: parametersOf(options),
      buffers,
      seed: 100 + step,
    }))
  return buffers
}

const bookOf = (buffers: Buffers): NdArray => Named.get(buffers, '0.codes')
const pairs = (a: NdArray): ReadonlyArray<ReadonlyArray<number>> =>
  Array.from({ length: a.shape[0] ?? 0 }, (_, n) => numbers(a).slice(2 * n, 2 * n + 2))
const distance = (a: ReadonlyArray<number>, b: ReadonlyArray<number>): number =>
  Math.hypot(...a.map((value, i) => value - (b[i] ?? 0)))

describe('vectorQuantiser', () => {
  it('gives the nearest code of each row to the bit, of equally near ones the first', () => {
    const buffers = { ...beginning(), '0.codes': A.constant([0, 0, 1, 0, 0.1, 3, 1, 0], [4, 2]) }
    const { y } = run(
      networkOf(),
      rowsFrom([
        [0.4, 0],
        [0.6, 0],
        [0.5, 0],
        [0.3, 9],
      ]),
      { buffers },
    )
    expect(pairs(y)).toEqual([
      [0, 0],
      [1, 0],
      [0, 0],
      [0.1, 3],
    ])
  })

  it('lets learning straight through', () => {
    const { pullback } = run(networkOf(), clusters(1, 1), { buffers: beginning(), seed: 1 })
    const dy = rowsFrom([
      [1, 2],
      [3, 4],
      [5, 6],
      [7, 8],
    ])
    expect(numbers(pullback(dy, {}).dx)).toEqual(numbers(dy))
  })

  it.each(['average', 'gradient'] as const)('begins at rows of the first minibatch: %s', (learning) => {
    const x = clusters(0)
    const buffers = taught(1, { learning })
    const offset = learning === 'gradient' ? own['0.codebook'] : A.constant(new Float64Array(8), [4, 2])
    for (const code of pairs(A.add(bookOf(buffers), offset)))
      expect(Math.min(...pairs(x).map((row) => distance(row, code)))).toBeLessThan(0.1)
  })

  it.each(['average', 'gradient'] as const)('changes nothing at evaluation: %s', (learning) => {
    const before = taught(3, { learning })
    const { buffers } = run(networkOf({ learning }), clusters(9), {
      parameters: parametersOf({ learning }),
      buffers: before,
    })
    expect(Named.map(buffers, numbers)).toEqual(Named.map(before, numbers))
  })

  it('finds the centres of clusters by averages: dead codes restart until each has one', () => {
    const found = pairs(bookOf(taught(300, { decay: 0.9, restart: 0.2 })))
    for (const centre of centres) expect(Math.min(...found.map((code) => distance(code, centre)))).toBeLessThan(0.05)
  })

  it('restarts what is not used at a row, and does not where it must not', () => {
    const far = {
      '0.sum': A.constant([16, 16, -16, 16, 16, -16, 0.5, 0.5], [4, 2]),
      '0.codes': A.constant([1, 1, -1, 1, 1, -1, 50, 50], [4, 2]),
      '0.count': A.constant([16, 16, 16, 0.01], [4]),
    }
    const next = (restart: number) => pairs(bookOf(taught(1, { restart }, far)))[3] ?? []
    expect(next(0)).toEqual([50, 50].map((value) => expect.closeTo(value, 12)))
    expect(Math.min(...pairs(clusters(0)).map((row) => distance(row, next(0.05))))).toBeLessThan(0.1)
  })

  it('needs a code, and an axis that is there', () => {
    expect(faultOf({ input: [2], layers: [{ layer: 'vectorQuantiser', codes: 0 }] })).toContain('a whole number from 1')
    expect(faultOf({ input: [2], layers: [{ layer: 'vectorQuantiser', codes: 2, axis: 2 }] })).toContain('an axis 2')
  })
})
