import { readFileSync } from 'node:fs'
import * as Either from 'fp-ts/lib/Either.js'
import { PNG } from 'pngjs'
import { drawFaults } from '../../src/index.ts'
import { readMnist } from '../../src/data/files/mnist.ts'

const [side, gap] = [28, 2]
const pixels = side * side

/** The numbers of a .npy file of float32, as `isthmus reconstruct` writes it. */
const readNpy = (path: string): Float32Array => {
  const bytes = readFileSync(path)
  const start = 10 + bytes.readUInt16LE(8)
  return new Float32Array(bytes.buffer.slice(bytes.byteOffset + start, bytes.byteOffset + bytes.length))
}

/** Rows of images as one grey picture, black on white. */
const sheet = (rows: ReadonlyArray<Float32Array>, columns: number): Buffer => {
  const png = new PNG({ width: columns * (side + gap) + gap, height: rows.length * (side + gap) + gap, colorType: 0 })
  png.data.fill(255)
  rows.forEach((images, r) => {
    for (let k = 0; k < columns * pixels; k++) {
      const [image, at] = [Math.floor(k / pixels), k % pixels]
      const x = gap + image * (side + gap) + (at % side)
      const y = gap + r * (side + gap) + Math.floor(at / side)
      const grey = Math.round(255 * (1 - Math.min(1, Math.max(0, images[k] ?? 0))))
      png.data.fill(grey, 4 * (y * png.width + x), 4 * (y * png.width + x) + 3)
    }
  })
  return PNG.sync.write(png, { colorType: 0 })
}

/** Test digits above what a run makes of them. */
export const picture = async (run: string): Promise<Buffer> => {
  const read = await readMnist({})
  if (Either.isLeft(read)) throw new Error(drawFaults(read.left))
  const reconstructions = readNpy(`${run}/reconstructions.npy`)
  return sheet([read.right[1].values, reconstructions], reconstructions.length / pixels)
}
