import { describe, expect, it } from 'vitest'
import type { Stage, StageInput } from '../../../src/layers/index.ts'
import * as Adjoint from '../../../src/tensor/adjoint.ts'
import { fill, rsub, scalar, scale, square } from '../../../src/tensor/derived.ts'
import { expressions, input } from '../../../src/expression/expression.ts'
import * as Named from '../../../src/tensor/named.ts'
import { batch, extentAt } from '../../../src/tensor/shape.ts'
import type { Tensor } from '../../../src/tensor/tensor.ts'
import { A, holds } from './holds.ts'

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
