/**
 * Design probes: five programs that the algebra must be able to say before anything stands on it. They are not
 * layers; what they taught is written in docs/adr/0002-what-the-probes-taught.md.
 */
import { describe, expect, it } from 'vitest'
import type { Stage, StageInput } from '../../src/layers/index.ts'
import { withTangent, dual, constantDual, tangentOf } from '../../src/interpreters/dual/index.ts'
import type { NdArray } from '../../src/interpreters/ndarray/index.ts'
import { ndarrays, wrap } from '../../src/interpreters/ndarray/index.ts'
import type { Differentiable } from '../../src/laws/differentiable.ts'
import { agreesWithDifferences } from '../../src/laws/differences.ts'
import { agreesWithDual } from '../../src/laws/duality.ts'
import { dyadic } from '../../src/laws/numbers.ts'
import { path, stream } from '../../src/random/index.ts'
import * as Adjoint from '../../src/tensor/adjoint.ts'
import {
  fill,
  rsub,
  like,
  mean,
  over,
  scalar,
  scale,
  shift,
  square,
  sumTo,
  times,
  total,
} from '../../src/tensor/derived.ts'
import { expressions, input } from '../../src/expression/expression.ts'
import * as Named from '../../src/tensor/named.ts'
import type { Sizes } from '../../src/tensor/shape.ts'
import { batch, extentAt } from '../../src/tensor/shape.ts'
import type { Range, Tensor } from '../../src/tensor/tensor.ts'

const A = ndarrays('float64')

/** A program whose variables are x and its parameters, tested against dual numbers and differences. */
const holds = (
  shapes: Named.Named<Sizes>,
  program: <T>(B: Tensor<T>, input: StageInput<T>) => Stage<T>,
  noise: Named.Named<NdArray> = {},
): void => {
  for (const seed of [1, 2, 3, 4, 5]) {
    const root = stream(seed)
    const subject: Differentiable = {
      stream: root,
      variables: Named.map(shapes, (shape, name) => dyadic(path(root, name), shape)),
      run: (B, lift, { x, ...parameters }) => {
        if (x === undefined) throw new Error('no x')
        const { y, aux, pullback } = program(B, { x, parameters, buffers: {}, noise: Named.map(noise, lift) })
        return {
          outputs: { y, ...Named.prefix(aux, 'aux') },
          pullback: (d) => {
            const { dx, dparameters } = pullback(Named.get(d, 'y'), Named.within(d, 'aux'))
            return { x: dx, ...dparameters }
          },
        }
      },
    }
    expect(agreesWithDual(subject)).toBeUndefined()
    expect(agreesWithDifferences(subject)).toBeUndefined()
  }
}

