import { describe, expect, it } from 'vitest'
import type { CompiledExpression } from '../../../src/compiler/index.ts'
import { hoist, simplify } from '../../../src/compiler/index.ts'
import { expressions as E, input, nodesOf } from '../../../src/expression/expression.ts'
import { interpret } from '../../../src/expression/interpret.ts'
import { wrap } from '../../../src/interpreters/ndarray/index.ts'
import { A } from '../../../src/laws/differentiable.ts'
import { buildRate, schedules } from '../../../src/schedules/index.ts'
import { scalar } from '../../../src/tensor/derived.ts'
import { draw, ofPrimitives } from '../expressions.ts'

/** What is computed before the loop. */
const hoistedOf = (roots: ReadonlyArray<CompiledExpression>): ReadonlyArray<CompiledExpression> =>
  nodesOf(roots).flatMap(({ primitive, operands }) => (primitive === 'hoisted' ? operands : []))

/** The body of the loop, in which what is computed before is an input: `hoisted.0`, …. */
const bodyOf = (roots: ReadonlyArray<CompiledExpression>): ReadonlyArray<CompiledExpression> => {
  const before = hoistedOf(roots)
  const body = (node: CompiledExpression): CompiledExpression =>
    node.primitive === 'hoisted'
      ? input(`hoisted.${node.operands[0] === undefined ? -1 : before.indexOf(node.operands[0])}`, node.shape)
      : { ...node, operands: node.operands.map(body) }
  return roots.map(body)
}

describe('hoist', () => {
  it('takes out numbers that follow from the step, for every schedule, and changes no value', () => {
    const rates = [
      { schedule: 'cosine', from: 0.5, to: 0.125 },
      {
        schedule: 'joined',
        parts: [
          { schedule: 'warmUp', to: 1, steps: 4 },
          { schedule: 'step', from: 1, factor: 0.5, every: 3 },
        ],
        at: [4],
      },
      { schedule: 'oneCycle', peak: 1 },
    ]
    const x = input('x', [2])
    for (const rate of rates) {
      const root = E.mul(x, E.expand(buildRate(schedules, rate)(E, { step: input('step', []), total: 10 }), [2]))
      const roots = hoist(simplify([root]), 'step')
      const body = bodyOf(roots)
      expect(body.map(draw)).toEqual(['mul(x, expand(hoisted.0)[2])'])
      for (const step of [0, 3, 4, 5, 9]) {
        const inputs = { x: wrap(Float64Array.of(1, -2), [2]), step: scalar(A, step) }
        const hoisted = Object.fromEntries(
          hoistedOf(roots).map((node, i) => [`hoisted.${i}`, interpret(A, ofPrimitives(node), inputs)]),
        )
        const [found = root] = body.map(ofPrimitives)
        const [expected = root] = simplify([root]).map(ofPrimitives)
        expect(A.read(interpret(A, found, { ...inputs, ...hoisted }))).toEqual(A.read(interpret(A, expected, inputs)))
      }
    }
  })

  it('leaves what does not depend on it, and what depends on more', () => {
    const [s, t, step] = [input('s', []), input('t', []), input('step', [])]
    const roots = hoist([E.add(s, t), E.mul(E.exp(step), s)], 'step')
    expect(roots.map(draw)).toEqual(['add(s, t)', 'mul(hoisted(exp(step)), s)'])
  })
})
