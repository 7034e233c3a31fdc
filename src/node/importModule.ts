import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { pipe } from 'fp-ts/lib/function.js'
import * as TaskEither from 'fp-ts/lib/TaskEither.js'
import { createJiti } from 'jiti'
import type { Faults } from '../codec/index.ts'
import type { FallibleTask } from '../data/files/index.ts'
import { attempt } from '../data/files/index.ts'
import * as isthmus from '../index.ts'
import * as laws from '../laws/index.ts'
import { withFixedHeap } from './v8Heap.ts'

/** What a user's module exports, as far as it is of interest. Absent keys are not exported. */
export interface Module {
  readonly default?: unknown
  readonly layers?: unknown
  readonly diagnoses?: unknown
}

const firstLine = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error)).split('\n')[0] ?? ''

/** The first line of an error, with the line and column that a parser gives in the second. */
const errorText = (error: unknown): string => {
  const [, line, column] = /^.*\n[^\n]*:(\d+):(\d+)\s*$/.exec(error instanceof Error ? error.message : '') ?? []
  const place = line === undefined ? '' : ` at line ${line}, column ${column}`
  return `an error${place}: ${firstLine(error).trim()}`
}

const exportsOf = (exported: unknown): Module =>
  typeof exported === 'object' && exported !== null
    ? {
        ...('default' in exported ? { default: exported.default } : {}),
        ...('layers' in exported ? { layers: exported.layers } : {}),
        ...('diagnoses' in exported ? { diagnoses: exported.diagnoses } : {}),
      }
    : { default: exported }

const run = async (path: string): Promise<Module> => {
  const jiti = createJiti(import.meta.url, {
    fsCache: false,
    moduleCache: false,
    virtualModules: { isthmus, 'isthmus/laws': laws },
  })
  return exportsOf(await withFixedHeap(() => jiti.import<unknown>(resolve(path))))
}

/** Runs a TypeScript or JavaScript module. Whatever it imports from `isthmus` is this very package. */
export const importModule = (path: string, what = 'a spec'): FallibleTask<Module> =>
  pipe(
    attempt(path, what, () => readFile(path)),
    TaskEither.flatMap(() =>
      TaskEither.tryCatch(
        () => run(path),
        (error): Faults => [
          {
            fault: 'broken spec',
            where: path,
            expected: `a module that runs and exports ${what}`,
            found: errorText(error),
            remedy: 'correct the module; loading it runs its code',
          },
        ],
      ),
    ),
  )
