import { describe, expect, it } from 'vitest'
import { built, builtTerm, defineLayer, defineTerm, Named, ndarrays, relu, termValue, wrap } from '../../src/index.ts'
import { assertLaws, checkGradient, drawReport, layerLaws, termLaws, updateLaws, verify } from '../../src/laws/index.ts'
import type { NdArray } from '../../src/interpreters/ndarray/index.ts'
import { Codecs, updateRow } from '../../src/index.ts'
import { scale, sumTo, times, total } from '../../src/tensor/derived.ts'
import type { Stage } from '../../src/layers/index.ts'
import type { Tensor } from '../../src/tensor/tensor.ts'

const A = ndarrays('float64')

/** A layer y = x ⊙ s whose pullback is what a test makes of the right one. */
const gain = (
  spoil: <T>(B: Tensor<T>, stage: Stage<T>) => Stage<T>,
  output?: (sizes: ReadonlyArray<number>) => ReadonlyArray<number>,
) =>
  defineLayer({
    name: 'gain',
    summary: 'Multiplies.',
    affine: true,
    codec: () => Codecs.struct({}),
    build: (_settings, sizes) =>
      built({
        output: output?.(sizes) ?? sizes,
        parameters: { scale: { shape: sizes, initialiser: 'heNormal', fan: { in: 1, out: 1 } } },
        program: (B, { x, parameters }) => {
          const s = Named.get(parameters, 'scale')
          return spoil(B, {
            y: times(B, x, s),
            aux: {},
            buffers: {},
            pullback: (dy) => ({ dx: times(B, dy, s), dparameters: { scale: sumTo(B, B.mul(dy, x), B.shape(s)) } }),
          })
        },
      }),
  }).definition

const report = (row: ReturnType<typeof gain>): string => drawReport(verify(layerLaws(row), { cases: 50 }))

describe('the laws notice what is wrong with a layer, and name it', () => {
  it('nothing, where nothing is', () =>
    expect(report(gain((_B, stage) => stage))).toBe('layer gain: 8 laws hold on 50 cases'))

  it('a factor in the cotangent of a parameter', () => {
    const text = report(
      gain((B, stage) => ({
        ...stage,
        pullback: (dy, daux) => {
          const { dx, dparameters } = stage.pullback(dy, daux)
          return { dx, dparameters: Named.map(dparameters, (d) => scale(B, d, 2)) }
        },
      })),
    )
    expect(text).toContain('"the pullback agrees with dual numbers" does not hold')
    expect(text).toMatch(/cotangent of "parameter\.0\.scale": the pullback says .*, dual numbers say/)
    expect(text).toMatch(/replay with \{ seed: -?\d+, path: ".*" \}/)
  })

  it('a sign in the cotangent of the input', () => {
    const text = report(
      gain((B, stage) => ({
        ...stage,
        pullback: (dy, daux) => ({ ...stage.pullback(dy, daux), dx: B.neg(stage.pullback(dy, daux).dx) }),
      })),
    )
    expect(text).toContain('cotangent of "x"')
  })

  it('a cotangent that is missing', () => {
    const text = report(
      gain((_B, stage) => ({
        ...stage,
        pullback: (dy, daux) => ({ dx: stage.pullback(dy, daux).dx, dparameters: {} }),
      })),
    )
    expect(text).toContain('parameter.0.scale')
  })

  it('a pullback that is not linear', () => {
    const text = report(
      gain((B, stage) => ({
        ...stage,
        pullback: (dy, daux) => {
          const { dx, dparameters } = stage.pullback(dy, daux)
          return { dx: B.mul(dx, B.abs(dx)), dparameters }
        },
      })),
    )
    expect(text).toContain('does not hold')
  })

  it('a shape that was predicted wrong', () => {
    expect(
      report(
        gain(
          (_B, stage) => stage,
          (sizes) => [...sizes, 1],
        ),
      ),
    ).toContain('"the predicted shape is the actual shape" does not hold')
  })

  it('a failure is seen again from its seed and path', () => {
    const wrong = gain((B, stage) => ({ ...stage, y: scale(B, stage.y, 3) }))
    const { failure } = verify(layerLaws(wrong), { cases: 50 })
    if (failure === undefined) return expect.fail('it holds')
    const again = verify(layerLaws(wrong), { cases: 50, seed: failure.seed, path: failure.path })
    expect(again.failure?.counterexample).toBe(failure.counterexample)
  })

  it('assertLaws throws the report', () => {
    expect(() => assertLaws(layerLaws(gain((B, stage) => ({ ...stage, y: B.neg(stage.y) }))), { cases: 20 })).toThrow(
      'does not hold',
    )
    expect(assertLaws(layerLaws(relu.definition), { cases: 20 }).cases).toBe(20)
  })
})

describe('the laws notice what is wrong with a term and an update', () => {
  it('a loss whose gradient is off', () => {
    const wrong = defineTerm({
      name: 'wrong',
      summary: 'Forgets a factor.',
      codec: () => Codecs.struct({}),
      build: () =>
        builtTerm({
          run: (B, { output }) =>
            termValue(total(B, B.mul(output, output)), (dvalue) => ({ doutput: times(B, output, dvalue) })),
        }),
    })
    expect(drawReport(verify(termLaws(wrong), { cases: 20 }))).toContain('cotangent of "output"')
  })

  it('an update that loses a slot', () => {
    const wrong = updateRow({
      name: 'wrong',
      summary: 'Forgets.',
      codec: () => Codecs.struct({}),
      slots: () => ({ velocity: 0 }),
      run: (_B, { direction }) => ({ direction, slots: {} }),
    })
    expect(drawReport(verify(updateLaws(wrong), { cases: 20 }))).toContain(
      'the slots are none, not velocity as declared',
    )
  })
})

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

  it('holds for a right one', () =>
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
