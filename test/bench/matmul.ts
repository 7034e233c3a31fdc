import type { MatrixView } from '../../src/interpreters/ndarray/fast/packedMatmul.ts'
import { multiplyInto } from '../../src/interpreters/ndarray/fast/packedMatmul.ts'

/** GFLOP/s of the reference evaluator's matrix product: `npx jiti test/bench/matmul.ts`. */
const shapes: ReadonlyArray<readonly [label: string, m: number, k: number, n: number, ta: boolean, tb: boolean]> = [
  ['forward  x·W    ', 128, 784, 128, false, false],
  ['weights  xᵀ·dy  ', 784, 128, 128, true, false],
  ['input    dy·Wᵀ  ', 128, 128, 784, false, true],
  ['narrow   x·W    ', 128, 128, 32, false, false],
  ['square   a·b    ', 512, 512, 512, false, false],
]

const matrix = (data: Float32Array | Float64Array, rows: number, columns: number, transpose: boolean): MatrixView => ({
  data,
  offset: 0,
  rows,
  columns,
  rowStride: transpose ? 1 : columns,
  columnStride: transpose ? rows : 1,
})

type Make = (length: number, f: (i: number) => number) => Float32Array | Float64Array
const dtypes: Readonly<Record<string, Make>> = {
  float32: (length, f) => Float32Array.from({ length }, (_, i) => f(i)),
  float64: (length, f) => Float64Array.from({ length }, (_, i) => f(i)),
}

for (const [dtype, make] of Object.entries(dtypes))
  for (const [label, m, k, n, ta, tb] of shapes) {
    const a = matrix(make(m * k, Math.sin), m, k, ta)
    const b = matrix(make(k * n, Math.cos), k, n, tb)
    const c = make(m * n, () => 0)
    const times: Array<number> = []
    for (let run = 0; run < 30; run++) {
      const start = performance.now()
      multiplyInto(c, 0, a, b)
      times.push(performance.now() - start)
    }
    const median = times.toSorted((x, y) => x - y)[15] ?? Number.NaN
    console.log(`${dtype} ${label} ${m}×${k}×${n}: ${((2 * m * k * n) / median / 1e6).toFixed(2)} GFLOP/s`)
  }
