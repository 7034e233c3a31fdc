import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { inferenceOf } from '../../src/tasks/index.ts'
import { explain } from '../../src/tasks/explain/index.ts'
import { orThrow } from '../../src/codec/index.ts'
import { greatestCosines, pointAt } from '../../src/statistics/index.ts'
import { featuresFile } from './dictionary.ts'
import { readNpy } from './npy.ts'
import type { Seen } from './seen.ts'

/** A card finds a true feature where the cosine of their directions is at least this. */
const found = 0.9

/** How many of the true features the cards of a dictionary find, where the features are known. */
export const recovered = async ({ run, session, rows }: Seen): Promise<ReadonlyArray<string>> => {
  const { path } = run.spec.data
  const file = join('data', featuresFile)
  if (typeof path !== 'string' || !path.endsWith('/dictionary.npy') || !existsSync(file)) return []
  const inference = inferenceOf((use) => use(session), run.model, run.weights, rows)
  const { cards, directions } = orThrow(await explain(inference, { pathRows: 0 }))
  if (directions === undefined) return []
  const alive = cards.filter(({ state }) => state !== 'dead')
  const values = Float64Array.from(alive.flatMap(({ entry }) => [...pointAt(directions, entry)]))
  const { width } = directions
  const truth = readNpy(new Uint8Array(readFileSync(file)))
  const nearest = greatestCosines(
    { length: truth.length / width, width, values: truth },
    { length: alive.length, width, values },
  )
  const count = nearest.filter(({ cosine }) => cosine >= found).length
  const mean = nearest.reduce((sum, { cosine }) => sum + cosine, 0) / nearest.length
  return [
    `The cards of ${alive.length} features find ${count} of the ${nearest.length} true features with a cosine of at least ${found}, ${mean.toFixed(3)} in the mean`,
  ]
}
