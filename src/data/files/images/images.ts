import { readFile, stat } from 'node:fs/promises'
import { basename, dirname, relative } from 'node:path'
import { present } from '../../../tensor/present.ts'
import type { Chunk } from '../../chunk.ts'
import type { ImagesSettings, Opened } from '../../sources/index.ts'
import type { FallibleTask } from '../../task.ts'
import { asFileError, fileError, fileStream } from '../fileFault.ts'
import { reading } from '../openStream.ts'
import type { FoundFiles } from '../foundFiles.ts'
import { filesOf } from '../foundFiles.ts'
import type { ImageSize } from './decode.ts'
import { decodeImage, imageEndings, sharpFor, wrongSize } from './decode.ts'
import type { Pixels } from './pixels.ts'
import { writePixels } from './pixels.ts'

/** A larger file is no image that one would learn from. */
const largestFile = 2 ** 28

/** A chunk holds images of at most so many numbers. */
const chunkNumbers = 2 ** 22

const expectation = 'PNG, JPEG or WebP images'

const resized = async (pixels: Pixels, [height, width]: ReadonlyArray<number>): Promise<Pixels> => {
  if (height === undefined || width === undefined) return pixels
  const sharp = await sharpFor('resize')
  const { channels, values } = pixels
  const raw = { width: pixels.width, height: pixels.height, channels }
  const image = sharp(Uint8Array.from(values, Math.round), { raw }).resize(width, height, { fit: 'fill' })
  const { data, info } = await image.raw().toBuffer({ resolveWithObject: true })
  const kept = info.channels === channels ? data : data.filter((_, i) => i % info.channels < channels)
  return { width, height, channels, values: kept }
}

const readImage = async (path: string, { resize = [] }: ImagesSettings, size?: ImageSize): Promise<Pixels> => {
  try {
    const { size: length } = await stat(path)
    if (length > largestFile)
      throw fileError(path, {
        fault: 'too large',
        expected: `an image file of at most ${largestFile} bytes`,
        found: String(length),
      })
    const pixels = await decodeImage(path, await readFile(path), resize.length === 0 ? size : undefined)
    const image = await resized(pixels, resize)
    if (size !== undefined && (image.width !== size.width || image.height !== size.height))
      throw wrongSize(path, image, size)
    return image
  } catch (error) {
    throw asFileError(path, 'a PNG, JPEG or WebP image', error)
  }
}

/** What all images of a source have in common. */
interface Common extends ImageSize {
  readonly channels: 1 | 3
}

const commonOf = ({ width, height, channels }: Pixels, { colour }: ImagesSettings): Common => ({
  width,
  height,
  channels: colour === undefined ? channels : colour === 'grey' ? 1 : 3,
})

const refuseColour = (path: string, { channels }: Pixels, common: Common, { colour }: ImagesSettings): void => {
  if (colour !== undefined || channels <= common.channels) return
  throw fileError(path, {
    fault: 'wrong shape',
    expected: 'a grey image, as the first one',
    found: 'a colour image',
    remedy: "say colour: 'grey' or colour: 'rgb'",
  })
}

/** The class of an image is the name of the folder that it is in, if that is a folder in the one that was named. */
const labelsOf = ({ root, paths }: FoundFiles): ((path: string) => string) | undefined => {
  const labelOf = (path: string): string => {
    const folder = dirname(relative(root, path))
    return folder === '.' ? '' : basename(folder)
  }
  return paths.some((path) => labelOf(path) !== '') ? labelOf : undefined
}

async function* chunksOf(settings: ImagesSettings, found: FoundFiles, common: Common): AsyncGenerator<Chunk> {
  const { width, height, channels } = common
  const numbers = channels * height * width
  const perChunk = Math.max(1, Math.floor(chunkNumbers / numbers))
  const labelOf = labelsOf(found)
  for (let start = 0; start < found.paths.length; start += perChunk) {
    const paths = found.paths.slice(start, start + perChunk)
    const values = new Float32Array(paths.length * numbers)
    for (const [i, path] of paths.entries()) {
      const pixels = await readImage(path, settings, common)
      refuseColour(path, pixels, common, settings)
      writePixels(pixels, channels, values, i * numbers)
    }
    const labels = labelOf === undefined ? undefined : paths.map(labelOf)
    yield {
      kind: 'tensors',
      length: paths.length,
      sizes: [channels, height, width],
      values,
      ids: paths,
      ...present({ labels }),
    }
  }
}

/** Image files of one size as rows [channels, height, width], 0 … 255, read as a stream. */
export const openImages = (settings: ImagesSettings): FallibleTask<Opened> => {
  const { path } = settings
  return reading(path, expectation, async () => {
    const found = await filesOf(path, imageEndings, expectation)
    const first = found.paths[0] ?? path
    const common = commonOf(await readImage(first, settings), settings)
    return { rows: fileStream(path, expectation, () => chunksOf(settings, found, common), found.paths.length) }
  })
}
