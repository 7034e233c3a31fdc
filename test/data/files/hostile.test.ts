import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as Either from 'fp-ts/lib/Either.js'
import { afterAll, describe, expect, it } from 'vitest'
import { IsthmusError } from '../../../src/codec/index.ts'
import { readers } from '../../../src/data/files/readers.ts'
import { fixture } from './fixtures.ts'
import { mutated } from './mutations.ts'

const place = mkdtempSync(join(tmpdir(), 'isthmus-hostile-'))
afterAll(() => rmSync(place, { recursive: true, force: true }))

/** How many mutated files of each kind: `ISTHMUS_MUTATIONS=20000 npx vitest run test/data/files/hostile.test.ts`. */
const count = Number(process.env['ISTHMUS_MUTATIONS'] ?? 15)

interface Case {
  readonly source: string
  readonly file: string
  readonly settings?: object
  /** The file of a folder that is mutated. */
  readonly inner?: string
}

const cases: ReadonlyArray<Case> = [
  { source: 'npy', file: 'npy/f4-little.npy' },
  { source: 'npy', file: 'npy/fortran-images.npy' },
  { source: 'npz', file: 'npz/stored.npz', settings: { array: 'X', label: 'y' } },
  { source: 'npz', file: 'npz/deflated.npz', settings: { array: 'X', label: 'y' } },
  { source: 'idx', file: 'idx/images-idx3-ubyte' },
  { source: 'idx', file: 'idx/images-idx3-ubyte.gz' },
  { source: 'safetensors', file: 'safetensors/single.safetensors' },
  { source: 'safetensors', file: 'safetensors/all.safetensors', settings: { tensor: 'F16', label: 'labels' } },
  { source: 'matrixMarket', file: 'mtx/real.mtx' },
  { source: 'matrixMarket', file: 'mtx/array.mtx' },
  { source: 'matrixMarket', file: 'mtx/symmetric.mtx' },
  { source: 'matrixMarket', file: 'mtx/real.mtx.gz' },
  { source: 'mat', file: 'mat/single.mat' },
  { source: 'mat', file: 'mat/big.mat' },
  { source: 'mat', file: 'mat/plain.mat', settings: { variable: 'double', label: 'names' } },
  { source: 'mat', file: 'mat/sparse.mat', settings: { variable: 'sparse', label: 'letters' } },
  { source: 'tenX', file: 'tenX/v2', inner: 'matrix.mtx' },
  { source: 'tenX', file: 'tenX/v3', inner: 'features.tsv.gz' },
  { source: 'hdf5', file: 'hdf5/small.h5', settings: { label: 'y' } },
]

/** Reads everything; `rows` or the kinds of the faults. Any error but faults fails the test. */
const outcome = async (source: string, path: string, settings: object): Promise<string> => {
  const opened = await (readers[source] ?? expect.fail(source))({ path, ...settings })()
  if (Either.isLeft(opened)) return opened.left[0].fault
  try {
    for await (const chunk of opened.right.rows.chunks) expect(chunk.length).toBeGreaterThan(0)
    return 'rows'
  } catch (error) {
    if (error instanceof IsthmusError) return error.faults[0].fault
    throw error
  }
}

describe.each(cases)('$source from $file', ({ source, file, settings = {}, inner }) => {
  const name = join(place, file.replaceAll('/', '-'))
  cpSync(fixture(file), name, { recursive: true })
  const target = inner === undefined ? name : join(name, inner)
  const bytes = readFileSync(target)

  const read = (mutation: Uint8Array): Promise<string> => {
    writeFileSync(target, mutation)
    return outcome(source, name, settings)
  }

  it('is read as it is', async () => expect(await read(bytes)).toBe('rows'))

  it('is refused wherever it is cut off, and with bytes behind its end', async () => {
    const step = Math.max(1, Math.floor(bytes.length / count))
    const isText = /mtx$/.test(target)
    for (let length = 0; length < bytes.length; length += step) {
      const found = await read(bytes.subarray(0, length))
      // A number is not known to go on; a line end at the end of a text may be missing.
      if (!isText) expect(`${length}: ${found}`).not.toBe(`${length}: rows`)
    }
    // What follows a gzip stream or an HDF5 file is none of its business.
    if (!isText && !/(?:gz|h5)$/.test(target))
      expect(await read(Buffer.concat([bytes, Buffer.of(1, 2, 3)]))).not.toBe('rows')
  })

  it('becomes rows or faults, whatever is changed', async () => {
    for (let number = 0; number < count; number++) await read(mutated(bytes, number))
  }, 1_000_000)
})