describe('conv2d with both gradients', () => {
  /** Patches of a padded image, [N, c, h, w] → k·k slices of [N, c, oh, ow], joined: im2col. */
  const ranges = (
    i: number,
    j: number,
    [oh, ow]: readonly [number, number],
    step: number,
  ): ReadonlyArray<Range | null> => [
    null,
    null,
    { start: i, stop: i + (oh - 1) * step + 1, step },
    { start: j, stop: j + (ow - 1) * step + 1, step },
  ]
  const kernel = [0, 1, 2].flatMap((i) => [0, 1, 2].map((j) => [i, j] as const))
  const padding = [null, null, { before: 1, after: 1 }, { before: 1, after: 1 }]

  const conv2d = <T>(B: Tensor<T>, { x, parameters }: StageInput<T>): Stage<T> => {
    const w = Named.get(parameters, 'w')
    const [o, c] = [4, 2]
    const out = [3, 3] as const
    const n = extentAt(B.shape(x), 0)
    const padded = Adjoint.pad.apply(B, x, { paddings: padding })
    const patches = kernel.map(([i, j]) => Adjoint.slice.apply(B, padded, { ranges: ranges(i, j, out, 2) }))
    const columns = B.transpose(B.concat(patches, 1), [0, 2, 3, 1])
    const rows = B.reshape(columns, [typeof n === 'number' ? n * 9 : { batch: n.batch * 9 }, 9 * c])
    const y = B.matmul(rows, w)
    const image = (t: T): T => B.transpose(B.reshape(t, [n, ...out, o]), [0, 3, 1, 2])
    return {
      y: image(y),
      aux: {},
      buffers: {},
      pullback: (dy) => {
        const d = B.reshape(B.transpose(dy, [0, 2, 3, 1]), B.shape(y))
        const [drows, dw] = Adjoint.matmul(B, [rows, w], d)
        const dcolumns = B.transpose(B.reshape(drows, B.shape(columns)), [0, 3, 1, 2])
        const parts = Adjoint.split(
          B,
          dcolumns,
          1,
          kernel.map(() => c),
        )
        const dpadded = parts
          .map((part, k) => {
            const [i, j] = kernel[k] ?? [0, 0]
            return Adjoint.slice.adjoint(B, part, B.shape(padded), { ranges: ranges(i, j, out, 2) })
          })
          .reduce(B.add)
        return { dx: Adjoint.pad.adjoint(B, dpadded, B.shape(x), { paddings: padding }), dparameters: { w: dw } }
      },
    }
  }

  it('agrees with dual numbers and differences, strided and padded', () =>
    holds({ x: [2, 2, 5, 5], w: [18, 4] }, conv2d))

  it('has a symbolic batch size', () => {
    const { y } = conv2d(expressions, {
      x: input('x', [batch, 2, 5, 5]),
      parameters: { w: input('w', [18, 4]) },
      buffers: {},
      noise: {},
    })
    expect(y.shape).toEqual([batch, 4, 3, 3])
  })
})

describe('batch norm with running statistics', () => {
  /** `live` is 1 in training and quiet (0) at evaluation: the choice of statistics is noise, not a mode. */
  const batchNorm = <T>(B: Tensor<T>, { x, parameters, buffers, noise }: StageInput<T>): Stage<T> => {
    const live = Named.get(noise, 'live')
    const [gamma, beta] = [Named.get(parameters, 'gamma'), Named.get(parameters, 'beta')]
    const mu = mean(B, x, [0])
    const centred = B.sub(x, like(B, mu, x))
    const variance = mean(B, square(B, centred), [0])
    const pick = (own: T, running: T): T => B.where(like(B, live, own), own, B.reshape(running, B.shape(own)))
    const usedMean = pick(mu, Named.get(buffers, 'mean'))
    const root = B.sqrt(shift(B, pick(variance, Named.get(buffers, 'variance')), 1e-5))
    const normal = over(B, B.sub(x, like(B, usedMean, x)), root)
    const next = (running: T, own: T): T =>
      B.add(scale(B, running, 0.9), scale(B, B.reshape(own, B.shape(running)), 0.1))
    return {
      y: B.add(times(B, normal, gamma), like(B, beta, x)),
      aux: {},
      buffers: { mean: next(Named.get(buffers, 'mean'), mu), variance: next(Named.get(buffers, 'variance'), variance) },
      pullback: (dy) => {
        const dnormal = times(B, dy, gamma)
        const through = B.sub(dnormal, like(B, mean(B, dnormal, [0]), x))
        const along = B.mul(normal, like(B, mean(B, B.mul(dnormal, normal), [0]), x))
        const own = over(B, B.sub(through, along), root)
        return {
          dx: B.where(like(B, live, x), own, over(B, dnormal, root)),
          dparameters: { gamma: sumTo(B, B.mul(dy, normal), B.shape(gamma)), beta: sumTo(B, dy, B.shape(beta)) },
        }
      },
    }
  }
  const buffers = { mean: wrap(Float64Array.of(0.5, -0.25, 0), [3]), variance: wrap(Float64Array.of(1, 2, 0.5), [3]) }
  const withBuffers = <T>(lift: (a: NdArray) => T, live: number) => ({
    buffers: Named.map(buffers, lift),
    noise: { live: lift(wrap(Float64Array.of(live), [])) },
  })

  for (const live of [1, 0])
    it(`agrees with dual numbers and differences, ${live === 1 ? 'training' : 'at evaluation'}`, () => {
      const shapes = { x: [6, 3], gamma: [3], beta: [3] }
      for (const seed of [1, 2, 3]) {
        const root = stream(seed)
        const subject: Differentiable = {
          stream: root,
          variables: Named.map(shapes, (shape, name) => dyadic(path(root, name), shape)),
          run: (B, lift, { x, ...parameters }) => {
            if (x === undefined) throw new Error('no x')
            const { y, pullback } = batchNorm(B, { x, parameters, ...withBuffers(lift, live) })
            return {
              outputs: { y },
              pullback: (d) => {
                const { dx, dparameters } = pullback(Named.get(d, 'y'), {})
                return { x: dx, ...dparameters }
              },
            }
          },
        }
        expect(agreesWithDual(subject)).toBeUndefined()
        expect(agreesWithDifferences(subject)).toBeUndefined()
      }
    })

  it('moves its running statistics and leaves those it was given', () => {
    const x = dyadic(stream(3), [6, 3])
    const before = A.read(buffers.mean)
    const stage = batchNorm(A, {
      x,
      parameters: { gamma: fill(A, 1, [3]), beta: fill(A, 0, [3]) },
      ...withBuffers((a) => a, 1),
    })
    const own = A.read(mean(A, x, [0]))
    const next = A.read(Named.get(stage.buffers, 'mean'))
    for (const [i, value] of next.entries()) expect(value).toBeCloseTo(0.9 * (before[i] ?? 0) + 0.1 * (own[i] ?? 0), 14)
    expect(A.read(buffers.mean)).toEqual(before)
  })
})

