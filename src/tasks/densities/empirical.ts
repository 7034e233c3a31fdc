import * as Either from 'fp-ts/lib/Either.js'
import { array, choice, describe, failure, integer, number, struct } from '../../codec/index.ts'
import { child, fillRows, permutation } from '../../random/index.ts'
import type { Points } from '../../statistics/index.ts'
import { selectPoints } from '../../statistics/index.ts'
import type { Sizes } from '../../tensor/shape.ts'
import { product } from '../../tensor/shape.ts'
import type { CodeDensity } from './density.ts'
import { defineCodeDensity, densityOf } from './density.ts'

/** Of a code of these sizes the part that an entry belongs to: all entries along the axis of the vectors are one part. */
const partsAlong = (sizes: Sizes, axis: number): ReadonlyArray<number> => {
  const after = product(sizes.slice(axis + 1))
  const extent = sizes[axis] ?? 1
  return Array.from({ length: product(sizes) }, (_, at) => Math.floor(at / (after * extent)) * after + (at % after))
}

/** Each part of a code is that of a kept code, drawn independently of the others. */
const drawParts = (kept: Points, part: ReadonlyArray<number>): CodeDensity => ({
  sample: (length, from) => {
    const count = 1 + Math.max(...part)
    const uniform = new Float64Array(length * count)
    const rows = Uint32Array.from({ length }, (_, i) => i)
    fillRows(child(from, 'row'), rows, count, { kind: 'uniform' }, uniform)
    const values = Float64Array.from({ length: length * kept.width }, (_, at) => {
      const [row, entry] = [Math.floor(at / kept.width), at % kept.width]
      const chosen = Math.floor((uniform[row * count + (part[entry] ?? 0)] ?? 0) * kept.length)
      return kept.values[chosen * kept.width + entry] ?? 0
    })
    return { length, width: kept.width, values }
  },
})

/** Codes that are kept: at most so many. */
const mostRows = 1000

/**
 * The codes of training rows themselves. By position, the vector at each position is that of a training row drawn for
 * it, whatever stands at the others: positions are independent, which a code of one vector does not notice. By row, a
 * sample is the whole code of a training row, and its row a reconstruction. For codes that have no density, as those of
 * vector quantisation.
 */
export const empirical = defineCodeDensity({
  name: 'empirical',
  summary: 'The codes of training rows: at each position that of a row drawn for it, or whole codes.',
  codec: struct(
    {},
    {
      by: describe(choice('position', 'row'), 'what is drawn at once; position by default'),
      axis: describe(integer(), 'the axis of a code that holds the vectors; -1, the last, by default'),
    },
  ),
  build: ({ by = 'position', axis = -1 }, { code }, where) => {
    const resolved = axis < 0 ? code.length + axis : axis
    if (resolved < 0 || resolved >= code.length)
      return failure({
        fault: 'out of range',
        where: `${where}.axis`,
        expected: `an axis of the code, from ${-code.length} to ${code.length - 1}`,
        found: String(axis),
      })
    const width = product(code)
    const part = by === 'row' ? Array.from({ length: width }, () => 0) : partsAlong(code, resolved)
    return densityOf({
      fitted: struct({ codes: array(number(), { minItems: width }) }),
      fit: ({ codes }, from) => {
        const rows = permutation(child(from, 'kept'), codes.length).subarray(0, mostRows)
        return Either.right({ codes: Array.from(selectPoints(codes, rows).values) })
      },
      density: ({ codes }) =>
        drawParts({ length: codes.length / width, width, values: Float64Array.from(codes) }, part),
    })
  },
})
