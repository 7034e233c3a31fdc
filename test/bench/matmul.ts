import type { MatrixView } from '../../src/interpreters/ndarray/matmul.ts'
import { multiplyInto } from '../../src/interpreters/ndarray/matmul.ts'

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

for (const Numbers of [Float32Array, Float64Array])
  for (const [label, m, k, n, ta, tb] of shapes) {
    const a = matrix(
      Numbers.from({ length: m * k }, (_, i) => Math.sin(i)),
      m,
      k,
      ta,
    )
    const b = matrix(
      Numbers.from({ length: k * n }, (_, i) => Math.cos(i)),
      k,
      n,
      tb,
    )
    const c = new Numbers(m * n)
    const times: Array<number> = []
    for (let run = 0; run < 30; run++) {
      const start = performance.now()
      multiplyInto(c, 0, a, b)
      times.push(performance.now() - start)
    }
    const median = times.toSorted((x, y) => x - y)[15] ?? Number.NaN
    console.log(`${Numbers.name} ${label} ${m}×${k}×${n}: ${((2 * m * k * n) / median / 1e6).toFixed(2)} GFLOP/s`)
  }
