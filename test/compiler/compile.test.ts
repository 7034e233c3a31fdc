import { fromBinary } from '@bufbuild/protobuf'
import fc from 'fast-check'
import { ModelProtoSchema } from 'onnx-buf'
import { describe, expect, it } from 'vitest'
import { nativeRuntime } from '../../src/engines/onnxruntime/native.ts'
import type { Dtype, NdArray } from '../../src/interpreters/ndarray/index.ts'
import { wrap } from '../../src/interpreters/ndarray/index.ts'
import { A } from '../../src/laws/differentiable.ts'
import { dyadic } from '../../src/laws/numbers.ts'
import { grow } from '../../src/laws/program.ts'
import { rounding } from '../../src/laws/rounding.ts'
import { path, stream } from '../../src/random/index.ts'
import { fill, scalar, total } from '../../src/tensor/derived.ts'
import type { Expression } from '../../src/expression/expression.ts'
import { expressions as E, input } from '../../src/expression/expression.ts'
import { interpret } from '../../src/expression/interpret.ts'
import { batch } from '../../src/tensor/shape.ts'
import type { Tensor } from '../../src/tensor/tensor.ts'
import { compare, sampler } from '../agreement/compare.ts'
import { casesPerDefinition } from '../cases.ts'
import { compileExpressions, runNatively } from './run.ts'

const programs = Math.min(400, casesPerDefinition)

const observed = (a: NdArray) => ({ answer: { shape: [...a.shape], data: A.read(a) } })

/** What is wrong with a value that stands for what a program computes in the reference. */
const wrong = async (
  found: NdArray,
  run: (B: Tensor<NdArray>) => NdArray,
  dtype: Dtype,
): Promise<string | undefined> => {
  const samples = sampler((k) => observed(run(rounding(dtype, path(stream(k), 'program')))))
  return (await compare(observed(found), observed(run(A)), samples, dtype)).disagreement
}

const programCases = fc.record({
  rows: fc.integer({ min: 1, max: 4 }),
  columns: fc.integer({ min: 1, max: 4 }),
  choices: fc.array(fc.nat(), { minLength: 1, maxLength: 12 }),
  seed: fc.nat(),
  symbolic: fc.boolean(),
})

describe('compiled programs agree with the reference', () => {
  it.each(['float64', 'float32'] as const)(
    'arbitrary ones in %s, for a known and an unknown number of rows',
    async (dtype) => {
      await fc.assert(
        fc.asyncProperty(programCases, async ({ rows, columns, choices, seed, symbolic }) => {
          const shape = [rows, columns]
          const [a, b] = [dyadic(path(stream(seed), 'a'), shape), dyadic(path(stream(seed), 'b'), shape)]
          const given = symbolic ? [batch, columns] : shape
          const program = grow(E, [input('a', given), input('b', given)], choices)
          const [found = a] = await runNatively([program], { a, b }, dtype)
          expect(await wrong(found, (B) => grow(B, [a, b], choices), dtype)).toBeUndefined()
        }),
        { numRuns: programs },
      )
    },
  )
})

const x = input('x', [2, 3, 4])
const m = input('m', [batch, 3])
const v = input('v', [3])
const values: Readonly<Record<string, NdArray>> = {
  x: dyadic(stream(1), [2, 3, 4]),
  m: dyadic(stream(2), [5, 3]),
  v: wrap(Float64Array.of(1, 0, 2), [3]),
}

