/** What names the class, cluster or bin of each item. */
export type Labelling = ArrayLike<string | number>

/** How many items have each pair of classes of two labellings. */
export interface Contingency {
  readonly count: number
  /** counts[i][j]: items of class i of the first and j of the second. */
  readonly counts: ReadonlyArray<Float64Array>
  readonly rows: Float64Array
  readonly columns: Float64Array
}

/** Labels as whole numbers 0, 1, … in the order of their first appearance, with the label of each. */
export const indexed = (labels: Labelling): { readonly classes: ReadonlyArray<string>; readonly of: Uint32Array } => {
  const places = new Map<string | number, number>()
  const of = Uint32Array.from({ length: labels.length }, (_, i) => {
    const label = labels[i] ?? ''
    const place = places.get(label) ?? places.size
    places.set(label, place)
    return place
  })
  return { classes: [...places.keys()].map(String), of }
}

/** The contingency table of two labellings of the same items. */
export const contingency = (a: Labelling, b: Labelling): Contingency => {
  const [first, second] = [indexed(a), indexed(b)]
  const counts = first.classes.map(() => new Float64Array(second.classes.length))
  first.of.forEach((i, item) => {
    const j = second.of[item] ?? 0
    const row = counts[i]
    if (row !== undefined) row[j] = (row[j] ?? 0) + 1
  })
  const rows = Float64Array.from(counts, (row) => row.reduce((sum, n) => sum + n, 0))
  const columns = Float64Array.from(second.classes, (_, j) => counts.reduce((sum, row) => sum + (row[j] ?? 0), 0))
  return { count: first.of.length, counts, rows, columns }
}
