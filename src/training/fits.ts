import * as Either from 'fp-ts/lib/Either.js'
import type { Fault, Faults } from '../codec/index.ts'
import type { Dataset } from '../data/index.ts'
import type { Domain } from '../losses/index.ts'
import type { Model } from '../model/index.ts'
import { drawShape, product } from '../tensor/shape.ts'

const columnOf = ({ columns, sizes }: Dataset, at: number): string => {
  const column = at % product(sizes)
  return columns?.[column] === undefined ? `column ${column + 1}` : `column "${columns[column]}"`
}

const violates: Readonly<Record<Domain, (value: number) => boolean>> = {
  real: () => false,
  unit: (value) => value < 0 || value > 1,
  simplex: (value) => value < 0 || value > 1,
}

const outside = (term: string, domain: Domain, data: Dataset): ReadonlyArray<Fault> => {
  const at = data.values.findIndex((value, i) => data.mask?.[i] !== 0 && violates[domain](value))
  if (at < 0) return []
  return [
    {
      fault: 'out of range',
      where: `data, row ${Math.floor(at / product(data.sizes)) + 1}, ${columnOf(data, at)}`,
      expected: `a number from 0 to 1, because the loss has ${term}`,
      found: String(data.values[at]),
      remedy: 'scale the data with preprocessing: [minMax()], or use mse',
    },
  ]
}

/** The data in the sizes that a model takes, or what does not fit: the width of a row, the range of the targets. */
export const fitToModel = (model: Model, data: Dataset): Either.Either<Faults, Dataset> => {
  const [wanted, found] = [product(model.input), product(data.sizes)]
  if (wanted !== found)
    return Either.left([
      {
        fault: 'wrong shape',
        where: 'data',
        expected: `rows of ${drawShape(model.input)}, ${wanted} numbers, as the encoder takes`,
        found: `${found} columns${data.columns === undefined ? '' : ` (${data.columns.slice(0, 4).join(', ')}${data.columns.length > 4 ? ', …' : ''})`}`,
        remedy: `begin the encoder with input([${found}]), or choose columns`,
      },
    ])
  return Either.right({ ...data, sizes: model.input })
}

/** Whether the targets lie where the terms of the loss need them. */
export const targetsFit = (model: Model, data: Dataset): ReadonlyArray<Fault> =>
  model.terms.flatMap(({ row }) => (row.rows === undefined ? [] : outside(row.name, row.targets, data))).slice(0, 1)
