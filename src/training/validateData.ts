import * as Either from 'fp-ts/lib/Either.js'
import type { Fault, Faults } from '../codec/index.ts'
import type { Dataset } from '../data/index.ts'
import type { Domain } from '../losses/index.ts'
import type { Model } from '../model/index.ts'
import { drawShape, product } from '../tensor/shape.ts'
import { attachCondition } from './condition.ts'

const columnOf = ({ columns, sizes }: Dataset, at: number): string => {
  const column = at % product(sizes)
  return columns?.[column] === undefined ? `column ${column + 1}` : `column "${columns[column]}"`
}

const placeOf = (where: string, data: Dataset, at: number): string =>
  `${where}, row ${Math.floor(at / product(data.sizes)) + 1}, ${columnOf(data, at)}`

/** Where the first entry is that counts and is not as it should be, or −1. A loop: `findIndex` makes an object of each. */
const firstThat = ({ values, mask }: Dataset, isWrong: (value: number) => boolean): number => {
  for (let at = 0; at < values.length; at++) if (mask?.[at] !== 0 && isWrong(values[at] ?? Number.NaN)) return at
  return -1
}

const isOutside = (value: number): boolean => value < 0 || value > 1

const outside = (term: string, domain: Domain, data: Dataset): ReadonlyArray<Fault> => {
  const at = domain === 'real' ? -1 : firstThat(data, isOutside)
  if (at < 0) return []
  return [
    {
      fault: 'out of range',
      where: placeOf('data', data, at),
      expected: `a number from 0 to 1, because the loss has ${term}`,
      found: String(data.values[at]),
      remedy: 'scale the data with preprocessing: [minMax()], or use mse',
    },
  ]
}

/** The first entry that is no index of the table that the encoder begins with, if it does. */
const indicesOutside = ({ encoder: { indices } }: Model, data: Dataset, where: string): ReadonlyArray<Fault> => {
  if (indices === undefined) return []
  const isIndex = (value: number): boolean => Number.isInteger(value) && value >= 0 && value < indices.below
  const at = firstThat(data, (value) => !isIndex(value))
  if (at < 0) return []
  return [
    {
      fault: 'out of range',
      where: placeOf(where, data, at),
      expected: `a whole number from 0 to ${indices.below - 1}, because the encoder begins with a table of ${indices.below} entries`,
      found: String(data.values[at]),
      remedy: 'give the data without scaling, or the table more entries',
    },
  ]
}

/**
 * The data in the sizes that a model takes and with what it is told of every row, or what does not fit: the width of a
 * row, indices outside their table, labels that name no class.
 */
export const fitToModel = (model: Model, data: Dataset, where = 'data'): Either.Either<Faults, Dataset> => {
  const [wanted, found] = [product(model.input), product(data.sizes)]
  if (wanted !== found)
    return Either.left([
      {
        fault: 'wrong shape',
        where,
        expected: `rows of ${drawShape(model.input)}, ${wanted} numbers, as the encoder takes`,
        found: `${found} columns${data.columns === undefined ? '' : ` (${data.columns.slice(0, 4).join(', ')}${data.columns.length > 4 ? ', …' : ''})`}`,
        remedy: `begin the encoder with input([${found}]), or choose columns`,
      },
    ])
  const [wrong] = indicesOutside(model, data, where)
  return wrong === undefined ? attachCondition(model, { ...data, sizes: model.input }) : Either.left([wrong])
}

/** Whether the targets lie where the terms of the loss need them. */
export const targetFaults = (model: Model, data: Dataset): ReadonlyArray<Fault> =>
  model.terms
    .flatMap(({ built, spec }) => (built.rows === undefined ? [] : outside(spec.term, built.targets, data)))
    .slice(0, 1)
