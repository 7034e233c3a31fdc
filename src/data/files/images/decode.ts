import * as Either from 'fp-ts/lib/Either.js'
import { IsthmusError } from '../../../codec/index.ts'
import { fileError } from '../fileFault.ts'
import { optional } from '../optional.ts'
import { decodeJpeg, jpegHead } from './jpeg.ts'
import type { Pixels } from './pixels.ts'
import { decodePng, pngHead } from './png.ts'

export const imageEndings = ['.png', '.jpg', '.jpeg', '.webp']

/** An image with more pixels is refused: 64 million are 8000 × 8000. */
const mostPixels = 2 ** 26

const loadSharp = async () => (await import('sharp')).default

/** The package sharp, which decodes WebP and resizes. */
export const sharpFor = async (what: string): Promise<Awaited<ReturnType<typeof loadSharp>>> => {
  const loaded = await optional(what, 'sharp', loadSharp)()
  if (Either.isLeft(loaded)) throw new IsthmusError(loaded.left)
  return loaded.right
}

const decodeWebp = async (bytes: Uint8Array): Promise<Pixels> => {
  const sharp = await sharpFor('a WebP image')
  const image = sharp(bytes, { limitInputPixels: mostPixels, failOn: 'truncated' }).removeAlpha()
  const { data, info } = await image.raw().toBuffer({ resolveWithObject: true })
  return { width: info.width, height: info.height, channels: info.channels === 1 ? 1 : 3, values: data }
}

interface Format {
  readonly magic: (bytes: Uint8Array) => boolean
  readonly head?: (bytes: Uint8Array) => { readonly width: number; readonly height: number }
  readonly decode: (bytes: Uint8Array) => Pixels | Promise<Pixels>
}

const has = (bytes: Uint8Array, at: number, ...expected: ReadonlyArray<number>): boolean =>
  expected.every((byte, i) => bytes[at + i] === byte)

/** The formats of images, by their first bytes, not by their names. */
const formats: ReadonlyArray<Format> = [
  { magic: (bytes) => has(bytes, 0, 0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a), head: pngHead, decode: decodePng },
  { magic: (bytes) => has(bytes, 0, 0xff, 0xd8), head: jpegHead, decode: decodeJpeg },
  {
    magic: (bytes) => has(bytes, 0, 0x52, 0x49, 0x46, 0x46) && has(bytes, 8, 0x57, 0x45, 0x42, 0x50),
    decode: decodeWebp,
  },
]

/** What a file must be like: an image, and after the first one of its size. */
export interface ImageSize {
  readonly width: number
  readonly height: number
}

export const wrongSize = (path: string, found: ImageSize, { width, height }: ImageSize): Error =>
  fileError(path, {
    fault: 'wrong shape',
    expected: `an image of ${width} × ${height} pixels, as the first one`,
    found: `${found.width} × ${found.height}`,
    remedy: 'make all images of one size, or say resize: [height, width] (which needs the package sharp)',
  })

/** An image file as pixels. Its size is looked at before anything is unpacked. */
export const decodeImage = async (path: string, bytes: Uint8Array, size?: ImageSize): Promise<Pixels> => {
  const format = formats.find(({ magic }) => magic(bytes))
  if (format === undefined)
    throw fileError(path, {
      expected: 'a PNG, JPEG or WebP image',
      found: bytes.length === 0 ? 'an empty file' : 'a file of another kind',
    })
  const head = format.head?.(bytes)
  if (head !== undefined) {
    if (size !== undefined && (head.width !== size.width || head.height !== size.height))
      throw wrongSize(path, head, size)
    if (head.width * head.height > mostPixels || head.width * head.height === 0)
      throw fileError(path, {
        fault: 'too large',
        expected: `an image of 1 to ${mostPixels} pixels`,
        found: `${head.width} × ${head.height}`,
      })
  }
  return format.decode(bytes)
}
