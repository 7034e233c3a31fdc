import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { A } from '../../src/laws/differentiable.ts'
import { dyadic } from '../../src/laws/numbers.ts'
import { grow } from '../../src/laws/program.ts'
import { path, stream } from '../../src/random/index.ts'
import type { Expression } from '../../src/expression/expression.ts'
import { expressions, input, nodesOf } from '../../src/expression/expression.ts'
import { interpret } from '../../src/expression/interpret.ts'
import { ShapeError } from '../../src/tensor/infer.ts'
import { batch, countOf, drawShape, sizeOf, times } from '../../src/tensor/shape.ts'

describe('expressions', () => {
  it('built, then interpreted, are the program itself, to the bit', () => {
    fc.assert(
      fc.property(
        fc.array(fc.nat(), { maxLength: 15 }),
        fc.nat(),
        fc.integer({ min: 1, max: 4 }),
        fc.integer({ min: 1, max: 4 }),
        (choices, seed, m, n) => {
          const [a, b] = [dyadic(path(stream(seed), 'a'), [m, n]), dyadic(path(stream(seed), 'b'), [m, n])]
          const direct = grow(A, [a, b], choices)
          const built = grow(expressions, [input('a', [m, n]), input('b', [m, n])], choices)
          const compiled = interpret(A, built, { a, b })
          expect(compiled.shape).toEqual(direct.shape)
          expect(A.read(compiled)).toEqual(A.read(direct))
          expect(built.shape).toEqual(direct.shape)
        },
      ),
      { numRuns: 500 },
    )
  })

  it('are visited once each, operands first, however deep', () => {
    let deep: Expression = input('x', [2])
    for (let i = 0; i < 100_000; i++) deep = expressions.add(deep, deep)
    const order = nodesOf([deep, deep])
    expect(order).toHaveLength(100_001)
    const place = new Map(order.map((node, i) => [node, i]))
    expect(order.every((node, i) => node.operands.every((operand) => (place.get(operand) ?? i) < i))).toBe(true)
  })
})

describe('shapes', () => {
  const x = input('x', [batch, 3])
  const refused: Readonly<Record<string, () => unknown>> = {
    'nothing broadcasts': () => expressions.add(x, input('b', [3])),
    'not even a scalar': () => expressions.mul(x, expressions.constant([2], [])),
    'a constant of the wrong size': () => expressions.constant([1, 2], [3]),
    'an axis that is not there': () => expressions.sum(x, [2]),
    'an axis twice': () => expressions.max(x, [1, 1]),
    'products that do not meet': () => expressions.matmul(x, input('w', [4, 2])),
    'products of different rank': () => expressions.matmul(x, input('w', [1, 3, 2])),
    'more than there is': () => expressions.topMask(x, 4),
    'a shape that does not repeat': () => expressions.expand(input('b', [2]), [batch, 3]),
    'another number of entries': () => expressions.reshape(x, [batch, 4]),
    'a slice of the batch': () => expressions.slice(x, [{ start: 0, stop: 1 }, null]),
    'a slice past the end': () => expressions.slice(x, [null, { start: 0, stop: 4 }]),
    'too few ranges': () => expressions.slice(x, [null]),
    'a negative padding': () => expressions.pad(x, [null, { before: -1, after: 0 }]),
    'a permutation that is none': () => expressions.transpose(x, [1]),
    'parts that differ beside the axis': () => expressions.concat([x, input('y', [batch, 2])], 0),
    'no parts': () => expressions.concat([], 0),
    'values that do not begin like their indices': () => expressions.scatter(x, input('i', [4]), 7),
  }
  for (const [name, build] of Object.entries(refused)) it(`refuse ${name}`, () => expect(build).toThrow(ShapeError))

  it('carry a symbolic batch size through', () => {
    expect(drawShape(expressions.matmul(x, input('w', [3, 5])).shape)).toBe('[N, 5]')
    expect(drawShape(expressions.reshape(input('x', [batch, 10, 4]), [times(batch, 10), 4]).shape)).toBe('[10N, 4]')
    expect(sizeOf([batch, 3])).toEqual({ factor: 3, power: 1 })
    expect(countOf([batch, { batch: 2 }, 5], 7)).toBe(7 * 14 * 5)
  })
})
