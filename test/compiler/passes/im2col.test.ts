import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { NdArray } from '../../../src/interpreters/ndarray/index.ts'
import { A } from '../../../src/laws/differentiable.ts'
import { expressions as E, input } from '../../../src/expression/expression.ts'
import type { Shape } from '../../../src/tensor/shape.ts'
import { batch } from '../../../src/tensor/shape.ts'
import { casesPerDefinition } from '../../cases.ts'
import { convolutionsOf } from '../../tensor/convolutions.ts'
import { runNatively } from '../run.ts'

const numRuns = Math.min(300, casesPerDefinition)

/** Few rows and many: they are compiled in another way. */
describe('compiled convolutions and their adjoints are those of the reference, on whole numbers to the bit', () => {
  it.each(['float64', 'float32'] as const)('in %s, for a known and an unknown number of rows', async (dtype) => {
    await fc.assert(
      fc.asyncProperty(
        convolutionsOf(fc.constantFrom(1, 3, 16, 17)),
        fc.boolean(),
        async ({ x, k, y, window, sizes, kernel }, symbolic) => {
          const rows = (name: string, { shape }: NdArray): Shape => {
            const [n = 1, ...rest] = shape
            return name !== 'k' && symbolic ? [batch, ...rest] : [n, ...rest]
          }
          const [ex, ek, ey] = [input('x', rows('x', x)), input('k', rows('k', k)), input('y', rows('y', y))]
          const roots = [
            E.conv(ex, ek, window),
            E.convInput(ey, ek, window, sizes),
            E.convKernel(ex, ey, window, kernel),
          ]
          const found = await runNatively(roots, { x, k, y }, dtype)
          const expected = [A.conv(x, k, window), A.convInput(y, k, window, sizes), A.convKernel(x, y, window, kernel)]
          for (const [i, array] of found.entries()) {
            expect([...array.shape]).toEqual([...(expected[i]?.shape ?? [])])
            expect([...A.read(array)]).toEqual([...A.read(expected[i] ?? array)])
          }
        },
      ),
      { numRuns },
    )
  })
})
