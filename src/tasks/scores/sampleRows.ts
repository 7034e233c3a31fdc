import { path, permutation, stream } from '../../random/index.ts'
import type { Points } from '../../statistics/index.ts'
import { pointAt } from '../../statistics/index.ts'

/** At most so many of some rows, drawn without replacement, in rising order: the same ones for the same number of rows. */
export const sampleRows = (rows: number, most: number): Uint32Array =>
  rows <= most
    ? Uint32Array.from({ length: rows }, (_, row) => row)
    : permutation(path(stream(0), 'score', 'rows'), rows)
        .slice(0, most)
        .toSorted()

/** The points of these rows, in float32, as files keep them. */
export const pointsAt = (points: Points, rows: Uint32Array): Points => {
  const values = new Float32Array(rows.length * points.width)
  rows.forEach((row, i) => values.set(pointAt(points, row), i * points.width))
  return { length: rows.length, width: points.width, values }
}
