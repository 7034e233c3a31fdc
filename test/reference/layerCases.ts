import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { LayerSpec } from '../../src/layers/index.ts'
import type * as Named from '../../src/tensor/named.ts'
import { root } from '../command.ts'

export interface Numbers {
  readonly shape: ReadonlyArray<number>
  readonly data: ReadonlyArray<number>
}

/** What `test/reference/cases.py` writes down of one layer. */
export interface Case extends Readonly<Record<'x' | 'y' | 'dy' | 'dx', Numbers>> {
  readonly layer: LayerSpec
  readonly parameters: Named.Named<Numbers>
  readonly dparameters: Named.Named<Numbers>
  readonly buffers: Named.Named<Numbers>
  readonly noise: Named.Named<Numbers>
  readonly nextBuffers: Named.Named<Numbers>
}

const folder = join(root, 'test/reference/layers')
/** The files of cases, one for each group of layers. */
export const files = readdirSync(folder).filter((name) => name.endsWith('.json'))
export const casesOf = (name: string): ReadonlyArray<Case> => JSON.parse(readFileSync(join(folder, name), 'utf8'))

/** The layers that PyTorch has given values of. */
export const layersWithCases = (): ReadonlyArray<string> =>
  files.flatMap((name) => casesOf(name).map(({ layer }) => layer.layer))
