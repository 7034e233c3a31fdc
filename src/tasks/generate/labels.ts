import * as Either from 'fp-ts/lib/Either.js'
import type { Fallible } from '../../codec/index.ts'
import { failure, settle, show } from '../../codec/index.ts'
import type { Dataset } from '../../data/index.ts'
import { select } from '../../data/index.ts'
import { classOf, unknownLabel, widthOf } from '../../layers/index.ts'
import type { Model } from '../../model/index.ts'

/** The labels of a condition of classes: those of its spec, or 0, 1, … */
const classLabels = ({ condition }: Model): ReadonlyArray<string> | undefined => {
  if (condition === undefined || condition.spec.columns !== undefined) return undefined
  return condition.spec.labels ?? Array.from({ length: widthOf(condition.spec) }, (_, i) => String(i))
}

const cycled = (labels: ReadonlyArray<string>, length: number): ReadonlyArray<string> =>
  Array.from({ length }, (_, i) => labels[i % labels.length] ?? '')

/**
 * The label of each of some samples: those given, over and over; for a model with a condition of classes every class in
 * turn. None where none is given otherwise.
 */
export const labelsFor = (
  model: Model,
  length: number,
  given: string | ReadonlyArray<string> | undefined,
): Fallible<ReadonlyArray<string> | undefined> => {
  const classes = classLabels(model)
  const wanted = typeof given === 'string' ? [given] : given
  if (wanted === undefined || wanted.length === 0)
    return Either.right(classes === undefined ? undefined : cycled(classes, length))
  const spec = model.condition?.spec
  const faults =
    spec === undefined || classes === undefined
      ? []
      : wanted.filter((label) => classOf(spec, label) === undefined).map((label) => unknownLabel(spec, label, 'label'))
  return settle(faults, () => cycled(wanted, length))
}

/** How many labels a fault lists. */
const mostLabels = 8

/** The training rows of a label. */
export const rowsOfLabel = (training: Dataset, label: string): Fallible<Dataset> => {
  const labels = training.condition?.classes ?? training.labels
  if (labels === undefined)
    return failure({
      fault: 'missing labels',
      where: 'training',
      expected: 'a label for every training row, to fit a density on those of one label',
      found: 'rows without labels',
      remedy: 'name the column that holds them: label: "COLUMN" in the data; in code: { rows, labels }',
    })
  const rows = labels.flatMap((one, row) => (one === label ? [row] : []))
  const different = [...new Set(labels)].toSorted((a, b) => (a < b ? -1 : 1))
  return settle(
    rows.length > 0
      ? []
      : [
          {
            fault: 'unknown name',
            where: 'label',
            expected: `a label of training rows: ${different.slice(0, mostLabels).map(show).join(', ')}${different.length > mostLabels ? ', …' : ''}`,
            found: show(label),
          },
        ],
    () => select(training, rows),
  )
}
