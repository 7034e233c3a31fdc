import { mkdir, writeFile } from 'node:fs/promises'
import { basename, extname, join } from 'node:path'
import { pipe } from 'fp-ts/lib/function.js'
import * as Either from 'fp-ts/lib/Either.js'
import * as TaskEither from 'fp-ts/lib/TaskEither.js'
import { encode } from 'fast-png'
import type { Fallible } from '../../codec/index.ts'
import { failure } from '../../codec/index.ts'
import { attempt } from '../../data/files/index.ts'
import type { RowsOut } from './rows.ts'
import type { Writer } from './writer.ts'

/** Rows that are images. */
interface Images {
  readonly length: number
  readonly channels: 1 | 3
  readonly height: number
  readonly width: number
  /** length × channels × height × width, 0 … 255 */
  readonly values: Uint8ClampedArray
}

/** Numbers up to 1, a little more in reconstructions, are shares of white; larger ones are bytes. */
const scaleOf = (values: ArrayLike<number>): number => {
  let greatest = 0
  for (let i = 0; i < values.length; i++) greatest = Math.max(greatest, values[i] ?? 0)
  return greatest > 2 ? 1 : 255
}

type Sizes = readonly [channels: number, height: number, width: number]

/** [channels, height, width], [height, width], or a square image as a vector. */
export const imageSizes = (sizes: ReadonlyArray<number>): Sizes | undefined => {
  const [first = 0, second, third] = sizes
  if (third !== undefined && second !== undefined) return sizes.length === 3 ? [first, second, third] : undefined
  if (second !== undefined) return [1, first, second]
  const side = Math.round(Math.sqrt(first))
  return side * side === first && side > 1 ? [1, side, side] : undefined
}

const imagesOf = (path: string, { tensor, length }: RowsOut): Fallible<Images> => {
  if (tensor === undefined) throw new Error('a tensor writer got a table')
  const sizes = imageSizes(tensor.shape.slice(1))
  const [channels, height, width] = sizes ?? [0, 0, 0]
  if (channels !== 1 && channels !== 3)
    return failure({
      fault: 'wrong shape',
      where: path,
      expected:
        'rows that are grey or colour images: [1 or 3, height, width], [height, width], or a square as a vector',
      found: `rows of shape [${tensor.shape.slice(1).join(', ')}]`,
      remedy: 'write a table: .csv, .ndjson, .npy, .parquet or .arrow',
    })
  const scale = scaleOf(tensor.data)
  const values = Uint8ClampedArray.from(tensor.data, (value) => value * scale)
  return Either.right({ length, channels, height, width, values })
}

/** A canvas of pixels, height × width × channels, on which images are put. */
const put = (
  { channels, height, width, values }: Images,
  image: number,
  out: Uint8Array,
  at: number,
  stride: number,
): void => {
  const size = height * width
  for (let channel = 0; channel < channels; channel++)
    for (let y = 0; y < height; y++)
      for (let x = 0; x < width; x++)
        out[at + (y * stride + x) * channels + channel] =
          values[(image * channels + channel) * size + y * width + x] ?? 0
}

/** Pixels between the images of a grid. */
const gap = 2

/** A larger picture opens in few programs. */
const mostPixels = 2 ** 26

const gridOf = (path: string, images: Images, across: number): Fallible<Uint8Array> => {
  const { length, channels, height, width } = images
  const [w, h] = [across * (width + gap) - gap, Math.ceil(length / across) * (height + gap) - gap]
  if (w * h > mostPixels)
    return failure({
      fault: 'too large',
      where: path,
      expected: `a picture of at most ${mostPixels} pixels`,
      found: `${length} images, which take ${w} × ${h}`,
      remedy: 'write fewer rows with --rows N, or a folder of images with --out images/',
    })
  const data = new Uint8Array(w * h * channels).fill(255)
  for (let i = 0; i < length; i++)
    put(images, i, data, (Math.floor(i / across) * (height + gap) * w + (i % across) * (width + gap)) * channels, w)
  return Either.right(encode({ width: w, height: h, channels, depth: 8, data }))
}

/** All images in one picture, row by row. */
export const pngWriter: Writer = {
  endings: ['.png'],
  takes: 'tensor',
  write: (path, rows) =>
    pipe(
      TaskEither.fromEither(imagesOf(path, rows)),
      TaskEither.flatMapEither((images) => gridOf(path, images, rows.across ?? Math.ceil(Math.sqrt(images.length)))),
      TaskEither.flatMap((bytes) => attempt(path, 'a file that can be written', () => writeFile(path, bytes))),
    ),
}

/** The name of the file of a row: its number, and the name of the file that it was read from. */
const nameOf = (row: number, { length, ids }: RowsOut): string => {
  const number = String(row + 1).padStart(String(length).length, '0')
  const name = basename(ids?.[row] ?? '').replace(/[^\p{L}\p{N}._-]+/gu, '_')
  return `${number}${name === '' ? '' : `-${name.slice(0, name.length - extname(name).length).slice(0, 100)}`}.png`
}

const writeFolder = async (path: string, images: Images, rows: RowsOut): Promise<void> => {
  const { length, channels, height, width } = images
  await mkdir(path)
  const data = new Uint8Array(width * height * channels)
  for (let row = 0; row < length; row++) {
    put(images, row, data, 0, width)
    await writeFile(join(path, nameOf(row, rows)), encode({ width, height, channels, depth: 8, data }))
  }
}

/** A folder with an image for each row. */
export const pngFolderWriter: Writer = {
  endings: ['/'],
  takes: 'tensor',
  write: (path, rows) =>
    pipe(
      TaskEither.fromEither(imagesOf(path, rows)),
      TaskEither.flatMap((images) =>
        attempt(path, 'a folder that can be written', () => writeFolder(path, images, rows)),
      ),
    ),
}
