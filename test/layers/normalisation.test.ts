import * as Either from 'fp-ts/lib/Either.js'
import { describe, expect, it } from 'vitest'
import { drawFaults } from '../../src/codec/index.ts'
import {
  batchNorm,
  dense,
  groupNorm,
  input,
  layerNorm,
  pipe,
  relu,
  rmsNorm,
  spectralNorm,
  weightNorm,
} from '../../src/index.ts'
import { mirror } from '../../src/dsl/index.ts'
import type { NdArray } from '../../src/interpreters/ndarray/index.ts'
import { ndarrays, wrap } from '../../src/interpreters/ndarray/index.ts'
import { simplify } from '../../src/compiler/index.ts'
import type { Built, Network } from '../../src/layers/index.ts'
import { initialValues, buildNetwork, layers, symbolsOf } from '../../src/layers/index.ts'
import { draw, path, stream } from '../../src/random/index.ts'
import { fill } from '../../src/tensor/derived.ts'
import { expressions, nodesOf } from '../../src/expression/expression.ts'
import * as Named from '../../src/tensor/named.ts'
import { product } from '../../src/tensor/shape.ts'

const A = ndarrays('float64')

const build = ({ input: sizes, layers: specs }: Network) => buildNetwork(layers, specs, sizes, 'encoder.layers')

const builtOf = (network: Network): Built => {
  const result = build(network)
  if (Either.isLeft(result)) throw new Error(drawFaults(result.left))
  return result.right
}

const faultOf = (network: Network): string => {
  const result = build(network)
  return Either.isLeft(result) ? drawFaults(result.left) : 'no fault'
}

const normal = (name: string, shape: ReadonlyArray<number>): NdArray =>
  wrap(draw(path(stream(5), name), product(shape), { kind: 'normal' }), shape)

/** What a layer begins with, as arrays. */
const begun = (built: Built) => {
  const { parameters, buffers } = initialValues(built, (name) => path(stream(1), name))
  return {
    parameters: Named.map(parameters, (values, name) => wrap(values, Named.get(built.parameters, name).shape)),
    buffers: Named.map(buffers, (values, name) => wrap(values, Named.get(built.buffers, name).shape)),
  }
}

const isTraining = (value: 0 | 1, name = '0.isTraining') => ({ [name]: wrap(Float64Array.of(value), []) })

describe('batchNorm', () => {
  const built = builtOf(pipe(input([3, 4]), batchNorm()))
  const { parameters, buffers } = begun(built)
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
    const begin = begun(single)
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

describe('layerNorm, groupNorm, rmsNorm', () => {
  it('give mean 0 and variance 1, or mean square 1, over what they normalise', () => {
    const of = (network: Network, at: (row: Float64Array) => Float64Array): Float64Array => {
      const built = builtOf(network)
      return at(A.read(built.program(A, { x: normal('x', [2, 4, 6]), ...begun(built), noise: {} }).y))
    }
    const mean = (values: Float64Array): number => values.reduce((a, b) => a + b, 0) / values.length
    for (const [net, count] of [
      [pipe(input([4, 6]), layerNorm()), 6],
      [pipe(input([4, 6]), layerNorm({ over: 'row' })), 24],
      [pipe(input([4, 6]), groupNorm(2)), 12],
      [pipe(input([4, 6]), groupNorm(4)), 6],
    ] as const) {
      const part = of(net, (all) => all.subarray(count, 2 * count))
      expect(mean(part)).toBeCloseTo(0, 12)
      expect(mean(part.map((value) => value * value))).toBeCloseTo(1, 3)
    }
    const squares = of(pipe(input([4, 6]), rmsNorm()), (all) => all.subarray(0, 6).map((value) => value * value))
    expect(mean(squares)).toBeCloseTo(1, 4)
  })

  it('names the nearest numbers of groups', () =>
    expect(faultOf(pipe(input([12, 5]), groupNorm(5)))).toContain('the nearest: 4 and 6'))
})

describe('weightNorm and spectralNorm', () => {
  const norm = (values: Float64Array): number => Math.sqrt(values.reduce((sum, value) => sum + value * value, 0))

  it('weightNorm begins as the layer inside', () => {
    const [plain, normed] = [builtOf(pipe(input([5]), dense(3))), builtOf(pipe(input([5]), weightNorm(dense(3))))]
    const begin = begun(normed)
    const inside = Named.within(begin.parameters, '0.body')
    const x = normal('x', [4, 5])
    const [a, b] = [
      plain.program(A, { x, parameters: inside, buffers: {}, noise: {} }).y,
      normed.program(A, { x, ...begin, noise: {} }).y,
    ].map((y) => A.read(y))
    for (const [i, value] of a?.entries() ?? []) expect(b?.[i]).toBeCloseTo(value, 14)
  })

  it('spectralNorm begins near the greatest singular value: no row is stretched by more', () => {
    const built = builtOf(pipe(input([6]), spectralNorm(dense(4, { bias: false }))))
    const begin = begun(built)
    const y = built.program(A, { x: normal('x', [50, 6]), ...begin, noise: isTraining(0) }).y
    const x = A.read(normal('x', [50, 6]))
    const stretches = Array.from(
      { length: 50 },
      (_, n) => norm(A.read(y).subarray(4 * n, 4 * n + 4)) / norm(x.subarray(6 * n, 6 * n + 6)),
    )
    expect(Math.max(...stretches)).toBeLessThan(1.02)
    expect(Math.max(...stretches)).toBeGreaterThan(0.7)
  })

  it('leave weights of zeros as they are', () => {
    for (const wrap of [weightNorm, spectralNorm]) {
      const built = builtOf(pipe(input([3]), wrap(dense(2, { initialiser: 'zeros' }))))
      const noise = Named.map(built.noise, () => fill(A, 1, []))
      const { y, pullback } = built.program(A, { x: normal('x', [4, 3]), ...begun(built), noise })
      expect(A.read(y).every((value) => value === 0)).toBe(true)
      const { dx, dparameters } = pullback(normal('dy', [4, 2]), {})
      for (const d of [dx, ...Object.values(dparameters)]) expect(A.read(d).every(Number.isFinite)).toBe(true)
    }
  })

  it('refuse layers without a weight, and what they have normalised already', () => {
    expect(faultOf(pipe(input([3]), weightNorm(relu)))).toContain('a layer with a weight, such as dense')
    expect(faultOf(pipe(input([3]), weightNorm(weightNorm(dense(2)))))).toContain('a layer without weightNorm')
    expect(faultOf(pipe(input([3]), spectralNorm(weightNorm(dense(2)))))).toBe('no fault')
  })

  it('are mirrored around the mirror of what is inside', () =>
    expect(mirror(pipe(input([5]), spectralNorm(dense(3)), batchNorm())).layers).toEqual([
      { layer: 'batchNorm' },
      { layer: 'spectralNorm', body: [{ layer: 'dense', units: 5 }] },
    ]))
})
