import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { NdArray } from '../../src/interpreters/ndarray/index.ts'
import { A } from '../../src/laws/differentiable.ts'
import { whole } from '../../src/laws/numbers.ts'
import { path, stream } from '../../src/random/index.ts'
import * as Adjoint from '../../src/tensor/adjoint.ts'
import type { Adjoint as Row } from '../../src/tensor/adjoint.ts'
import type { Sizes } from '../../src/tensor/shape.ts'
import { convolutions } from './convolutions.ts'

const inner = (a: NdArray, b: NdArray): number => {
  const other = A.read(b)
  return A.read(a).reduce((sum, value, i) => sum + value * (other[i] ?? 0), 0)
}

const shapeOf = (a: NdArray): Sizes => [...a.shape]
const extent = fc.integer({ min: 1, max: 4 })
const sizes = fc.array(extent, { minLength: 1, maxLength: 4 })
const seed = fc.nat()

/** ⟨L x, y⟩ === ⟨x, L† y⟩ on whole numbers, for a row with these arguments. */
const holds = <Arguments>(row: Row<Arguments>, shape: Sizes, arguments_: Arguments, from: number): void => {
  const x = whole(path(stream(from), 'x'), shape)
  const lx = row.apply(A, x, arguments_)
  const y = whole(path(stream(from), 'y'), shapeOf(lx))
  const back = row.adjoint(A, y, shape, arguments_)
  expect(shapeOf(back)).toEqual(shape)
  expect(inner(lx, y)).toBe(inner(x, back))
}

describe('⟨L x, y⟩ === ⟨x, L† y⟩, to the bit', () => {
  it('expand and the sum back', () => {
    fc.assert(
      fc.property(
        sizes,
        fc.array(fc.boolean(), { minLength: 4, maxLength: 4 }),
        fc.array(extent, { maxLength: 2 }),
        seed,
        (shape, ones, front, s) => {
          const small = shape.map((size, axis) => (ones[axis] === true ? 1 : size))
          holds(Adjoint.expand, small, { shape: [...front, ...shape] }, s)
        },
      ),
    )
  })

  it('sum and expand', () => {
    fc.assert(
      fc.property(sizes, fc.subarray([0, 1, 2, 3]), seed, (shape, axes, s) =>
        holds(Adjoint.sum, shape, { axes: axes.filter((axis) => axis < shape.length) }, s),
      ),
    )
  })

  it('reshape', () => {
    fc.assert(
      fc.property(extent, extent, extent, seed, (a, b, c, s) =>
        holds(Adjoint.reshape, [a, b * c], { shape: [a * b, c] }, s),
      ),
    )
  })

  it('transpose', () => {
    fc.assert(
      fc.property(sizes, fc.nat(), seed, (shape, k, s) => {
        const permutation = shape
          .map((_, axis) => axis)
          .toSorted((i, j) => ((i * 7 + k) % 5) - ((j * 7 + k) % 5) || i - j)
        holds(Adjoint.transpose, shape, { permutation }, s)
      }),
    )
  })

  it('slice and pad, with steps', () => {
    const range = fc.record({ start: fc.nat(2), length: fc.nat(4), step: fc.integer({ min: 1, max: 3 }) })
    fc.assert(
      fc.property(range, range, seed, (a, b, s) => {
        const of = ({ start, length, step }: typeof a) => ({ start, stop: start + length, step })
        holds(Adjoint.slice, [a.start + a.length + 1, b.start + b.length + 2, 2], { ranges: [of(a), of(b), null] }, s)
      }),
    )
  })

  it('pad and slice, with zeros between', () => {
    const padding = fc.record({ before: fc.nat(2), after: fc.nat(2), interior: fc.nat(2) })
    fc.assert(
      fc.property(padding, padding, extent, extent, seed, (a, b, m, n, s) =>
        holds(Adjoint.pad, [m, 2, n], { paddings: [a, null, b] }, s),
      ),
    )
  })

  it('gather and scatter', () => {
    fc.assert(
      fc.property(extent, extent, fc.array(fc.nat(), { minLength: 1, maxLength: 6 }), seed, (n, width, chosen, s) => {
        const indices = A.constant(
          chosen.map((k) => k % n),
          [chosen.length],
        )
        const x = whole(path(stream(s), 'x'), [n, width])
        const y = whole(path(stream(s), 'y'), [chosen.length, width])
        expect(inner(Adjoint.gather.apply(A, x, { indices }), y)).toBe(
          inner(x, Adjoint.gather.adjoint(A, y, [n, width], { indices })),
        )
      }),
    )
  })

  it('concat and split', () => {
    fc.assert(
      fc.property(extent, extent, extent, seed, (m, a, b, s) => {
        const [x, y] = [whole(path(stream(s), 'x'), [m, a]), whole(path(stream(s), 'y'), [m, b])]
        const z = whole(path(stream(s), 'z'), [m, a + b])
        const [dx, dy] = Adjoint.split(A, z, 1, [a, b])
        if (dx === undefined || dy === undefined) throw new Error('two parts')
        expect(inner(A.concat([x, y], 1), z)).toBe(inner(x, dx) + inner(y, dy))
      }),
    )
  })

  it('matmul in both operands, for every transposition', () => {
    fc.assert(
      fc.property(
        extent,
        extent,
        extent,
        fc.array(extent, { maxLength: 1 }),
        fc.boolean(),
        fc.boolean(),
        seed,
        (m, k, n, lead, ta, tb, s) => {
          const a = whole(path(stream(s), 'a'), [...lead, ...(ta ? [k, m] : [m, k])])
          const b = whole(path(stream(s), 'b'), [...lead, ...(tb ? [n, k] : [k, n])])
          const dc = whole(path(stream(s), 'c'), [...lead, m, n])
          const [da, db] = Adjoint.matmul(A, [a, b], dc, { a: ta, b: tb })
          const value = inner(A.matmul(a, b, { a: ta, b: tb }), dc)
          expect(shapeOf(da)).toEqual(shapeOf(a))
          expect(shapeOf(db)).toEqual(shapeOf(b))
          expect(value).toBe(inner(a, da))
          expect(value).toBe(inner(b, db))
        },
      ),
    )
  })

  it('conv, convInput and convKernel, each in both operands', () => {
    fc.assert(
      fc.property(convolutions, ({ x, k, y, window, sizes, kernel }) => {
        const meets = ([a, b]: readonly [NdArray, NdArray], [da, db]: readonly [NdArray, NdArray], value: number) => {
          expect([shapeOf(da), shapeOf(db)]).toEqual([shapeOf(a), shapeOf(b)])
          expect([inner(a, da), inner(b, db)]).toEqual([value, value])
        }
        const value = inner(A.conv(x, k, window), y)
        meets([x, k], Adjoint.conv(A, [x, k], y, window), value)
        expect(inner(A.convInput(y, k, window, sizes), x)).toBe(value)
        meets([y, k], Adjoint.convInput(A, [y, k], x, window), value)
        expect(inner(A.convKernel(x, y, window, kernel), k)).toBe(value)
        meets([x, y], Adjoint.convKernel(A, [x, y], k, window), value)
      }),
      { numRuns: 500 },
    )
  })
})
