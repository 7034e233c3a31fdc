/** The search for a path that ends in a free column: distances, where each was reached from, which are settled. */
interface Search {
  readonly shortest: Float64Array
  readonly before: Int32Array
  readonly settled: Uint8Array
}

/** The dual variables of rows and columns, and the row of each column; place 0 of the columns stands for "none yet". */
interface Matching {
  readonly u: Float64Array
  readonly v: Float64Array
  readonly rowOf: Int32Array
}

/** Settles the nearest column: the one that is reached next, and by how much everything reached so far moves. */
const nextColumn = (
  cost: (row: number, column: number) => number,
  { u, v, rowOf }: Matching,
  { shortest, before, settled }: Search,
  column: number,
): readonly [next: number, delta: number] => {
  const row = rowOf[column] ?? 0
  let [next, delta] = [0, Number.POSITIVE_INFINITY]
  for (let j = 1; j < v.length; j++) {
    if (settled[j] === 1) continue
    const reduced = cost(row - 1, j - 1) - (u[row] ?? 0) - (v[j] ?? 0)
    if (reduced < (shortest[j] ?? 0)) {
      shortest[j] = reduced
      before[j] = column
    }
    if ((shortest[j] ?? 0) < delta) {
      delta = shortest[j] ?? 0
      next = j
    }
  }
  return [next, delta]
}

/** Moves the dual variables of what is settled, and the distances of what is not. */
const move = ({ u, v, rowOf }: Matching, { shortest, settled }: Search, delta: number): void => {
  for (let j = 0; j < v.length; j++) {
    if (settled[j] === 1) {
      const row = rowOf[j] ?? 0
      u[row] = (u[row] ?? 0) + delta
      v[j] = (v[j] ?? 0) - delta
    } else shortest[j] = (shortest[j] ?? 0) - delta
  }
}

/** Matches one more row: finds the shortest augmenting path and exchanges along it. */
const augment = (cost: (row: number, column: number) => number, matching: Matching, row: number): void => {
  const { v, rowOf } = matching
  const search: Search = {
    shortest: new Float64Array(v.length).fill(Number.POSITIVE_INFINITY),
    before: new Int32Array(v.length),
    settled: new Uint8Array(v.length),
  }
  rowOf[0] = row
  let column = 0
  do {
    search.settled[column] = 1
    const [next, delta] = nextColumn(cost, matching, search, column)
    move(matching, search, delta)
    column = next
  } while (rowOf[column] !== 0)
  for (; column !== 0; column = search.before[column] ?? 0) rowOf[column] = rowOf[search.before[column] ?? 0] ?? 0
}

/**
 * The assignment of rows to columns of the least total cost, each column to at most one row: the column of every row. There
 * are at least as many columns as rows; costs are finite. Exact, by shortest augmenting paths with dual variables (Kuhn
 * 1955, Munkres 1957; the form of Jonker and Volgenant 1987), in O(rows² · columns).
 */
export const assign = (
  rows: number,
  columns: number,
  cost: (row: number, column: number) => number,
): ReadonlyArray<number> => {
  if (rows > columns) throw new RangeError(`${rows} rows cannot be assigned to ${columns} columns`)
  const matching: Matching = {
    u: new Float64Array(rows + 1),
    v: new Float64Array(columns + 1),
    rowOf: new Int32Array(columns + 1),
  }
  for (let row = 1; row <= rows; row++) augment(cost, matching, row)
  const columnOf: Array<number> = Array.from({ length: rows }, () => 0)
  matching.rowOf.forEach((row, column) => {
    if (row > 0 && column > 0) columnOf[row - 1] = column - 1
  })
  return columnOf
}
