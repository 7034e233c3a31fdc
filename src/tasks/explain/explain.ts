import * as Either from 'fp-ts/lib/Either.js'
import type { Fallible } from '../../codec/index.ts'
import type { Points } from '../../statistics/index.ts'
import { pointsOf } from '../../statistics/index.ts'
import type { HostTensor } from '../../tensor/host.ts'
import { present } from '../../tensor/present.ts'
import type { Inference } from '../inference.ts'
import type { Activity } from './activity.ts'
import { activities, extremes, isSparse } from './activity.ts'
import { nearestDirections } from './directions.ts'
import type { EntryCard, ExcitingRow } from './entryCard.ts'
import type { Explaining, ExplainOptions } from './options.ts'
import { entryFaults, explaining } from './options.ts'
import type { Reading } from './reading.ts'
import { reading } from './reading.ts'
import { columnOf, correlating, labelsOf } from './relations.ts'
import type { Writing } from './writing.ts'
import { writing } from './writing.ts'

/** What a code means, entry by entry. */
export interface Explanation {
  /** How many rows the codes are of. */
  readonly rows: number
  /** How many entries a code has. */
  readonly width: number
  readonly cards: ReadonlyArray<EntryCard>
  /** How many entries are 0 in all rows, and how many have one value in all rows. */
  readonly dead: number
  readonly constant: number
  /** How many entries of a code are not 0, in the mean. */
  readonly active: number
  /** Why it is not said what entries read, or write. */
  readonly withoutReads?: string
  readonly withoutWrites?: string
  /** The mean derivatives, as pictures of what entries read and write: [entries, …input] and [entries, …output]. */
  readonly readMap?: HostTensor
  readonly writeMap?: HostTensor
  /** The direction that each entry of the whole code writes, where the decoder is linear: a dictionary. */
  readonly directions?: Points
}

/** Derivatives are computed for at most so many entries at once. */
const mostDerived = 64

const stateOf = ({ minimum, maximum, density, deviation, mean }: Activity): EntryCard['state'] => {
  if (density === 0) return 'dead'
  return minimum === maximum || deviation <= 1e-7 * Math.abs(mean) ? 'constant' : 'varies'
}

/** What entries read and write, as far as it can be said. */
interface Sides {
  readonly read?: Reading
  readonly write?: Writing
  readonly withoutReads?: string
  readonly withoutWrites?: string
}

const sidesOf = (
  inference: Inference,
  codes: HostTensor,
  spread: ReadonlyArray<Activity>,
  options: Explaining,
): Sides => {
  const { length } = options.entries
  const tooMany = `the derivatives of ${length} entries take long: name at most ${mostDerived} entries`
  const read = length > mostDerived ? { without: tooMany } : reading(inference, options)
  const write = writing(inference, codes, spread, options, mostDerived)
  return {
    ...('without' in read ? { withoutReads: read.without } : { read }),
    ...(write === undefined ? { withoutWrites: tooMany } : { write }),
  }
}

const cardsOf = (
  { model, rows }: Inference,
  codes: Points,
  spread: ReadonlyArray<Activity>,
  { read, write }: Sides,
  options: Explaining,
): ReadonlyArray<EntryCard> => {
  const { entries, top, columns: count } = options
  const named = ({ row, value }: { readonly row: number; readonly value: number }): ExcitingRow => ({
    row,
    value,
    ...present({ id: rows.ids?.[row], label: rows.labels?.[row] }),
  })
  const near = write?.directions && nearestDirections(write.directions, entries, count)
  const varying = model.encoder.indices === undefined ? correlating(rows, codes, options) : []
  return entries.flatMap((entry, j) => {
    const activity = spread[entry]
    if (activity === undefined) return []
    const { most, least } = extremes(codes, entry, top)
    const state = stateOf(activity)
    return [
      {
        entry,
        ...activity,
        state,
        correlations: varying[j] ?? [],
        most: state === 'varies' ? most.filter(({ value }) => value !== 0 || !isSparse(activity)).map(named) : [],
        least: state !== 'varies' || isSparse(activity) ? [] : least.map(named),
        ...present({
          reads: read?.reads[j],
          completeness: read?.completeness?.[j],
          writes: write?.writes[j],
          labels: rows.labels && labelsOf(columnOf(codes, entry), rows.labels, count),
          nearest: near?.[j],
        }),
      },
    ]
  })
}

/**
 * What the entries of a code mean: what they read (Jacobian of the encoder, integrated gradients), what they write (Jacobian of
 * the decoder), which columns and labels they vary with, which rows excite them; for a dictionary the cards of its features.
 * All numbers are as the model sees rows, after preprocessing.
 */
export const explain = async (inference: Inference, options: ExplainOptions = {}): Promise<Fallible<Explanation>> => {
  const [fault, ...others] = entryFaults(inference.model, options.entries)
  if (fault !== undefined) return Either.left([fault, ...others])
  const settings = explaining(inference.model, options)
  const host = await inference.codes()
  const codes = pointsOf(host)
  const spread = activities(codes)
  const sides = sidesOf(inference, host, spread, settings)
  const states = spread.map(stateOf)
  const { read, write, withoutReads, withoutWrites } = sides
  return Either.right({
    rows: codes.length,
    width: codes.width,
    cards: cardsOf(inference, codes, spread, sides, settings),
    dead: states.filter((state) => state === 'dead').length,
    constant: states.filter((state) => state === 'constant').length,
    active: spread.reduce((sum, { density }) => sum + density, 0),
    ...present({
      withoutReads,
      withoutWrites,
      readMap: read?.map,
      writeMap: write?.map,
      directions: write?.directions,
    }),
  })
}
