import { fromBinary } from '@bufbuild/protobuf'
import fc from 'fast-check'
import { ModelProtoSchema } from 'onnx-buf'
import { describe, expect, it } from 'vitest'
import { A } from '../../../../src/laws/differentiable.ts'
import { dyadic } from '../../../../src/laws/numbers.ts'
import { path, stream } from '../../../../src/random/index.ts'
import { fill, scale } from '../../../../src/tensor/derived.ts'
import type { Expression } from '../../../../src/expression/expression.ts'
import { expressions as E, input } from '../../../../src/expression/expression.ts'
import type { Tensor } from '../../../../src/tensor/tensor.ts'
import { casesPerDefinition } from '../../../cases.ts'
import { compileExpressions, runNatively } from '../../run.ts'

const [inputs, outputs] = [3, 5]

interface Given<T> {
  /** [N, L], and how much more of it some places have in every row. */
  readonly x: T
  readonly raised: T
  /** [N, L] */
  readonly others: T
  /** [L, o] */
  readonly w: T
  /** [N, o] and [N, i] */
  readonly d: T
  readonly v: T
}

/** What a dictionary computes of a code of k entries a row, forward and backward, and what else may be 0 beside it. */
const run = <T>(B: Tensor<T>, { x, raised, others, w, d, v }: Given<T>, k: number): ReadonlyArray<T> => {
  const h = B.add(x, raised)
  const zeros = fill(B, 0, B.shape(h))
  const mask = B.topMask(h, k)
  const z = B.maximum(B.mul(h, mask), zeros)
  const dz = B.mul(B.mul(B.matmul(d, w, { b: true }), B.greater(z, zeros)), mask)
  const mixed = B.sub(scale(B, B.abs(B.mul(mask, others)), 0.5), B.tanh(z))
  return [
    B.matmul(z, w),
    B.matmul(z, d, { a: true }),
    B.matmul(v, dz, { a: true }),
    B.sum(dz, [0]),
    B.matmul(mixed, w),
    B.sum(mixed, [0, 1]),
  ]
}

const shapesOf = (n: number, width: number) => ({
  x: [n, width],
  raised: [n, width],
  others: [n, width],
  w: [width, outputs],
  d: [n, outputs],
  v: [n, inputs],
})

const symbolsOf = (n: number, width: number): Given<Expression> => {
  const shapes = shapesOf(n, width)
  const symbol = (name: keyof typeof shapes): Expression => input(name, shapes[name])
  return {
    x: symbol('x'),
    raised: symbol('raised'),
    others: symbol('others'),
    w: symbol('w'),
    d: symbol('d'),
    v: symbol('v'),
  }
}

const operatorsOf = (roots: ReadonlyArray<Expression>): ReadonlyArray<string> =>
  (fromBinary(ModelProtoSchema, compileExpressions(roots, 'float32')).graph?.node ?? []).map(({ opType }) => opType)

/** Rows, entries that are kept of each, how many places are, how many places all rows have in common. */
const cases = fc.record({
  size: fc.constantFrom([64, 1], [32, 2], [128, 2], [192, 1], [48, 4]),
  further: fc.integer({ min: 0, max: 70 }),
  common: fc.integer({ min: 0, max: 4 }),
  seed: fc.nat(),
})

describe('products with a sparse code', () => {
  it.each(['float64', 'float32'] as const)('agree with the reference in %s', async (dtype) => {
    await fc.assert(
      fc.asyncProperty(cases, async ({ size: [n = 64, k = 1], further, common, seed }) => {
        const width = 128 * k + further
        const shapes = shapesOf(n, width)
        const drawn = (name: keyof typeof shapes) => dyadic(path(stream(seed), name), shapes[name])
        const raises = Float64Array.from({ length: n * width }, (_, i) => (i % width < common ? 8 : 0))
        const [x, others, w, d, v] = [drawn('x'), drawn('others'), drawn('w'), drawn('d'), drawn('v')]
        const given = { x, others, w, d, v, raised: A.constant(raises, [n, width]) }
        const found = await runNatively(run(E, symbolsOf(n, width), k), given, dtype)
        const tolerance = dtype === 'float64' ? 1e-11 : 2e-3
        run(A, given, k).forEach((one, i) => {
          const [wanted, got] = [A.read(one), found[i] === undefined ? [] : A.read(found[i])]
          expect([...(found[i]?.shape ?? [])]).toEqual([...one.shape])
          wanted.forEach((value, at) => expect(Math.abs((got[at] ?? Number.NaN) - value)).toBeLessThan(tolerance))
        })
      }),
      { numRuns: Math.min(40, Math.ceil(casesPerDefinition / 5)) },
    )
  })

  it('are made of the entries that count, and the mask of none', () => {
    const [product, ...gradients] = run(E, symbolsOf(64, 512), 4)
    const operators = operatorsOf([product, ...gradients.slice(0, 3)].filter((root) => root !== undefined))
    expect(operators.filter((operator) => operator === 'TopK')).toHaveLength(2)
    expect(operators.filter((operator) => operator === 'ScatterND')).toHaveLength(2)
    expect(operators).not.toContain('GatherElements')
  })

  it('are products of matrices where many entries count, or where the number of rows is open', () => {
    const symbols = symbolsOf(64, 508)
    expect(operatorsOf(run(E, symbols, 4))).not.toContain('ScatterND')
    const open = { ...symbols, x: input('x', [{ batch: 1 }, 512]) }
    const mask = E.topMask(open.x, 4)
    expect(operatorsOf([E.matmul(E.mul(open.x, mask), input('w', [512, outputs]))])).not.toContain('Gather')
  })
})