describe('a Gaussian code with its KL through aux', () => {
  const gaussian = <T>(B: Tensor<T>, { x, noise }: StageInput<T>): Stage<T> => {
    const [mu, logVariance] = Adjoint.split(B, x, 1, [2, 2])
    if (mu === undefined || logVariance === undefined) throw new Error('two halves')
    const deviation = B.exp(scale(B, logVariance, 0.5))
    const spread = B.mul(deviation, Named.get(noise, 'epsilon'))
    return {
      y: B.add(mu, spread),
      aux: { mean: mu, logVariance },
      buffers: {},
      pullback: (dy, { mean: dmean, logVariance: dlog }) => {
        const dl = scale(B, B.mul(dy, spread), 0.5)
        return {
          dx: B.concat([dmean === undefined ? dy : B.add(dy, dmean), dlog === undefined ? dl : B.add(dl, dlog)], 1),
          dparameters: {},
        }
      },
    }
  }
  const epsilon = dyadic(stream(9), [3, 2])

  it('agrees with dual numbers and differences, aux included', () => holds({ x: [3, 4] }, gaussian, { epsilon }))

  it('is quiet at evaluation: without noise the code is the mean', () => {
    const x = dyadic(stream(4), [3, 4])
    const { y, aux } = gaussian(A, { x, parameters: {}, buffers: {}, noise: { epsilon: fill(A, 0, [3, 2]) } })
    expect(A.read(y)).toEqual(A.read(Named.get(aux, 'mean')))
  })

  it('has the gradient of its KL through aux alone', () => {
    const kl = <T>(B: Tensor<T>, mu: T, logVariance: T): T =>
      scale(B, total(B, B.sub(B.add(square(B, mu), B.exp(logVariance)), shift(B, logVariance, 1))), 0.5)
    const x = dyadic(stream(5), [3, 4])
    const v = dyadic(stream(6), [3, 4])
    const { aux, pullback, y } = gaussian(A, { x, parameters: {}, buffers: {}, noise: { epsilon } })
    const [mu, logVariance] = [Named.get(aux, 'mean'), Named.get(aux, 'logVariance')]
    const daux = { mean: mu, logVariance: scale(A, shift(A, A.exp(logVariance), -1), 0.5) }
    const { dx } = pullback(scale(A, y, 0), daux)
    const D = dual(A)
    const lifted = gaussian(D, {
      x: withTangent(x, v),
      parameters: {},
      buffers: {},
      noise: { epsilon: constantDual(epsilon) },
    })
    const moved = kl(D, Named.get(lifted.aux, 'mean'), Named.get(lifted.aux, 'logVariance'))
    expect(A.read(total(A, A.mul(dx, v)))[0]).toBeCloseTo(A.read(tangentOf(A, moved))[0] ?? Number.NaN, 12)
  })
})

