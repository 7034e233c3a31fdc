import * as Either from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import type { Fault, Faults } from '../codec/index.ts'
import { counted } from '../codec/index.ts'
import type { Dataset } from '../data/index.ts'
import { targetRows, withTarget } from '../data/index.ts'
import type { Domain } from '../losses/index.ts'
import type { Model } from '../model/index.ts'
import { drawShape, product } from '../tensor/shape.ts'
import { attachCondition } from './condition.ts'

const refuse = (fault: Fault): Either.Either<Faults, never> => Either.left([fault])

const columnOf = ({ columns, sizes }: Dataset, at: number): string => {
  const column = at % product(sizes)
  return columns?.[column] === undefined ? `column ${column + 1}` : `column "${columns[column]}"`
}

const placeOf = (where: string, data: Dataset, at: number): string =>
  `${where}, row ${Math.floor(at / product(data.sizes)) + 1}, ${columnOf(data, at)}`

/** The index of the first known entry that is wrong, or −1. A plain loop: `findIndex` allocates for each entry. */
const firstWrong = ({ values, mask }: Dataset, isWrong: (value: number) => boolean): number => {
  for (let at = 0; at < values.length; at++) if (mask?.[at] !== 0 && isWrong(values[at] ?? Number.NaN)) return at
  return -1
}

const isOutside = (value: number): boolean => value < 0 || value > 1

const outside = (term: string, domain: Domain, given: Dataset): ReadonlyArray<Fault> => {
  const data = targetRows(given)
  const at = domain === 'real' ? -1 : firstWrong(data, isOutside)
  if (at < 0) return []
  return [
    {
      fault: 'out of range',
      where: placeOf(given.target === undefined ? 'data' : 'target', data, at),
      expected: `a number from 0 to 1, because the loss has ${term}`,
      found: String(data.values[at]),
      remedy: 'scale the data with preprocessing: [minMax()], or use mse',
    },
  ]
}

/** The fault of the first entry that is no index into the embedding table, if the encoder begins with one. */
const indicesOutside = ({ encoder: { indices } }: Model, data: Dataset, where: string): ReadonlyArray<Fault> => {
  if (indices === undefined) return []
  const isIndex = (value: number): boolean => Number.isInteger(value) && value >= 0 && value < indices.below
  const at = firstWrong(data, (value) => !isIndex(value))
  if (at < 0) return []
  return [
    {
      fault: 'out of range',
      where: placeOf(where, data, at),
      expected: `a whole number from 0 to ${indices.below - 1}, because the encoder begins with a table of ${counted(indices.below, 'entry', 'entries')}`,
      found: String(data.values[at]),
      remedy: 'give the data without scaling, or the table more entries',
    },
  ]
}

const targetFault = (model: Model, found: string): Fault => ({
  fault: 'wrong shape',
  where: 'target',
  expected: `rows of ${drawShape(model.target)}, ${product(model.target)} numbers, as the target of the model has`,
  found,
  remedy: 'choose columns of the target, or say the sizes of the target in the model: target: […]',
})

/** Rows with their target in the sizes that the model says. Rows without one are their own target. */
const fitTarget = (model: Model, data: Dataset): Either.Either<Faults, Dataset> => {
  if (data.target === undefined) return Either.right(data)
  const found = product(data.target.sizes)
  if (found !== product(model.target)) return refuse(targetFault(model, `${found} columns`))
  return Either.right({ ...data, target: { ...data.target, sizes: model.target } })
}

/** Refuses rows without a target where the model takes one of other sizes than the input. */
export const requireTarget = (model: Model, data: Dataset, isNeeded: boolean): Either.Either<Faults, Dataset> =>
  data.target !== undefined || !isNeeded
    ? Either.right(data)
    : refuse({
        fault: 'missing target',
        where: 'data',
        expected: `a target of ${drawShape(model.target)} for every row, which the model is compared with`,
        found: 'rows without a target',
        remedy: 'name its source: target: csv(…) in the experiment, or --target FILE; in code: { rows, target }',
      })

/** The rows with those of another data set as their target, or the fault that there are more of one than of the other. */
export const attachTarget = (data: Dataset, target: Dataset, where = 'target'): Either.Either<Faults, Dataset> =>
  data.length === target.length
    ? Either.right(withTarget(data, target))
    : refuse({
        fault: 'wrong length',
        where,
        expected: `${data.length} rows, one for each row of the data`,
        found: String(target.length),
        remedy: 'give data and target in the same order, with the same number of rows',
      })

/**
 * The data in the input shape of a model, with the condition of each row; or the faults of data that does not fit: the
 * width of a row, indices outside their table, labels that name no class.
 */
export const fitToModel = (model: Model, data: Dataset, where = 'data'): Either.Either<Faults, Dataset> => {
  const [wanted, found] = [product(model.input), product(data.sizes)]
  if (wanted !== found)
    return Either.left([
      {
        fault: 'wrong shape',
        where,
        expected: `rows of ${drawShape(model.input)}, ${counted(wanted, 'number')}, as the encoder takes`,
        found: `${counted(found, 'column')}${data.columns === undefined ? '' : ` (${data.columns.slice(0, 4).join(', ')}${data.columns.length > 4 ? ', …' : ''})`}`,
        remedy: `begin the encoder with input([${found}]), or choose columns`,
      },
    ])
  const [wrong] = indicesOutside(model, data, where)
  if (wrong !== undefined) return Either.left([wrong])
  return pipe(
    fitTarget(model, data),
    Either.flatMap((fitting) => attachCondition(model, { ...fitting, sizes: model.input })),
  )
}

/** The fault of the first target outside the domain of a term of the loss. */
export const targetFaults = (model: Model, data: Dataset): ReadonlyArray<Fault> =>
  model.terms
    .flatMap(({ built, spec }) => (built.rows === undefined ? [] : outside(spec.term, built.targets, data)))
    .slice(0, 1)
