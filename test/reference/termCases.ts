import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { TermSpec } from '../../src/losses/index.ts'
import type * as Named from '../../src/tensor/named.ts'
import { root } from '../command.ts'
import type { Numbers } from './layerCases.ts'

/** What `test/reference/cases.py` writes down of one loss term: tensors by name, `aux.mean`, `output`. */
export interface TermExample {
  readonly term: TermSpec
  readonly given: Named.Named<Numbers>
  readonly value: number
  readonly gradients: Named.Named<Numbers>
}

const folder = join(root, 'test/reference/terms')
/** The files of examples, one for each group of terms. */
export const termFiles = readdirSync(folder).filter((name) => name.endsWith('.json'))
export const examplesOf = (name: string): ReadonlyArray<TermExample> =>
  JSON.parse(readFileSync(join(folder, name), 'utf8'))

/** The terms that PyTorch has given values and gradients of. */
export const termsWithExamples = (): ReadonlyArray<string> =>
  termFiles.flatMap((name) => examplesOf(name).map(({ term }) => term.term))
