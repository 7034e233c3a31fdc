import { PNG } from 'pngjs'
import { take } from '../../src/data/index.ts'
import { product } from '../../src/tensor/shape.ts'
import { infer } from '../../src/training/index.ts'
import type { Seen } from './seen.ts'

/** Darkness from 0 (white) to 1 of one row of a data set, as a square. */
type Draw = (row: Float32Array) => (x: number, y: number) => number

interface Style {
  readonly side: number
  readonly draw: Draw
}

const [gap, columns] = [2, 20]

const digit: Style = { side: 28, draw: (row) => (x, y) => row[28 * y + x] ?? 0 }

/** A line through the entries, between −3 and 3. */
const curve: Style = {
  side: 48,
  draw: (row) => {
    const height = (at: number) => 24 - 8 * (row[Math.min(at, row.length - 1)] ?? 0)
    return (x, y) => {
      const at = (x / 47) * (row.length - 1)
      const [before, after] = [height(Math.floor(at)), height(Math.floor(at) + 1)]
      const line = before + (after - before) * (at - Math.floor(at))
      return Math.max(0, 1 - Math.abs(y - line) / Math.max(1, Math.abs(after - before) / 4))
    }
  },
}

/** How rows of so many entries are drawn. */
const styles: Readonly<Record<number, Style>> = { 784: digit, 24: curve }

/** Rows of squares as one grey picture, black on white. */
const sheet = ({ side, draw }: Style, lines: ReadonlyArray<ReadonlyArray<Float32Array>>): Buffer => {
  const step = side + gap
  const png = new PNG({ width: columns * step + gap, height: lines.length * step + gap, colorType: 0 })
  png.data.fill(255)
  lines.forEach((line, r) =>
    line.forEach((row, c) => {
      const darkness = draw(row)
      for (let k = 0; k < side * side; k++) {
        const [x, y] = [k % side, Math.floor(k / side)]
        const grey = Math.round(255 * (1 - Math.min(1, Math.max(0, darkness(x, y)))))
        const at = 4 * ((gap + r * step + y) * png.width + gap + c * step + x)
        png.data.fill(grey, at, at + 3)
      }
    }),
  )
  return PNG.sync.write(png, { colorType: 0 })
}

/** Rows above what a run makes of them; undefined where they are not to be drawn. */
export const picture = async ({ run, session, rows }: Seen): Promise<Buffer | undefined> => {
  const some = take(rows, columns)
  const width = product(rows.sizes)
  const style = styles[width]
  if (style === undefined) return undefined
  const { data } = await infer(session, 'reconstruct', run.weights, some)
  const cut = (values: Float32Array) =>
    Array.from({ length: some.length }, (_, i) => values.subarray(i * width, (i + 1) * width))
  return sheet(style, [cut(some.values), cut(Float32Array.from(data))])
}
