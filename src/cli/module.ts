import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import * as Either from 'fp-ts/lib/Either.js'
import { createJiti } from 'jiti'
import type { Faults } from '../codec/index.ts'
import { systemFault } from '../data/files/index.ts'
import * as isthmus from '../index.ts'
import * as laws from '../laws/index.ts'
import { withFixedHeap } from './v8Heap.ts'

/** What a user's module gives: its default export, and the layers that it exports beside it, if any. */
export interface Module {
  readonly spec: unknown
  readonly layers: unknown
}

export const firstLine = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error)).split('\n')[0] ?? ''

const isSystem = (error: unknown): boolean =>
  typeof error === 'object' &&
  error !== null &&
  'code' in error &&
  ['ENOENT', 'EACCES', 'EISDIR', 'ENOTDIR'].includes(String(error.code))

const partsOf = (exported: unknown): Module =>
  typeof exported === 'object' && exported !== null
    ? {
        spec: 'default' in exported ? exported.default : exported,
        layers: 'layers' in exported ? exported.layers : undefined,
      }
    : { spec: exported, layers: undefined }

/** Runs a TypeScript or JavaScript module. Whatever it imports from `isthmus` is this very package. */
export const importModule = async (path: string, what = 'a spec'): Promise<Either.Either<Faults, Module>> => {
  try {
    await readFile(path)
    const jiti = createJiti(import.meta.url, {
      fsCache: false,
      moduleCache: false,
      virtualModules: { isthmus, 'isthmus/laws': laws },
    })
    return Either.right(partsOf(await withFixedHeap(() => jiti.import<unknown>(resolve(path)))))
  } catch (error) {
    if (isSystem(error)) return systemFault(path, what, error)
    const remedy = 'mend the file: it is run to get what it exports'
    return Either.left([{ fault: 'broken spec', where: path, expected: what, found: firstLine(error), remedy }])
  }
}