describe('a straight-through vector quantiser', () => {
  /** The nearest of k code words; backward, the code word's cotangent passes to x as if nothing had happened. */
  const quantise = <T>(B: Tensor<T>, { x, parameters }: StageInput<T>): Stage<T> => {
    const codebook = Named.get(parameters, 'codebook')
    const [n, k] = [extentAt(B.shape(x), 0), extentAt(B.shape(codebook), 0)]
    const lengths = B.reshape(B.sum(square(B, codebook), [1]), [k])
    const closeness = B.sub(scale(B, B.matmul(x, codebook, { b: true }), 2), B.expand(lengths, [n, k]))
    const choice = B.topMask(closeness, 1)
    const word = B.matmul(choice, codebook)
    return {
      y: word,
      aux: { word, encoded: x },
      buffers: {},
      pullback: (dy, { word: dword, encoded }) => ({
        dx: encoded === undefined ? dy : B.add(dy, encoded),
        dparameters: { codebook: dword === undefined ? scale(B, codebook, 0) : B.matmul(choice, dword, { a: true }) },
      }),
    }
  }
  const codebook = wrap(Float64Array.of(0, 0, 1, 1, -1, 2), [3, 2])
  const x = wrap(Float64Array.of(0.1, -0.2, 0.9, 1.3, -0.6, 1.4, 0.4, 0.4), [4, 2])

  it('chooses the nearest word and passes the cotangent straight through', () => {
    const { y, pullback } = quantise(A, { x, parameters: { codebook }, buffers: {}, noise: {} })
    expect([...A.read(y)]).toEqual([0, 0, 1, 1, -1, 2, 0, 0])
    const dy = dyadic(stream(1), [4, 2])
    expect(A.read(pullback(dy, {}).dx)).toEqual(A.read(dy))
  })

  it('has the true derivative of what is smooth: the codebook term moves the chosen words alone', () => {
    const { aux, pullback, y } = quantise(A, { x, parameters: { codebook }, buffers: {}, noise: {} })
    const off = A.sub(Named.get(aux, 'word'), x)
    const { dparameters } = pullback(scale(A, y, 0), { word: scale(A, off, 2) })
    const v = dyadic(stream(2), [3, 2])
    const D = dual(A)
    const lifted = quantise(D, {
      x: constantDual(x),
      parameters: { codebook: withTangent(codebook, v) },
      buffers: {},
      noise: {},
    })
    const distance = total(D, square(D, D.sub(Named.get(lifted.aux, 'word'), constantDual(x))))
    const says = A.read(total(A, A.mul(Named.get(dparameters, 'codebook'), v)))[0]
    expect(says).toBeCloseTo(A.read(tangentOf(A, distance))[0] ?? Number.NaN, 12)
  })

  it('gives a lookup by index the same word as the product with its mask', () => {
    const indices = A.constant([0, 1, 2, 0], [4])
    expect([...A.read(A.gather(codebook, indices))]).toEqual([0, 0, 1, 1, -1, 2, 0, 0])
  })
})

