import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { NdArray } from '../../src/interpreters/ndarray/index.ts'
import { shared, stacked, vmap } from '../../src/interpreters/vmap/index.ts'
import { A } from '../../src/laws/differentiable.ts'
import { dyadic } from '../../src/laws/numbers.ts'
import { grow } from '../../src/laws/program.ts'
import { path, stream } from '../../src/random/index.ts'

const members = 3
const V = vmap(A, members)

const memberOf = (a: NdArray, member: number): NdArray => {
  const [, ...shape] = a.shape
  const ranges = [{ start: member, stop: member + 1 }, ...shape.map(() => null)]
  return A.reshape(A.slice(a, ranges), shape)
}

const numbersOf = (a: NdArray): ReadonlyArray<number> => [...A.read(a)]

describe('vmap', () => {
  it('gives every member what the program gives it alone, on arbitrary programs', () =>
    fc.assert(
      fc.property(
        fc.tuple(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 4 })),
        fc.array(fc.nat(), { minLength: 1, maxLength: 12 }),
        fc.constantFrom('both', 'first', 'second', 'none'),
        fc.nat(),
        (sizes, choices, which, seed) => {
          const draw = (name: string, isStacked: boolean) =>
            dyadic(path(stream(seed), name), isStacked ? [members, ...sizes] : sizes)
          const [first, second] = [which === 'both' || which === 'first', which === 'both' || which === 'second']
          const [a, b] = [draw('a', first), draw('b', second)]
          const found = grow(V, [first ? stacked(a) : shared(a), second ? stacked(b) : shared(b)], choices)
          for (let member = 0; member < members; member++) {
            const own = (value: NdArray, isStacked: boolean) => (isStacked ? memberOf(value, member) : value)
            const expected = grow(A, [own(a, first), own(b, second)], choices)
            const value = found.isStacked ? memberOf(found.value, member) : found.value
            expect(value.shape).toEqual(expected.shape)
            expect(numbersOf(value)).toEqual(numbersOf(expected))
          }
        },
      ),
      { numRuns: 1000 },
    ))

  it('looks entries up in the table of each member, and adds them there', () => {
    const tables = A.constant([1, 2, 3, 10, 20, 30, 100, 200, 300], [3, 3, 1])
    const indices = A.constant([0, 1, 2, 2, 1, 1], [3, 2])
    const found = V.gather(stacked(tables), stacked(indices))
    expect(numbersOf(found.value)).toEqual([1, 2, 30, 30, 200, 200])
    expect(numbersOf(V.gather(stacked(tables), shared(A.constant([1], [1]))).value)).toEqual([2, 20, 200])
    expect(numbersOf(V.gather(shared(A.constant([5, 6, 7], [3])), stacked(indices)).value)).toEqual([5, 6, 7, 7, 6, 6])
    const added = V.scatter(found, stacked(indices), 3)
    expect(numbersOf(added.value)).toEqual([1, 2, 0, 0, 0, 60, 0, 400, 0])
  })

  it('computes once what all members share', () => expect(V.exp(shared(A.constant([1], [1]))).isStacked).toBe(false))
})
