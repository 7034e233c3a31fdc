import * as Either from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import type { Fallible, Fault } from '../../codec/index.ts'
import { counted, settle } from '../../codec/index.ts'
import type { Dataset, TargetRows } from '../../data/index.ts'
import { targetRows } from '../../data/index.ts'
import { present } from '../../tensor/present.ts'
import { product } from '../../tensor/shape.ts'
import { checkEntries, isNumberArray } from './entries.ts'

export const isDataset = (rows: object): rows is Dataset => 'values' in rows && 'sizes' in rows && 'length' in rows

/** How long each part of a data set should be, and how long it is. */
const lengths = ({ sizes, length, values, mask, weights, labels, condition, target, columns }: Dataset) => {
  const width = product(sizes)
  return [
    ['values', values.length, length * width],
    ['mask', mask?.length, length * width],
    ['weights', weights?.length, length],
    ['labels', labels?.length, length],
    ['condition', condition?.values.length, length * (condition?.width ?? 0)],
    ['columns', columns?.length, width],
    ['target.values', target?.values.length, length * product(target?.sizes ?? [])],
    ['target.mask', target?.mask?.length, length * product(target?.sizes ?? [])],
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

/** The known entries of rows in memory of their own; missing ones are 0. */
const copyEntries = (where: string, { sizes, length, values, mask }: Dataset): Fallible<Dataset> => {
  const known = mask === undefined ? values : values.map((value, at) => (mask[at] === 0 ? 0 : value))
  return pipe(
    checkEntries(where, { sizes, length, values: new Float32Array(known) }, 'refuse'),
    Either.map((copied) => ({ ...copied, ...present({ mask: mask?.slice() }) })),
  )
}

const copyTarget = (where: string, data: Dataset): Fallible<TargetRows | undefined> =>
  data.target === undefined
    ? Either.right(undefined)
    : pipe(
        copyEntries(`${where}.target`, targetRows(data)),
        Either.map((copied) => ({ ...data.target, ...copied })),
      )

/** A data set in memory of its own, or what is wrong with it. */
export const copyDataset = (where: string, data: Dataset): Fallible<Dataset> =>
  pipe(
    settle(lengthFaults(where, data), () => data),
    Either.flatMap(() => copyEntries(where, data)),
    Either.bindTo('copied'),
    Either.bind('target', () => copyTarget(where, data)),
    Either.map(({ copied, target }) => {
      const { weights, condition } = data
      return {
        ...data,
        ...copied,
        ...present({
          target,
          weights: weights?.slice(),
          condition: condition === undefined ? undefined : { ...condition, values: condition.values.slice() },
        }),
      }
    }),
  )
