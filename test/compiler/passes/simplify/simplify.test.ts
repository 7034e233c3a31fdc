import fc from 'fast-check'
import * as Either from 'fp-ts/lib/Either.js'
import { fromBinary } from '@bufbuild/protobuf'
import { ModelProtoSchema } from 'onnx-buf'
import { describe, expect, it } from 'vitest'
import { inferenceGraph } from '../../../../src/engines/onnxruntime/graphs.ts'
import { simplify } from '../../../../src/compiler/index.ts'
import { A } from '../../../../src/laws/differentiable.ts'
import { dyadic } from '../../../../src/laws/numbers.ts'
import { grow } from '../../../../src/laws/program.ts'
import { rounding } from '../../../../src/laws/rounding.ts'
import type { LayerSpec } from '../../../../src/layers/index.ts'
import { elaborate } from '../../../../src/model/index.ts'
import { path, stream } from '../../../../src/random/index.ts'
import { library } from '../../../../src/format/index.ts'
import { fill, scalar, straightThrough } from '../../../../src/tensor/derived.ts'
import type { Expression } from '../../../../src/expression/expression.ts'
import { expressions as E, input } from '../../../../src/expression/expression.ts'
import { interpret } from '../../../../src/expression/interpret.ts'
import { batch } from '../../../../src/tensor/shape.ts'
import { compare, sampler } from '../../../agreement/compare.ts'
import { casesPerDefinition } from '../../../cases.ts'
import { draw, ofPrimitives } from '../../expressions.ts'

const simple = (node: Expression): string => simplify([node]).map(draw).join('; ')

const [a, b] = [input('a', [batch, 3]), input('b', [batch, 3])]
const [s, t] = [input('s', []), input('t', [])]
const shape = [batch, 3]
const [S, T] = [E.expand(s, shape), E.expand(t, shape)]
const row = input('row', [3])
const number = (value: number): Expression => fill(E, value, shape)

describe('simplify computes the same', () => {
  it('as the program it is given, on arbitrary programs', async () => {
    const cases = fc.record({
      rows: fc.integer({ min: 1, max: 4 }),
      columns: fc.integer({ min: 1, max: 4 }),
      choices: fc.array(fc.nat(), { minLength: 1, maxLength: 12 }),
      seed: fc.nat(),
    })
    await fc.assert(
      fc.asyncProperty(cases, async ({ rows, columns, choices, seed }) => {
        const sizes = [rows, columns]
        const inputs = { a: dyadic(path(stream(seed), 'a'), sizes), b: dyadic(path(stream(seed), 'b'), sizes) }
        const program = grow(E, [input('a', sizes), input('b', sizes)], choices)
        const [simpler = program] = simplify([program]).map(ofPrimitives)
        expect(simpler.shape).toEqual(program.shape)
        const read = (B: typeof A, node: Expression) => {
          const value = interpret(B, node, inputs)
          return { value: { shape: [...value.shape], data: A.read(value) } }
        }
        const samples = sampler((k) => read(rounding('float64', stream(k)), program))
        const { disagreement } = await compare(read(A, simpler), read(A, program), samples, 'float64')
        expect(disagreement).toBeUndefined()
      }),
      { numRuns: casesPerDefinition },
    )
  })

  it('and no rule undoes another where every axis has one entry', () => {
    const one = input('one', [1])
    expect(simple(E.mul(input('x', [1, 6]), E.expand(one, [1, 6])))).toBe('mul(x, expand(reshape(one)[])[1, 6])')
    expect(simple(E.expand(E.reshape(input('x', [1, 1]), [1]), [4, 5]))).toBe('expand(reshape(x)[])[4, 5]')
  })
})

