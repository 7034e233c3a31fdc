import * as Either from 'fp-ts/lib/Either.js'
import type { Dataset, File, Group } from 'h5wasm/node'
import { IsthmusError } from '../../../codec/index.ts'
import { broken } from '../bytes/byteSource.ts'
import { openFile, using } from '../bytes/fileBytes.ts'
import { optional } from '../optional.ts'

type Library = typeof import('h5wasm/node')

/** The HDF5 library, with its errors thrown instead of printed. */
const loadLibrary = async (): Promise<Library> => {
  const loaded = await optional('an HDF5 file', 'h5wasm@0.10.3', () => import('h5wasm/node'))()
  if (Either.isLeft(loaded)) throw new IsthmusError(loaded.left)
  const module = await loaded.right.ready
  module.activate_throwing_error_handler()
  return loaded.right
}

/** The deepest reason of the many lines that the library gives. */
const reasonOf = (error: unknown): string => {
  const text = error instanceof Error ? error.message : String(error)
  const reasons = [...text.matchAll(/line \d+ in \w+\(\): ([^\n]*)/g)].map(([, reason = '']) => reason)
  return (reasons.at(-1) ?? text.split('\n')[0] ?? '').slice(0, 200)
}

/** Runs calls of the library, whose errors mean that the file is broken. */
export const guarded = <A>(path: string, call: () => A): A => {
  try {
    return call()
  } catch (error) {
    if (error instanceof IsthmusError) throw error
    const reason = reasonOf(error)
    throw new IsthmusError(
      [
        {
          fault: 'broken file',
          where: path,
          expected: 'an HDF5 file',
          found: reason === '' ? 'one that the HDF5 library cannot read' : reason,
          remedy: 'write it again, or restore it from a copy',
        },
      ],
      error,
    )
  }
}

/** An open HDF5 file. */
export interface Hdf5File {
  readonly path: string
  /** How many bytes the file has. */
  readonly size: number
  readonly library: Library
  readonly file: File
  readonly close: () => Promise<void>
}

/** Opens an HDF5 file by the package h5wasm. */
export const openHdf5 = async (path: string): Promise<Hdf5File> => {
  const size = await using(openFile(path), async ({ size }) => size)
  const library = await loadLibrary()
  const file = guarded(path, () => new library.File(path, 'r'))
  return {
    path,
    size,
    library,
    file,
    close: async () => {
      guarded(path, () => file.close())
    },
  }
}

/** The dataset of a name, if it is one. */
export const datasetAt = ({ path, library, file }: Hdf5File, name: string): Dataset | undefined =>
  guarded(path, () => {
    const found = file.get(name)
    return found instanceof library.Dataset ? found : undefined
  })

/** The group of a name, if it is one. */
export const groupAt = ({ path, library, file }: Hdf5File, name: string): Group | undefined =>
  guarded(path, () => {
    const found = file.get(name)
    return found instanceof library.Group ? found : undefined
  })

/** The dataset of a name; throws where there is none. */
export const needDataset = (hdf5: Hdf5File, name: string): Dataset => {
  const found = datasetAt(hdf5, name)
  if (found !== undefined) return found
  throw broken({
    fault: 'broken file',
    where: hdf5.path,
    expected: `a dataset "${name}"`,
    found: 'none',
    remedy: 'write the file again',
  })
}

/** The value of an attribute of a dataset or group. */
export const attributeOf = ({ path }: Hdf5File, { attrs }: Dataset | Group, name: string): unknown =>
  guarded(path, () => (Object.hasOwn(attrs, name) ? attrs[name]?.value : undefined))