/** What arbitrary programs do not reach: other axes, more axes, several of them. */
const single: Readonly<Record<string, Expression>> = {
  'a padding with zeros between, on every axis': E.pad(x, [
    { before: 1, after: 0, interior: 2 },
    null,
    { before: 0, after: 2, interior: 1 },
  ]),
  'a slice with steps on several axes': E.slice(x, [
    null,
    { start: 0, stop: 3, step: 2 },
    { start: 1, stop: 4, step: 2 },
  ]),
  'a transposition of three axes': E.transpose(x, [2, 0, 1]),
  'a batched product': E.matmul(x, E.transpose(x, [0, 2, 1])),
  'a batched product, transposed on both sides': E.matmul(x, E.reshape(x, [2, 4, 3]), { a: true, b: true }),
  'a product whose factors have a product that float32 does not have': E.matmul(
    E.mul(E.reshape(x, [6, 4]), fill(E, Math.fround(1 / 3), [6, 4])),
    E.mul(E.reshape(x, [6, 4]), fill(E, Math.fround(1 / 7), [6, 4])),
    { b: true },
  ),
  'a product whose factors are small together, and whose entries are large': E.matmul(
    E.mul(E.mul(E.reshape(x, [6, 4]), fill(E, 2 ** 80, [6, 4])), fill(E, 2 ** -80, [6, 4])),
    E.mul(E.mul(E.reshape(x, [6, 4]), fill(E, 2 ** 80, [6, 4])), fill(E, 2 ** -80, [6, 4])),
    { b: true },
  ),
  'the sum over two axes': E.sum(x, [0, 2]),
  'the greatest over two axes': E.max(x, [0, 2]),
  'the greatest two along the last axis': E.topMask(x, 2),
  'rows looked up by index': E.gather(E.reshape(x, [6, 4]), v),
  'rows added by index, some twice': E.scatter(
    E.reshape(E.slice(x, [{ start: 0, stop: 1 }, null, null]), [3, 4]),
    v,
    5,
  ),
  'rows added by a matrix of indices': E.scatter(
    E.reshape(x, [2, 2, 6]),
    E.reshape(E.concat([v, E.expand(scalar(E, 2), [1])], 0), [2, 2]),
    4,
  ),
  'numbers added by index': E.scatter(
    E.reshape(E.slice(m, [null, { start: 0, stop: 1 }]), [batch]),
    E.reshape(E.slice(E.abs(E.floor(m)), [null, { start: 1, stop: 2 }]), [batch]),
    4,
  ),
  'the extent of an unknown axis and a known one': E.extent(m, [0, 1]),
  'rows in another order of axes': E.reshape(E.transpose(m, [1, 0]), [{ batch: 3 }]),
  'parts along the batch': E.concat([m, E.neg(m), m], 0),
  'entries repeated beside themselves': E.expand(E.reshape(x, [3, 4, 2, 1]), [3, 4, 2, 3]),
  'entries repeated beside and below themselves': E.expand(E.reshape(x, [3, 4, 1, 2, 1]), [2, 3, 4, 2, 2, 3]),
  'entries of unknown rows repeated': E.expand(E.reshape(m, [batch, 1, 3, 1]), [batch, 2, 3, 2]),
  'what is not finite repeated': E.expand(E.reshape(E.log(E.sub(x, x)), [24, 1]), [24, 2]),
  'a repeated row': E.concat([m, E.expand(v, [batch, 3])], 1),
  'a choice by a mask that is not 0 or 1': E.where(E.expand(v, [batch, 3]), m, E.neg(m)),
}

describe('single operations agree with the reference', () => {
  /** The same expression on known rows. */
  const fixed = (node: Expression): NdArray => {
    const resolve = (extent: Expression['shape'][number]) => (typeof extent === 'number' ? extent : 5 * extent.batch)
    const rebuilt = new Map<Expression, Expression>()
    const rebuild = (one: Expression): Expression => {
      const done = rebuilt.get(one)
      if (done !== undefined) return done
      const shape = one.shape.map(resolve)
      const made = { ...one, operands: one.operands.map(rebuild), shape }
      rebuilt.set(one, made)
      return made
    }
    return interpret(A, rebuild(node), values)
  }
  for (const dtype of ['float64', 'float32'] as const)
    it.each(Object.entries(single))(`%s, in ${dtype}`, async (_, expression) => {
      const [found] = await runNatively([expression], values, dtype)
      const expected = fixed(expression)
      expect(found?.shape).toEqual(expected.shape)
      const numbers = A.read(expected)
      A.read(found ?? expected).forEach((value, i) =>
        expect(value).toBeCloseTo(numbers[i] ?? Number.NaN, dtype === 'float64' ? 12 : 5),
      )
    })
})

describe('many rows added by few indices', () => {
  it('are all counted, also by several threads', async () => {
    const [rows, width, places] = [200_000, 8, 7]
    const bytes = compileExpressions(
      [E.scatter(input('values', [rows, width]), input('index', [rows]), places)],
      'float32',
    )
    const { graph } = fromBinary(ModelProtoSchema, bytes)
    // It adds on several threads at once, and now and then loses what meets.
    expect(graph?.node.map(({ opType }) => opType)).not.toContain('ScatterND')
    const runnable = await (await nativeRuntime({ threads: 4 })).load(bytes, { threads: 4, dtype: 'float32' })
    const feeds = {
      values: { data: new Float32Array(rows * width).fill(1), shape: [rows, width] },
      index: { data: Float32Array.from({ length: rows }, (_, i) => i % places), shape: [rows] },
    }
    for (let round = 0; round < 5; round++) {
      const sums = (await runnable.run(feeds))['0']?.data ?? []
      expect(Array.from(sums).reduce((sum, value) => sum + value, 0)).toBe(rows * width)
    }
  })
})

describe('sums of very many numbers', () => {
  it('keep their digits in float32: they are added in stages', async () => {
    const [rows, side] = [2000, 28]
    const image = input('image', [batch, side, side, 1])
    const values = Float64Array.from({ length: rows * side * side }, (_, i) => 0.25 + (i % 7) / 1024)
    const given = wrap(values, [rows, side, side, 1])
    const exact = values.reduce((sum, value) => sum + value, 0)
    const squares = values.reduce((sum, value) => sum + value * value, 0)
    const found = await runNatively([total(E, image), total(E, E.mul(image, image))], { image: given }, 'float32')
    for (const [i, expected] of [exact, squares].entries())
      expect(Math.abs((found[i]?.data[0] ?? Number.NaN) / expected - 1)).toBeLessThan(1e-6)
  })
})