describe('a GRU unrolled over ten steps', () => {
  const steps = 10
  const width = 3

  interface Cell<T> {
    readonly h: T
    readonly back: (dh: T) => { readonly dh: T; readonly dgates: T; readonly dcandidate: T }
  }

  /** One step: z, r = σ(xᵢ + h·U), c = tanh(xc + (r ⊙ h)·V), h′ = (1 − z) ⊙ c + z ⊙ h; x already multiplied. */
  const cell = <T>(
    B: Tensor<T>,
    h: T,
    xGates: T,
    xCandidate: T,
    u: T,
    v: T,
    parts: (t: T) => readonly [T, T],
  ): Cell<T> & { readonly du: (d: T) => T; readonly dv: (d: T) => T } => {
    const gates = B.sigmoid(B.add(xGates, B.matmul(h, u)))
    const [z, r] = parts(gates)
    const reset = B.mul(r, h)
    const c = B.tanh(B.add(xCandidate, B.matmul(reset, v)))
    return {
      h: B.add(B.mul(rsub(B, 1, z), c), B.mul(z, h)),
      back: (dh) => {
        const dcandidate = B.mul(B.mul(dh, rsub(B, 1, z)), rsub(B, 1, square(B, c)))
        const dreset = B.matmul(dcandidate, v, { b: true })
        const dz = B.mul(B.mul(dh, B.sub(h, c)), B.mul(z, rsub(B, 1, z)))
        const dr = B.mul(B.mul(dreset, h), B.mul(r, rsub(B, 1, r)))
        const dgates = B.concat([dz, dr], 1)
        const through = B.add(B.mul(dh, z), B.add(B.mul(dreset, r), B.matmul(dgates, u, { b: true })))
        return { dh: through, dgates, dcandidate }
      },
      du: (d) => B.matmul(h, d, { a: true }),
      dv: (d) => B.matmul(reset, d, { a: true }),
    }
  }

  const gru = <T>(B: Tensor<T>, { x, parameters }: StageInput<T>): Stage<T> => {
    const [w, u, v] = [Named.get(parameters, 'w'), Named.get(parameters, 'u'), Named.get(parameters, 'v')]
    const n = extentAt(B.shape(x), 0)
    const rows = B.reshape(x, [typeof n === 'number' ? n * steps : { batch: n.batch * steps }, 2])
    const projected = B.reshape(B.matmul(rows, w), [n, steps, 3 * width])
    const parts = (t: T): readonly [T, T] => {
      const [first, second] = Adjoint.split(B, t, 1, [width, width])
      if (first === undefined || second === undefined) throw new Error('two gates')
      return [first, second]
    }
    let h = fill(B, 0, [n, width])
    const cells = Array.from({ length: steps }, (_, t) => {
      const at = B.reshape(B.slice(projected, [null, { start: t, stop: t + 1 }, null]), [n, 3 * width])
      const [xGates, xCandidate] = Adjoint.split(B, at, 1, [2 * width, width])
      if (xGates === undefined || xCandidate === undefined) throw new Error('gates and candidate')
      const done = cell(B, h, xGates, xCandidate, u, v, parts)
      h = done.h
      return done
    })
    return {
      y: h,
      aux: {},
      buffers: {},
      pullback: (dy) => {
        let dh = dy
        let [du, dv] = [scale(B, u, 0), scale(B, v, 0)]
        const dprojected = cells.toReversed().map((one) => {
          const back = one.back(dh)
          du = B.add(du, one.du(back.dgates))
          dv = B.add(dv, one.dv(back.dcandidate))
          dh = back.dh
          return B.reshape(B.concat([back.dgates, back.dcandidate], 1), [n, 1, 3 * width])
        })
        const d = B.reshape(B.concat(dprojected.toReversed(), 1), [extentAt(B.shape(rows), 0), 3 * width])
        const [drows, dw] = Adjoint.matmul(B, [rows, w], d)
        return { dx: B.reshape(drows, B.shape(x)), dparameters: { w: dw, u: du, v: dv } }
      },
    }
  }

  it('agrees with dual numbers and differences', () =>
    holds({ x: [2, steps, 2], w: [2, 3 * width], u: [width, 2 * width], v: [width, width] }, gru))

  it('has a symbolic batch size', () => {
    const parameters = { w: input('w', [2, 9]), u: input('u', [3, 6]), v: input('v', [3, 3]) }
    const { y } = gru(expressions, { x: input('x', [batch, steps, 2]), parameters, buffers: {}, noise: {} })
    expect(y.shape).toEqual([batch, width])
  })
})

it('a number of shape [] is a tensor like any other', () => expect(A.read(scalar(A, 3))).toEqual(Float64Array.of(3)))
