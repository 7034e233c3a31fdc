import * as Either from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import type { Fallible, Fault } from '../../codec/index.ts'
import { counted, settle } from '../../codec/index.ts'
import type { Dataset } from '../../data/index.ts'
import { present } from '../../tensor/present.ts'
import { product } from '../../tensor/shape.ts'
import { checkEntries, isNumberArray } from './entries.ts'

export const isDataset = (rows: object): rows is Dataset => 'values' in rows && 'sizes' in rows && 'length' in rows

/** How long each part of a data set should be, and how long it is. */
const lengths = ({ sizes, length, values, mask, weights, labels, condition, columns }: Dataset) => {
  const width = product(sizes)
  return [
    ['values', values.length, length * width],
    ['mask', mask?.length, length * width],
    ['weights', weights?.length, length],
    ['labels', labels?.length, length],
    ['condition', condition?.values.length, length * (condition?.width ?? 0)],
    ['columns', columns?.length, width],
  ] as const
}

const lengthFaults = (where: string, data: Dataset): ReadonlyArray<Fault> =>
  isNumberArray(data.values)
    ? lengths(data).flatMap(([part, found, expected]) =>
        found === undefined || found === expected
          ? []
          : [
              {
                fault: 'wrong length',
                where: `${where}.${part}`,
                expected: `${expected}, for ${counted(data.length, 'row')} of [${data.sizes.join(', ')}]`,
                found: String(found),
              },
            ],
      )
    : [{ fault: 'wrong type', where: `${where}.values`, expected: 'a Float32Array', found: typeof data.values }]

/** A data set in memory of its own, or what is wrong with it. */
export const copyDataset = (where: string, data: Dataset): Fallible<Dataset> =>
  pipe(
    settle(lengthFaults(where, data), () => data),
    Either.flatMap(({ sizes, length, values, mask }) => {
      const known = mask === undefined ? values : values.map((value, at) => (mask[at] === 0 ? 0 : value))
      return checkEntries(where, { sizes, length, values: new Float32Array(known) }, 'refuse')
    }),
    Either.map(({ values }) => {
      const { mask, weights, condition } = data
      return {
        ...data,
        values,
        ...present({
          mask: mask?.slice(),
          weights: weights?.slice(),
          condition: condition === undefined ? undefined : { ...condition, values: condition.values.slice() },
        }),
      }
    }),
  )
