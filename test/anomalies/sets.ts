import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import type { RawDataset } from '../../src/data/index.ts'
import { select } from '../../src/data/index.ts'
import { load } from '../../src/data/files/index.ts'
import { library } from '../../src/format/index.ts'
import * as Either from 'fp-ts/lib/Either.js'
import { drawFaults } from '../../src/codec/index.ts'

/** A table with its rows to train on, and those to test on with what is known of them. */
export interface AnomalySet {
  readonly name: string
  readonly training: RawDataset
  readonly test: RawDataset
  readonly anomalous: ReadonlyArray<boolean>
}

/**
 * The semi-supervised protocol: the first half of the normal rows in the order of the file to train on, the other normal
 * rows and all anomalies to test on.
 */
export const semiSupervised = (name: string, data: RawDataset): AnomalySet => {
  const isAnomaly = (data.labels ?? []).map((label) => Number(label) === 1)
  const rows = isAnomaly.map((_, row) => row)
  const normal = rows.filter((row) => isAnomaly[row] === false)
  const half = Math.floor(normal.length / 2)
  const tested = [...normal.slice(half), ...rows.filter((row) => isAnomaly[row] === true)]
  const { labels: _, ...unlabelled } = data
  return {
    name,
    training: select(unlabelled, normal.slice(0, half)),
    test: select(unlabelled, tested),
    anomalous: tested.map((row) => isAnomaly[row] === true),
  }
}

const readSet = async (folder: string, file: string): Promise<AnomalySet> => {
  const loaded = await load(library, { source: 'npz', path: join(folder, file), array: 'X', label: 'y' })()
  if (Either.isLeft(loaded)) throw new Error(drawFaults(loaded.left))
  return semiSupervised(file.replace(/^\d+_|\.npz$/g, ''), loaded.right.data)
}

/** Every set of a folder, one after the other: NumPy archives with the rows X and the labels y, 1 for anomalies. */
export async function* readSets(folder: string, only?: ReadonlyArray<string>): AsyncGenerator<AnomalySet> {
  const files = readdirSync(folder)
    .filter((file) => file.endsWith('.npz'))
    .toSorted()
    .filter((file) => only === undefined || only.some((name) => file.includes(name)))
  for (const file of files) yield await readSet(folder, file)
}
