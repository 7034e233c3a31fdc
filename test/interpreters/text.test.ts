import { describe, expect, it } from 'vitest'
import { draw, equations } from '../../src/interpreters/text/index.ts'
import { mean, softmax, square } from '../../src/tensor/derived.ts'
import { expressions as E, input } from '../../src/expression/expression.ts'
import { batch } from '../../src/tensor/shape.ts'

const x = input('x', [batch, 3])
const w = input('W', [3, 2])
const y = E.matmul(x, w)

describe('text', () => {
  for (const [what, node, plain, latex] of [
    ['a product', y, 'x·W', 'x W'],
    ['transposes', E.matmul(y, w, { b: true }), 'x·W·Wᵀ', 'x W W^\\top'],
    ['a sum in a product', E.mul(E.add(x, x), x), '(x + x) ⊙ x', '(x + x) \\odot x'],
    ['a difference in a difference', E.sub(x, E.sub(x, x)), 'x − (x − x)', 'x - (x - x)'],
    ['a mean', mean(E, square(E, x), [0]), '(Σ_n x ⊙ x) / N', '\\frac{\\sum_{n} x \\odot x}{N}'],
    [
      'softmax',
      softmax(E, x, [1]),
      'exp(x − max_i x) / (Σ_i exp(x − max_i x))',
      '\\frac{\\exp(x - \\max_{i} x)}{\\sum_{i} \\exp(x - \\max_{i} x)}',
    ],
    [
      'a choice',
      E.where(E.greater(x, x), x, E.neg(x)),
      'x if [x > x] else −x',
      '\\begin{cases} x & [x > x] \\\\ −x & \\text{else} \\end{cases}',
    ],
  ] as const)
    it(`writes ${what}`, () => {
      expect(draw(node, 'plain')).toBe(plain)
      expect(draw(node, 'latex')).toBe(latex)
    })

  it('stops at what has a name', () => expect(draw(E.tanh(y), 'plain', new Map([[y, 'h']]))).toBe('tanh(h)'))
})

describe('equations', () => {
  const s = E.sigmoid(y)
  it('write out what is used once', () =>
    expect(equations([['y', E.mul(E.tanh(s), E.exp(E.sigmoid(E.matmul(x, w))))]], 'plain')).toEqual([
      'y = tanh(σ(x·W)) ⊙ exp(σ(x·W))',
    ]))

  it('name a part that is shared, and explain it below', () => {
    const shared = E.exp(s)
    expect(equations([['y', E.mul(E.tanh(shared), shared)]], 'plain')).toEqual([
      'y = tanh(s) ⊙ s',
      'where s = exp(σ(x·W))',
    ])
  })

  it('are broken into lines of a given width', () => {
    const long = [x, x, x, x, x].reduce((a, b) => E.add(E.exp(a), E.tanh(b)))
    for (const line of equations([['y', long]], 'plain', { width: 40 })) expect(line.length).toBeLessThanOrEqual(40 + 6)
  })

  it('write the lesser of two and a difference as such', () => {
    const one = E.expand(E.constant([-1], []), [batch, 3])
    expect(equations([['y', E.add(x, E.neg(E.exp(x)))]], 'plain')).toEqual(['y = x − exp(x)'])
    expect(equations([['y', E.neg(E.maximum(E.neg(x), one))]], 'plain')).toEqual(['y = min(x, 1)'])
  })
})
