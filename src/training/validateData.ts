import * as Either from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import type { Fault, Faults } from '../codec/index.ts'
import { counted, settle } from '../codec/index.ts'
import type { Dataset, Numbers, RawDataset } from '../data/index.ts'
import type { Domain } from '../losses/index.ts'
import type { Model } from '../model/index.ts'
import type { Sizes } from '../tensor/shape.ts'
import { drawShape, product } from '../tensor/shape.ts'
import { demandAt } from './targets.ts'
import { attachCondition } from './condition.ts'

const columnOf = ({ columns, sizes }: RawDataset, at: number): string => {
  const column = at % product(sizes)
  return columns?.[column] === undefined ? `column ${column + 1}` : `column "${columns[column]}"`
}

const placeOf = (where: string, data: RawDataset, at: number): string =>
  `${where}, row ${Math.floor(at / product(data.sizes)) + 1}, ${columnOf(data, at)}`

/** The index of the first known entry that is wrong, or −1. A plain loop: `findIndex` allocates for each entry. */
const firstWrong = ({ values, mask }: RawDataset, isWrong: (value: number, at: number) => boolean): number => {
  for (let at = 0; at < values.length; at++) if (mask?.[at] !== 0 && isWrong(values[at] ?? Number.NaN, at)) return at
  return -1
}

const outside = (term: string, domain: Domain, data: RawDataset): ReadonlyArray<Fault> => {
  const width = product(data.sizes)
  const demands = domain === 'real' ? [] : Array.from({ length: width }, (_, place) => demandAt(domain, place))
  const at =
    domain === 'real' ? -1 : firstWrong(data, (value, place) => demands[place % width]?.isWrong(value) ?? false)
  const demand = demands[at % width]
  if (at < 0 || demand === undefined) return []
  return [
    {
      fault: 'out of range',
      where: placeOf('data', data, at),
      expected: `${demand.expected}, because the loss has ${term}`,
      found: String(data.values[at]),
      remedy: demand.remedy,
    },
  ]
}

/** The fault of the first entry that is no index into the embedding table, if the encoder begins with one. */
const indicesOutside = ({ encoder: { indices } }: Model, data: RawDataset, where: string): ReadonlyArray<Fault> => {
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

/** The fault of rows of another width than these sizes. */
export const widthFaults = (
  wanted: Sizes,
  data: RawDataset,
  where: string,
  by = 'the encoder takes',
): ReadonlyArray<Fault> => {
  const found = product(data.sizes)
  if (product(wanted) === found) return []
  const { columns = [] } = data
  const names = columns.length === 0 ? '' : ` (${columns.slice(0, 4).join(', ')}${columns.length > 4 ? ', …' : ''})`
  return [
    {
      fault: 'wrong shape',
      where,
      expected: `rows of ${drawShape(wanted)}, ${product(wanted)} numbers, as ${by}`,
      found: `${found} columns${names}`,
      remedy: `begin the encoder with input([${found}]), or choose columns`,
    },
  ]
}

/** The data as rows of the input shape of a model; or the fault of another width, or of an index outside its table. */
export const inputShaped = <Values extends Numbers>(
  model: Model,
  data: Dataset<Values>,
  where = 'data',
): Either.Either<Faults, Dataset<Values>> => {
  const faults = [...widthFaults(model.input, data, where), ...indicesOutside(model, data, where)]
  return settle(faults.slice(0, 1), () => ({ ...data, sizes: model.input }))
}

/**
 * The data in the input shape of a model, with the condition of each row; or the faults of data that does not fit: the
 * width of a row, indices outside their table, labels that name no class.
 */
export const fitToModel = <Values extends Numbers>(
  model: Model,
  data: Dataset<Values>,
  where = 'data',
): Either.Either<Faults, Dataset<Values>> =>
  pipe(
    inputShaped(model, data, where),
    Either.flatMap((shaped) => attachCondition(model, shaped)),
  )

/** The fault of the first target outside the domain of a term of the loss. */
export const targetFaults = (model: Model, data: Dataset): ReadonlyArray<Fault> =>
  model.terms
    .flatMap(({ built, spec }) => (built.rows === undefined ? [] : outside(spec.term, built.targets, data)))
    .slice(0, 1)
