import { describe, expect, it } from 'vitest'
import { simplify } from '../../../src/compiler/index.ts'
import { expressions, nodesOf } from '../../../src/expression/expression.ts'
import { batchNorm, input, pipe } from '../../../src/index.ts'
import { symbolsOf } from '../../../src/layers/index.ts'
import { fill } from '../../../src/tensor/derived.ts'
import * as Named from '../../../src/tensor/named.ts'
import { A, builtOf, faultOf } from '../run.ts'
import { initialArrays, isTraining, normal } from './numbers.ts'

describe('batchNorm', () => {
  const built = builtOf(pipe(input([3, 4]), batchNorm()))
  const { parameters, buffers } = initialArrays(built)
  const x = normal('x', [6, 3, 4])

  it('at evaluation does not depend on the other rows', () => {
    const noise = isTraining(0)
    const whole = built.program(A, { x, parameters, buffers, noise })
    const first = A.slice(x, [{ start: 0, stop: 1 }, null, null])
    const alone = built.program(A, { x: first, parameters, buffers, noise })
    expect([...A.read(alone.y)]).toEqual([...A.read(whole.y).subarray(0, 12)])
    expect(Named.map(whole.buffers, (value) => [...A.read(value)])).toEqual(
      Named.map(buffers, (value) => [...A.read(value)]),
    )
  })

  it('leaves no statistics of the batch in the graph at evaluation', () => {
    const noise = { '0.isTraining': fill(expressions, 0, []) }
    const symbols = { ...symbolsOf(built, [3, 4]), noise }
    const { y, buffers: next } = built.program(expressions, symbols)
    const primitives = nodesOf(simplify([y, ...Object.values(next)])).map(({ primitive }) => primitive)
    expect(primitives.filter((name) => ['sum', 'extent', 'where', 'greater'].includes(name))).toEqual([])
    const training = built.program(expressions, symbolsOf(built, [3, 4])).y
    expect(nodesOf(simplify([training])).map(({ primitive }) => primitive)).toContain('sum')
  })

  it('comes to the statistics of what it sees, and then normalises at evaluation as in training', () => {
    let state = buffers
    for (let i = 0; i < 400; i++)
      state = built.program(A, { x, parameters, buffers: state, noise: isTraining(1) }).buffers
    const trained = A.read(built.program(A, { x, parameters, buffers: state, noise: isTraining(1) }).y)
    const evaluated = A.read(built.program(A, { x, parameters, buffers: state, noise: isTraining(0) }).y)
    const unbiased = Math.sqrt(23 / 24)
    for (const [i, value] of evaluated.entries()) expect(value).toBeCloseTo((trained[i] ?? 0) * unbiased, 4)
  })

  it('gives β for one entry of a feature, and keeps the running variance', () => {
    const single = builtOf(pipe(input([2]), batchNorm()))
    const begin = initialArrays(single)
    const stage = single.program(A, { x: normal('one', [1, 2]), ...begin, noise: isTraining(1) })
    expect([...A.read(stage.y)]).toEqual([0, 0])
    expect([...A.read(Named.get(stage.buffers, '0.variance'))]).toEqual([1, 1])
    const { dx, dparameters } = stage.pullback(normal('dy', [1, 2]), {})
    for (const d of [dx, ...Object.values(dparameters)]) expect(A.read(d).every(Number.isFinite)).toBe(true)
  })

  it('stays finite where a feature does not vary', () => {
    const constant = fill(A, 3, [6, 3, 4])
    const { y, pullback } = built.program(A, { x: constant, parameters, buffers, noise: isTraining(1) })
    expect(A.read(y).every((value) => value === 0)).toBe(true)
    expect(A.read(pullback(normal('dy', [6, 3, 4]), {}).dx).every(Number.isFinite)).toBe(true)
  })

  it('refuses an axis that is not there', () =>
    expect(faultOf(pipe(input([3]), batchNorm({ axis: 1 })))).toContain('rows with an axis 1'))
})