/** Each rule by what it makes of an expression. */
const rewritten: Readonly<Record<string, readonly [Expression, string]>> = {
  'constants are computed': [E.add(scalar(E, 2), E.sqrt(scalar(E, 9))), '5'],
  'numbers of entries that are known': [E.extent(input('x', [4, 5]), [0, 1]), '20'],
  'but not what depends on the batch': [E.extent(a, [0, 1]), 'extent(a)'],
  'reshape to the same shape': [E.reshape(a, shape), 'a'],
  'expand to the same shape': [E.expand(a, shape), 'a'],
  'a transposition that moves nothing': [E.transpose(a, [0, 1]), 'a'],
  'a sum over no axes': [E.sum(a, []), 'a'],
  'a slice of everything': [E.slice(a, [null, null]), 'a'],
  'a padding by nothing': [E.pad(a, [null, null]), 'a'],
  'a list of one part': [E.concat([a], 1), 'a'],
  '−(−x)': [E.neg(E.neg(a)), 'a'],
  'a reshape of a reshape': [E.reshape(E.reshape(a, [{ batch: 3 }]), [1, { batch: 3 }]), 'reshape(a)[1, 3N]'],
  'an expand of an expand': [E.expand(E.expand(row, [1, 3]), shape), 'expand(row)[N, 3]'],
  'a number in another shape': [E.reshape(E.expand(s, [2, 3]), [6]), 'expand(s)[6]'],
  'one entry repeated': [E.expand(input('x', [1, 1]), [4, 5]), 'expand(reshape(x)[])[4, 5]'],
  'axes in front': [E.expand(E.reshape(row, [1, 3]), shape), 'expand(row)[N, 3]'],
  'what repeats stands second': [E.mul(S, a), 'mul(a, expand(s)[N, 3])'],
  'x + 0': [E.add(a, number(0)), 'a'],
  '0 + x': [E.add(number(0), a), 'a'],
  'x − 0': [E.sub(a, number(0)), 'a'],
  'x · 1': [E.mul(a, number(1)), 'a'],
  '1 · x': [E.mul(number(1), a), 'a'],
  'x / 1': [E.div(a, number(1)), 'a'],
  'but not 0 − x': [E.sub(number(0), a), 'sub(expand(0)[N, 3], a)'],
  'nor x · 0, which may be NaN': [E.mul(a, number(0)), 'mul(a, expand(0)[N, 3])'],
  'a choice by a mask of ones': [E.where(number(1), a, b), 'a'],
  'a choice by a mask of zeros': [E.where(number(0), a, b), 'b'],
  'f of what repeats': [E.exp(S), 'expand(exp(s))[N, 3]'],
  'f of two that repeat': [E.mul(S, E.expand(row, shape)), 'expand(mul(expand(s)[1, 3], expand(row)[1, 3]))[N, 3]'],
  '(x · s) · t': [E.mul(E.mul(a, S), T), 'mul(a, expand(mul(s, t))[N, 3])'],
  '(x · s) / t': [E.div(E.mul(a, S), T), 'mul(a, expand(div(s, t))[N, 3])'],
  '(x / s) · t': [E.mul(E.div(a, S), T), 'mul(a, expand(div(t, s))[N, 3])'],
  '(x / s) / t': [E.div(E.div(a, S), T), 'div(a, expand(mul(s, t))[N, 3])'],
  '(x · 2) · y': [E.mul(E.mul(a, number(2)), b), 'mul(mul(a, b), expand(2)[N, 3])'],
  'y · (x · 2)': [E.mul(b, E.mul(a, number(2))), 'mul(mul(b, a), expand(2)[N, 3])'],
  'but not (x · s)², where x² may be too large': [
    E.mul(E.mul(a, S), E.mul(a, S)),
    'mul(mul(a, expand(s)[N, 3]), mul(a, expand(s)[N, 3]))',
  ],
  'what concerns derivatives alone': [E.stopGradient(a), 'a'],
  'what a straight-through estimator adds': [straightThrough(E, a, E.exp(b)), 'a'],
  'but not x − x, which may be NaN': [E.sub(a, a), 'sub(a, a)'],
}

describe('simplify rewrites', () => {
  it.each(Object.entries(rewritten))('%s', (_, [before, after]) => expect(simple(before)).toBe(after))

  it('common parts to one', () => {
    const twice = () => E.tanh(E.matmul(a, input('w', [3, 3])))
    const [first, second] = simplify([E.add(twice(), twice()), E.exp(twice())])
    expect(first?.operands[0]).toBe(first?.operands[1])
    expect(second?.operands[0]).toBe(first?.operands[0])
  })

  it('but not what differs in an attribute, a sign of zero or a number', () => {
    const roots = [
      E.sum(a, [0]),
      E.sum(a, [1]),
      E.slice(a, [null, { start: 0, stop: 1 }]),
      E.slice(a, [null, { start: 1, stop: 2 }]),
    ]
    expect(new Set(simplify(roots)).size).toBe(4)
    const zeros = simplify([E.constant([0], [1]), E.constant([-0], [1])])
    expect(zeros.map(({ attributes }) => Object.is(attributes.values?.[0], -0))).toEqual([false, true])
  })
})

const operatorsOf = (layers: ReadonlyArray<LayerSpec>): ReadonlyArray<string> => {
  const model = elaborate(library, {
    encoder: { input: [6], layers: [{ layer: 'dense', units: 4 }, ...layers] },
    decoder: { input: [4], layers: [{ layer: 'dense', units: 6 }] },
    loss: [{ term: 'mse' }],
  })
  if (Either.isLeft(model)) throw new Error(model.left.map(({ found }) => found).join())
  const plan = { optimiser: [], total: 1 }
  const bytes = inferenceGraph(model.right, plan, 'reconstruct', { weight: false, mask: false }, 'float32')
  const { graph } = fromBinary(ModelProtoSchema, bytes)
  expect((graph?.input ?? []).some(({ name }) => name.startsWith('noise'))).toBe(false)
  return (graph?.node ?? []).map(({ opType }) => opType)
}

describe('what a trained model computes', () => {
  it('has two operators for two dense layers: biases are not repeated by an operator of their own', () =>
    expect(operatorsOf([])).toEqual(['Gemm', 'Gemm']))

  const noisy: ReadonlyArray<LayerSpec> = [
    { layer: 'dropout', rate: 0.25 },
    { layer: 'gaussianNoise', deviation: 0.5 },
    { layer: 'maskingNoise', rate: 0.25 },
    { layer: 'saltAndPepperNoise', rate: 0.25 },
  ]
  it.each(noisy)('has nothing of $layer', (layer) => expect(operatorsOf([layer])).toEqual(['Gemm', 'Gemm']))
})
