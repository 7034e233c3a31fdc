import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fastNdarrays, ndarrays } from '../../../src/interpreters/ndarray/index.ts'
import { whole } from '../../../src/laws/numbers.ts'
import { path, stream } from '../../../src/random/index.ts'
import { convolutionsOf } from '../../tensor/convolutions.ts'

const [plain, fast] = [ndarrays('float64'), fastNdarrays('float64')]

/** Whole numbers: every order of addition gives the same sums, so the two evaluators agree exactly. */
describe('the fast products of the reference evaluator equal its plain loops', () => {
  it('for matrices, more than one panel deep too, transposed or not, with leading axes', () =>
    fc.assert(
      fc.property(
        fc.tuple(
          fc.integer({ min: 1, max: 9 }),
          fc.constantFrom(1, 3, 8, 255, 256, 257, 600),
          fc.integer({ min: 1, max: 9 }),
        ),
        fc.integer({ min: 1, max: 3 }),
        fc.record({ a: fc.boolean(), b: fc.boolean() }),
        fc.integer(),
        ([m, k, n], leading, transpose, seed) => {
          const a = whole(path(stream(seed), 'a'), transpose.a ? [leading, k, m] : [leading, m, k])
          const b = whole(path(stream(seed), 'b'), transpose.b ? [leading, n, k] : [leading, k, n])
          expect(fast.read(fast.matmul(a, b, transpose))).toEqual(plain.read(plain.matmul(a, b, transpose)))
        },
      ),
      { numRuns: 300 },
    ))

  it('for convolutions and their adjoints', () =>
    fc.assert(
      fc.property(convolutionsOf(fc.integer({ min: 1, max: 3 })), ({ window, sizes, kernel, x, k, y }) => {
        expect(fast.read(fast.conv(x, k, window))).toEqual(plain.read(plain.conv(x, k, window)))
        expect(fast.read(fast.convInput(y, k, window, sizes))).toEqual(plain.read(plain.convInput(y, k, window, sizes)))
        expect(fast.read(fast.convKernel(x, y, window, kernel))).toEqual(
          plain.read(plain.convKernel(x, y, window, kernel)),
        )
      }),
      { numRuns: 500 },
    ))
})
