import { indexed } from './contingency.ts'
import { nearestNeighbours } from './neighbours.ts'
import type { Points } from './points.ts'

/** Classes sorted by name, so that ties go to the first of them. */
const sortedClasses = (labels: ReadonlyArray<string>): ReadonlyArray<string> =>
  indexed(labels).classes.toSorted((a, b) => (a < b ? -1 : 1))

/** The class of each point by a vote of its k nearest labelled points; ties go to the class that sorts first. */
export const neighbourVote = (
  points: Points,
  reference: Points,
  labels: ReadonlyArray<string>,
  k: number,
): ReadonlyArray<string> => {
  const classes = sortedClasses(labels)
  const places = new Map(classes.map((name, i) => [name, i]))
  const found = nearestNeighbours(points, reference, k)
  return Array.from({ length: points.length }, (_, i) => {
    const votes = new Uint32Array(classes.length)
    for (const row of found.rows.subarray(i * found.k, (i + 1) * found.k)) {
      const place = places.get(labels[row] ?? '') ?? 0
      votes[place] = (votes[place] ?? 0) + 1
    }
    return classes[votes.indexOf(Math.max(...votes))] ?? ''
  })
}

/** The share of each point's k nearest others that have its label, a mean over the points. */
export const neighbourPurity = (points: Points, labels: ReadonlyArray<string>, k: number): number => {
  const found = nearestNeighbours(points, points, k, { excludeSelf: true })
  let same = 0
  found.rows.forEach((row, at) => {
    if (labels[row] === labels[Math.floor(at / found.k)]) same++
  })
  return same / found.rows.length
}
