import { describe, expect, it } from 'vitest'
import { ndarrays, wrap } from '../../src/interpreters/ndarray/index.ts'
import { checkGradient } from '../../src/laws/index.ts'
import type { NdArray } from '../../src/interpreters/ndarray/index.ts'
import { scale } from '../../src/tensor/derived.ts'

const A = ndarrays('float64')

describe('checkGradient tests a derivative that somebody wrote by hand', () => {
  const f = ({ x, w }: Record<string, NdArray>): NdArray => {
    if (x === undefined || w === undefined) throw new Error('two inputs')
    return A.matmul(x, w)
  }
  const right = ({ x, w }: Record<string, NdArray>, dy: NdArray): Record<string, NdArray> => {
    if (x === undefined || w === undefined) throw new Error('two inputs')
    return { x: A.matmul(dy, w, { b: true }), w: A.matmul(x, dy, { a: true }) }
  }
  const inputs = { x: [4, 3], w: [3, 2] }

  it('accepts a right derivative', () =>
    expect(checkGradient({ f, pullback: right, inputs })).toMatchObject({ holds: true, cases: 20 }))

  it('names the argument of a wrong one', () => {
    const wrong = (given: Record<string, NdArray>, dy: NdArray) => ({
      ...right(given, dy),
      w: A.neg(right(given, dy)['w'] ?? dy),
    })
    const { holds, disagreement } = checkGradient({ f, pullback: wrong, inputs })
    expect(holds).toBe(false)
    expect(disagreement?.message).toMatch(
      /^cotangent of "w": the pullback says .*, differences say .* \(relative error 2\.0e\+0\)$/,
    )
  })

  it('names an argument without a cotangent, or with one of another shape', () => {
    expect(
      checkGradient({ f, pullback: (given, dy) => ({ x: right(given, dy)['x'] ?? dy }), inputs }).disagreement?.message,
    ).toContain('"w": the pullback gives none')
    expect(
      checkGradient({ f, pullback: (given, dy) => ({ ...right(given, dy), x: dy }), inputs }).disagreement?.message,
    ).toContain('shape [4, 2], but the argument has [4, 3]')
  })

  it('takes a function to a number and a point of one’s own', () => {
    const point = wrap(Float64Array.of(1, 2, 3), [3])
    const found = checkGradient({
      f: ({ x }) => (x === undefined ? Number.NaN : A.read(x).reduce((sum, value) => sum + value ** 3, 0)),
      pullback: ({ x }) => (x === undefined ? {} : { x: scale(A, A.mul(x, x), 3) }),
      inputs: { x: point },
    })
    expect(found.holds).toBe(true)
  })

  it('a gradient that is not a number does not pass', () => {
    const nan = ({ x }: Record<string, NdArray>) => (x === undefined ? {} : { x: scale(A, x, Number.NaN) })
    expect(
      checkGradient({ f: ({ x }) => (x === undefined ? 0 : (A.read(x)[0] ?? 0)), pullback: nan, inputs: { x: [1] } })
        .holds,
    ).toBe(false)
  })
})
