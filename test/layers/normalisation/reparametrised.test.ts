import { describe, expect, it } from 'vitest'
import { batchNorm, dense, input, mirror, pipe, relu, spectralNorm, weightNorm } from '../../../src/index.ts'
import { fill } from '../../../src/tensor/derived.ts'
import * as Named from '../../../src/tensor/named.ts'
import { A, builtOf, faultOf } from '../run.ts'
import { initialArrays, isTraining, normal } from './numbers.ts'

describe('weightNorm and spectralNorm', () => {
  const norm = (values: Float64Array): number => Math.sqrt(values.reduce((sum, value) => sum + value * value, 0))

  it('weightNorm begins as the layer inside', () => {
    const [plain, normed] = [builtOf(pipe(input([5]), dense(3))), builtOf(pipe(input([5]), weightNorm(dense(3))))]
    const begin = initialArrays(normed)
    const inside = Named.within(begin.parameters, '0.body')
    const x = normal('x', [4, 5])
    const [a, b] = [
      plain.program(A, { x, parameters: inside, buffers: {}, noise: {} }).y,
      normed.program(A, { x, ...begin, noise: {} }).y,
    ].map((y) => A.read(y))
    for (const [i, value] of a?.entries() ?? []) expect(b?.[i]).toBeCloseTo(value, 14)
  })

  it('spectralNorm begins near the greatest singular value: no row is stretched by more', () => {
    const built = builtOf(pipe(input([6]), spectralNorm(dense(4, { bias: false }))))
    const begin = initialArrays(built)
    const y = built.program(A, { x: normal('x', [50, 6]), ...begin, noise: isTraining(0) }).y
    const x = A.read(normal('x', [50, 6]))
    const stretches = Array.from(
      { length: 50 },
      (_, n) => norm(A.read(y).subarray(4 * n, 4 * n + 4)) / norm(x.subarray(6 * n, 6 * n + 6)),
    )
    expect(Math.max(...stretches)).toBeLessThan(1.02)
    expect(Math.max(...stretches)).toBeGreaterThan(0.7)
  })

  it('leave weights of zeros as they are', () => {
    for (const wrap of [weightNorm, spectralNorm]) {
      const built = builtOf(pipe(input([3]), wrap(dense(2, { initialiser: 'zeros' }))))
      const noise = Named.map(built.noise, () => fill(A, 1, []))
      const { y, pullback } = built.program(A, { x: normal('x', [4, 3]), ...initialArrays(built), noise })
      expect(A.read(y).every((value) => value === 0)).toBe(true)
      const { dx, dparameters } = pullback(normal('dy', [4, 2]), {})
      for (const d of [dx, ...Object.values(dparameters)]) expect(A.read(d).every(Number.isFinite)).toBe(true)
    }
  })

  it('refuse layers without a weight, and what they have normalised already', () => {
    expect(faultOf(pipe(input([3]), weightNorm(relu)))).toContain('a layer with a weight, such as dense')
    expect(faultOf(pipe(input([3]), weightNorm(weightNorm(dense(2)))))).toContain('a layer without weightNorm')
    expect(faultOf(pipe(input([3]), spectralNorm(weightNorm(dense(2)))))).toBe('no fault')
  })

  it('are mirrored around the mirror of what is inside', () =>
    expect(mirror(pipe(input([5]), spectralNorm(dense(3)), batchNorm())).layers).toEqual([
      { layer: 'batchNorm' },
      { layer: 'spectralNorm', body: [{ layer: 'dense', units: 5 }] },
    ]))
})
