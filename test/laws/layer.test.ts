import { describe, expect, it } from 'vitest'
import { defineLayer, Named, relu } from '../../src/index.ts'
import { built } from '../../src/layers/index.ts'
import type { CheckProgress } from '../../src/laws/index.ts'
import { assertLaws, drawReport, layerLaws, verify, verifyAsync } from '../../src/laws/index.ts'
import { Codecs } from '../../src/index.ts'
import { scale, sumTo, times } from '../../src/tensor/derived.ts'
import type { Stage } from '../../src/layers/index.ts'
import type { Tensor } from '../../src/tensor/tensor.ts'

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
  it('and find nothing wrong with a right one', () =>
    expect(report(gain((_B, stage) => stage))).toBe('layer gain: 9 laws hold on 50 cases'))

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

  it('verifyAsync gives the report of verify, and says how far it has come', async () => {
    const wrong = layerLaws(gain((B, stage) => ({ ...stage, y: scale(B, stage.y, 3) })))
    const seen: Array<CheckProgress> = []
    const onCase = async (progress: CheckProgress): Promise<void> => void seen.push({ ...progress })
    expect(await verifyAsync(wrong, onCase, { cases: 50, seed: 7 })).toEqual(verify(wrong, { cases: 50, seed: 7 }))
    expect(seen[0]).toMatchObject({ cases: 0, failed: false })
    expect(seen.at(-1)?.failed).toBe(true)
  })

  it('assertLaws throws the report', () => {
    expect(() => assertLaws(layerLaws(gain((B, stage) => ({ ...stage, y: B.neg(stage.y) }))), { cases: 20 })).toThrow(
      'does not hold',
    )
    expect(assertLaws(layerLaws(relu.definition), { cases: 20 }).cases).toBe(20)
  })
})
