/** Points of a series from one up to another, which is no longer part of it. */
export interface Range {
  readonly start: number
  readonly stop: number
}

/** Runs of anomalous points, in their order: events. Those with at most `gap` other points in between are one. */
export const rangesOf = (
  anomalous: ReadonlyArray<boolean>,
  { gap = 0 }: { readonly gap?: number } = {},
): ReadonlyArray<Range> => {
  const ranges: Array<Range> = []
  for (let start = anomalous.indexOf(true); start >= 0;) {
    const end = anomalous.indexOf(false, start)
    const stop = end < 0 ? anomalous.length : end
    const last = ranges.at(-1)
    if (last !== undefined && start - last.stop <= gap) ranges[ranges.length - 1] = { start: last.start, stop }
    else ranges.push({ start, stop })
    start = anomalous.indexOf(true, stop)
  }
  return ranges
}

/** The number of points in both ranges. */
export const overlap = (a: Range, b: Range): number =>
  Math.max(0, Math.min(a.stop, b.stop) - Math.max(a.start, b.start))
