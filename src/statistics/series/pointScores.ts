/** How windows that cover a point make its score: their mean, or the greatest. */
export type PointScore = 'mean' | 'max'

/** The scores of points, and how many windows cover each of them: those of none have no score. */
export interface ScoredPoints {
  /** NaN where no window covers the point. */
  readonly scores: Float64Array
  readonly windows: Uint32Array
}

/**
 * From the scores of windows to those of the points of a series: window w covers the points from `starts[w]` to
 * `starts[w] + length − 1`.
 */
export const pointScores = (
  scores: ArrayLike<number>,
  starts: ArrayLike<number>,
  length: number,
  points: number,
  by: PointScore = 'mean',
): ScoredPoints => {
  const found = new Float64Array(points)
  const windows = new Uint32Array(points)
  for (let window = 0; window < starts.length; window++) {
    const [start, score] = [starts[window] ?? 0, scores[window] ?? 0]
    for (let at = start; at < Math.min(start + length, points); at++) {
      const before = found[at] ?? 0
      found[at] = by === 'mean' ? before + score : windows[at] === 0 ? score : Math.max(before, score)
      windows[at] = (windows[at] ?? 0) + 1
    }
  }
  const settled = found.map((score, at) => {
    const count = windows[at] ?? 0
    if (count === 0) return Number.NaN
    return by === 'mean' ? score / count : score
  })
  return { scores: settled, windows }
}
