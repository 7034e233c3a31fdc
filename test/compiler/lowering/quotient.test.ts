import { fromBinary } from '@bufbuild/protobuf'
import fc from 'fast-check'
import { ModelProtoSchema } from 'onnx-buf'
import { describe, expect, it } from 'vitest'
import type { NdArray } from '../../../src/interpreters/ndarray/index.ts'
import { A } from '../../../src/laws/differentiable.ts'
import { dyadic, unitInterval } from '../../../src/laws/numbers.ts'
import { path, stream } from '../../../src/random/index.ts'
import { fill, like, over, scale, softmax } from '../../../src/tensor/derived.ts'
import type { Expression } from '../../../src/expression/expression.ts'
import { expressions as E, input } from '../../../src/expression/expression.ts'
import * as Named from '../../../src/tensor/named.ts'
import type { Tensor } from '../../../src/tensor/tensor.ts'
import { casesPerDefinition } from '../../cases.ts'
import { compileExpressions, runNatively } from '../run.ts'

const operatorsOf = (root: Expression): ReadonlyArray<string> =>
  (fromBinary(ModelProtoSchema, compileExpressions([root], 'float32')).graph?.node ?? []).map(({ opType }) => opType)

const cases = fc.record({
  shape: fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 4 }),
  along: fc.nat(),
  spread: fc.constantFrom(1, 30, 1000),
  seed: fc.nat(),
})

/** What one case computes and what it shall be, in the tolerance of the dtype. */
const expectClose = (found: NdArray, expected: NdArray, dtype: 'float32' | 'float64'): void => {
  const [got, wanted] = [A.read(found), A.read(expected)]
  expect([...found.shape]).toEqual([...expected.shape])
  const tolerance = dtype === 'float64' ? 1e-14 : 1e-6
  wanted.forEach((value, i) => expect(Math.abs((got[i] ?? Number.NaN) - value)).toBeLessThan(tolerance))
}

describe('a softmax is compiled to one operator', () => {
  it.each(['float64', 'float32'] as const)('which agrees with the reference in %s along every axis', async (dtype) => {
    await fc.assert(
      fc.asyncProperty(cases, async ({ shape, along, spread, seed }) => {
        const axes = [along % shape.length]
        const x = dyadic(path(stream(seed), 'x'), shape)
        const run = <T>(B: Tensor<T>, a: T): T => softmax(B, scale(B, a, spread), axes)
        const [found = x] = await runNatively([run(E, input('x', shape))], { x }, dtype)
        expectClose(found, run(A, x), dtype)
      }),
      { numRuns: Math.min(100, casesPerDefinition) },
    )
  })

  it('with nothing left of the five', () => {
    const operators = operatorsOf(softmax(E, input('x', [2, 3, 4]), [1]))
    expect(operators).toEqual(['Softmax'])
  })
})

describe('what only looks like a softmax is none', () => {
  const [x, y] = [input('x', [3, 3]), input('y', [3, 3])]
  const less = (of: Expression, from: Expression, axes: ReadonlyArray<number>): Expression =>
    E.exp(E.sub(from, like(E, E.max(of, axes), from)))
  const e = less(x, x, [1])
  const sums: Readonly<Record<string, Expression>> = {
    'the sum along another axis': over(E, e, E.sum(e, [0])),
    'the maximum along another axis': over(E, less(x, x, [0]), E.sum(less(x, x, [0]), [1])),
    'the maximum of something else': over(E, less(y, x, [1]), E.sum(less(y, x, [1]), [1])),
    'the sum of something else': over(E, e, E.sum(less(y, y, [1]), [1])),
    'both along two axes': over(E, less(x, x, [0, 1]), E.sum(less(x, x, [0, 1]), [0, 1])),
  }
  it.each(Object.entries(sums))('%s', (_name, program) => expect(operatorsOf(program)).not.toContain('Softmax'))
})

/** 1/√x twice in a product and once beside it, as in layers that normalise one after the other. */
const program = <T>(B: Tensor<T>, { x, y, z }: Readonly<Record<'x' | 'y' | 'z', T>>): ReadonlyArray<T> => {
  const inverse = (a: T): T => B.div(fill(B, 1, B.shape(a)), B.sqrt(a))
  const [a, b] = [inverse(x), inverse(y)]
  return [B.mul(a, z), B.mul(a, b)]
}

it.each(['float32', 'float64'] as const)('products of reciprocals are what they are in %s', async (dtype) => {
  const given = { x: [2, 3], y: [2, 3], z: [2, 3] }
  const numbers = Named.map(given, (shape, name) => unitInterval(path(stream(1), name), shape))
  const symbols = { x: input('x', [2, 3]), y: input('y', [2, 3]), z: input('z', [2, 3]) }
  const found = await runNatively(program(E, symbols), numbers, dtype)
  const expected = program(A, {
    x: Named.get(numbers, 'x'),
    y: Named.get(numbers, 'y'),
    z: Named.get(numbers, 'z'),
  })
  expected.forEach((tensor, k) => {
    const got = A.read(found[k] ?? tensor)
    A.read(tensor).forEach((value, i) =>
      expect(Math.abs((got[i] ?? Number.NaN) / value - 1)).toBeLessThan(dtype === 'float64' ? 1e-14 : 1e-6),
    )
  })
})
