import * as Either from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import type { Fault } from '../codec/index.ts'
import { counted } from '../codec/index.ts'
import type { HostTensor } from '../tensor/host.ts'
import type { Model } from '../model/index.ts'
import type { Registry } from '../format/index.ts'
import type { Fitted } from '../preprocessing/index.ts'
import { layoutAfter } from '../preprocessing/index.ts'
import * as Named from '../tensor/named.ts'
import type { Sizes } from '../tensor/shape.ts'
import { drawShape, product, sameShape } from '../tensor/shape.ts'
import type { FittedPreprocessing } from './prepare.ts'

const wrong = (where: string, expected: string, found: string): Fault => ({
  fault: 'wrong tensor',
  where,
  expected,
  found,
  remedy: 'restore the file from a copy',
})

/** The shapes of a model's parameters and buffers by their names in files. */
const weightShapes = ({ parameters, buffers }: Model): Named.Named<Sizes> => ({
  ...Named.prefix(
    Named.map(parameters, ({ shape }) => shape),
    'parameters',
  ),
  ...Named.prefix(
    Named.map(buffers, ({ shape }) => shape),
    'buffers',
  ),
})

const shapeFaults = (
  where: string,
  shapes: Named.Named<Sizes>,
  tensors: Named.Named<HostTensor>,
): ReadonlyArray<Fault> =>
  Object.entries(shapes).flatMap(([name, shape]) => {
    const found = tensors[name]
    const expected = `"${name}" of ${drawShape(shape)}`
    if (found === undefined) return [wrong(where, expected, 'none')]
    if (!sameShape(found.shape, shape)) return [wrong(where, expected, drawShape(found.shape))]
    const at = found.data.findIndex((value) => !Number.isFinite(value))
    return at < 0 ? [] : [wrong(where, `finite numbers in "${name}"`, `${found.data[at]} at position ${at}`)]
  })

const scoresFaults = (where: string, scores: HostTensor | undefined): ReadonlyArray<Fault> => {
  if (scores === undefined || scores.shape.length !== 1 || scores.data.length === 0)
    return [wrong(where, '"scores", one a row', scores === undefined ? 'none' : drawShape(scores.shape))]
  const isSorted = scores.data.every((score, i) => score >= (scores.data[i - 1] ?? Number.NEGATIVE_INFINITY))
  return isSorted ? [] : [wrong(where, '"scores" in rising order', 'another order, or NaN')]
}

/** Whether the spread of residuals, where a file has one, is a number from 0 on for each column. */
export const spreadFaults = (where: string, spread: HostTensor | undefined, columns: number): ReadonlyArray<Fault> => {
  if (spread === undefined) return []
  const expected = `"spread" of ${drawShape([columns])}, numbers from 0 on`
  if (!sameShape(spread.shape, [columns])) return [wrong(where, expected, drawShape(spread.shape))]
  const at = spread.data.findIndex((value) => !(value >= 0 && Number.isFinite(value)))
  return at < 0 ? [] : [wrong(where, expected, `${spread.data[at]} at position ${at}`)]
}

/** The tensors beside those of the spec. */
const ownNames: ReadonlyArray<string> = ['scores', 'spread']

/** Whether the tensors of a file are those of the model: by name, by shape, and finite. */
export const tensorFaults = (where: string, model: Model, tensors: Named.Named<HostTensor>): ReadonlyArray<Fault> => {
  const shapes = weightShapes(model)
  const unknown = Named.names(tensors).filter((name) => !ownNames.includes(name) && !Object.hasOwn(shapes, name))
  return [
    ...shapeFaults(where, shapes, tensors),
    ...scoresFaults(where, tensors['scores']),
    ...unknown.map((name) => wrong(where, 'only tensors that the spec has', `"${name}"`)),
  ]
}

/** Whether steps lead from rows of these sizes to rows of a width. */
const stepFaults = (
  { steps }: Registry,
  where: string,
  fitted: ReadonlyArray<Fitted>,
  sizes: Sizes,
  width: number,
): ReadonlyArray<Fault> =>
  pipe(
    layoutAfter(steps, fitted, { sizes }, where),
    Either.match(
      (faults): ReadonlyArray<Fault> => faults,
      (after) =>
        product(after.sizes) === width
          ? []
          : [
              {
                fault: 'wrong length',
                where,
                expected: `steps to ${width} columns, as the encoder takes`,
                found: `steps to ${product(after.sizes)}`,
              },
            ],
    ),
  )

/** Whether fitted preprocessing leads from the rows of training to the input of the model. */
export const preprocessingFaults = (
  registry: Registry,
  where: string,
  { input, target, condition }: Model,
  { fitted, fittedCondition, fittedTarget = [], sizes = input, targetSizes = target }: FittedPreprocessing,
): ReadonlyArray<Fault> => {
  const width = condition?.width ?? 0
  return [
    ...stepFaults(registry, `${where}: preprocessing`, fitted, sizes, product(input)),
    ...stepFaults(registry, `${where}: conditionPreprocessing`, fittedCondition, [width], width),
    ...stepFaults(registry, `${where}: targetPreprocessing`, fittedTarget, targetSizes, product(target)),
  ]
}

export const columnFaults = (
  where: string,
  width: number,
  columns: ReadonlyArray<string> | undefined,
): ReadonlyArray<Fault> =>
  columns === undefined || columns.length === width
    ? []
    : [
        {
          fault: 'wrong length',
          where: `${where}: columns`,
          expected: counted(width, 'name'),
          found: String(columns.length),
        },
      ]
