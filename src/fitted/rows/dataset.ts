import * as Either from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import type { Fallible, Fault } from '../../codec/index.ts'
import { counted, settle } from '../../codec/index.ts'
import type { Numbers, RawDataset } from '../../data/index.ts'
import { present } from '../../tensor/present.ts'
import { product } from '../../tensor/shape.ts'
import { finiteEntries, isNumberArray } from './entries.ts'

export const isDataset = (rows: object): rows is RawDataset => 'values' in rows && 'sizes' in rows && 'length' in rows

/** How long each part of a data set should be, and how long it is. */
const lengths = ({ sizes, length, values, mask, weights, labels, ids, condition, columns, schema }: RawDataset) => {
  const width = product(sizes)
  return [
    ['values', values.length, length * width],
    ['mask', mask?.length, length * width],
    ['weights', weights?.length, length],
    ['labels', labels?.length, length],
    ['ids', ids?.length, length],
    ['condition', condition?.values.length, length * (condition?.width ?? 0)],
    ['columns', columns?.length, width],
    ['schema', schema?.length, width],
  ] as const
}

const lengthFaults = (where: string, data: RawDataset): ReadonlyArray<Fault> =>
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
    : [
        {
          fault: 'wrong type',
          where: `${where}.values`,
          expected: 'a Float32Array or a Float64Array',
          found: typeof data.values,
        },
      ]

/** The numbers in memory of their own, in float64 where they are; missing ones are 0. */
const copyValues = ({ values, mask }: RawDataset): Numbers => {
  const copy = values instanceof Float64Array ? values.slice() : new Float32Array(values)
  for (let at = 0; at < copy.length; at++) if (mask?.[at] === 0) copy[at] = 0
  return copy
}

/** A data set in memory of its own, or what is wrong with it. */
export const copyDataset = (where: string, data: RawDataset): Fallible<RawDataset> =>
  pipe(
    settle(lengthFaults(where, data), () => data),
    Either.flatMap(({ sizes, length }) => finiteEntries(where, { sizes, length, values: copyValues(data) })),
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
