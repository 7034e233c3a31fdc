/** A matrix inside a typed array: entry (i, j) stands at offset + i · rowStride + j · columnStride. */
export interface MatrixView {
  readonly data: Float32Array | Float64Array
  readonly offset: number
  readonly rows: number
  readonly columns: number
  readonly rowStride: number
  readonly columnStride: number
}

/** Rows and columns of the tile that the inner loop keeps in registers. */
const tileRows = 4
const tileColumns = 2
/** How much of the inner dimension is multiplied at a time: a panel of it stays in the first-level cache. */
const depth = 256

let panelA: Float64Array = new Float64Array(0)
let panelB: Float64Array = new Float64Array(0)

const atLeast = (panel: Float64Array, length: number): Float64Array =>
  panel.length >= length ? panel : new Float64Array(length)

/**
 * Packs columns k0 … k1 of a matrix in strips of `tile` rows: within a strip the entries of one column stand
 * together, so that the inner loop reads both operands in order. Missing rows of the last strip are zeros.
 */
const pack = (panel: Float64Array, m: MatrixView, tile: number, k0: number, k1: number): void => {
  const { data, offset, rows, rowStride, columnStride } = m
  const strip = (k1 - k0) * tile
  for (let i0 = 0, start = 0; i0 < rows; i0 += tile, start += strip)
    for (let i = 0; i < tile; i++) {
      let from = offset + (i0 + i) * rowStride + k0 * columnStride
      const inside = i0 + i < rows
      for (let at = start + i; at < start + strip; at += tile, from += columnStride)
        panel[at] = inside ? (data[from] as number) : 0
    }
}

/** What one tile of a·b adds up to. */
const sums = new Float64Array(tileRows * tileColumns)

const multiplyTile = (a: number, b: number, length: number): void => {
  const [A, B] = [panelA, panelB]
  let [s00, s01, s10, s11, s20, s21, s30, s31] = [0, 0, 0, 0, 0, 0, 0, 0]
  for (let k = 0; k < length; k++, a += tileRows, b += tileColumns) {
    const b0 = B[b] as number
    const b1 = B[b + 1] as number
    const a0 = A[a] as number
    s00 += a0 * b0
    s01 += a0 * b1
    const a1 = A[a + 1] as number
    s10 += a1 * b0
    s11 += a1 * b1
    const a2 = A[a + 2] as number
    s20 += a2 * b0
    s21 += a2 * b1
    const a3 = A[a + 3] as number
    s30 += a3 * b0
    s31 += a3 * b1
  }
  sums[0] = s00
  sums[1] = s01
  sums[2] = s10
  sums[3] = s11
  sums[4] = s20
  sums[5] = s21
  sums[6] = s30
  sums[7] = s31
}

/** Adds a tile to the total, leaving out the zeros that packing added at the edges. */
const addTile = (total: Float64Array, start: number, n: number, rows: number, columns: number): void => {
  for (let i = 0; i < rows; i++)
    for (let j = 0; j < columns; j++) {
      const at = start + i * n + j
      total[at] = (total[at] as number) + (sums[i * tileColumns + j] as number)
    }
}

const transposed = (m: MatrixView): MatrixView => ({
  ...m,
  rows: m.columns,
  columns: m.rows,
  rowStride: m.columnStride,
  columnStride: m.rowStride,
})

/**
 * c = a·b, row-major from `start` on; c is overwritten. Accumulates in double precision in an order that the
 * sizes alone decide. The indices below stay inside the panels by construction, hence the casts.
 */
export const multiplyInto = (c: Float32Array | Float64Array, start: number, a: MatrixView, b: MatrixView): void => {
  const [m, n, inner] = [a.rows, b.columns, a.columns]
  const total = c instanceof Float64Array ? c.subarray(start, start + m * n).fill(0) : new Float64Array(m * n)
  const columns = transposed(b)
  for (let k0 = 0; k0 < inner; k0 += depth) {
    const k1 = Math.min(k0 + depth, inner)
    panelA = atLeast(panelA, Math.ceil(m / tileRows) * tileRows * depth)
    panelB = atLeast(panelB, Math.ceil(n / tileColumns) * tileColumns * depth)
    pack(panelA, a, tileRows, k0, k1)
    pack(panelB, columns, tileColumns, k0, k1)
    for (let i = 0; i < m; i += tileRows)
      for (let j = 0; j < n; j += tileColumns) {
        multiplyTile(i * (k1 - k0), j * (k1 - k0), k1 - k0)
        addTile(total, i * n + j, n, Math.min(tileRows, m - i), Math.min(tileColumns, n - j))
      }
  }
  if (!(c instanceof Float64Array)) c.set(total, start)
}
