import * as Either from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import type { Fallible } from '../codec/index.ts'
import { failure, orThrow } from '../codec/index.ts'
import type { Dataset } from '../data/index.ts'
import { pointsOf } from '../statistics/index.ts'
import type { Concept, ConceptOptions, Inference } from '../tasks/index.ts'
import { conceptOf, steered } from '../tasks/index.ts'
import type { HostTensor } from '../tensor/host.ts'
import { present } from '../tensor/present.ts'

const withLabels = ({ rows: { labels } }: Inference, label: string): Fallible<ReadonlyArray<string>> =>
  labels === undefined
    ? failure({
        fault: 'missing',
        where: `the concept "${label}"`,
        expected: 'rows with labels',
        found: 'none',
        remedy: 'give { rows, labels }, or name the column with --label COLUMN',
      })
    : Either.right(labels)

/** The directions of a label in the code of rows that are labelled. */
export const conceptIn = async (
  inference: Fallible<Inference>,
  label: string,
  options?: ConceptOptions,
): Promise<Concept> => {
  const rows = orThrow(inference)
  const labels = orThrow(withLabels(rows, label))
  return orThrow(conceptOf(pointsOf(await rows.codes()), labels, label, options))
}

export interface SteerOptions {
  /** How far to go along the direction; 1 by default. */
  readonly strength?: number
}

/** What the decoder makes of the codes of rows after they moved along a direction. */
export const steeredRows = async (
  inference: Fallible<Inference>,
  direction: Float64Array,
  { strength = 1 }: SteerOptions = {},
): Promise<{ readonly output: HostTensor; readonly length: number }> => {
  const rows = orThrow(inference)
  const { model } = rows
  const codes = pointsOf(await rows.codes())
  if (direction.length !== codes.width)
    return orThrow(
      failure({
        fault: 'wrong length',
        where: 'direction',
        expected: `${codes.width} numbers, one for each entry of the code`,
        found: String(direction.length),
      }),
    )
  const moved = steered(codes, direction, strength)
  const data: Dataset = {
    sizes: model.code,
    length: codes.length,
    values: Float32Array.from(moved.values),
    ...present({ condition: rows.rows.condition }),
  }
  return pipe(await rows.decode(data), (output) => ({ output, length: codes.length }))
}
