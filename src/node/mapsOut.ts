import * as Either from 'fp-ts/lib/Either.js'
import type { Fallible } from '../codec/index.ts'
import { failure } from '../codec/index.ts'
import type { Explanation } from '../tasks/index.ts'
import type { HostTensor } from '../tensor/host.ts'
import { product } from '../tensor/shape.ts'
import type { RowsOut } from './writers/index.ts'
import { imageSizes } from './writers/png.ts'

/** Pixels between what an entry reads and what it writes. */
const gap = 2

/** Numbers around 0 as grey: 0 in the middle, the greatest magnitude black or white. */
const asGrey = (numbersOfOne: ArrayLike<number>): ReadonlyArray<number> => {
  let most = 0
  for (let i = 0; i < numbersOfOne.length; i++) most = Math.max(most, Math.abs(numbersOfOne[i] ?? 0))
  return Array.from(numbersOfOne, (value) => (most === 0 ? 0.5 : 0.5 + value / (2 * most)))
}

type Sizes = readonly [channels: number, height: number, width: number]

/** Puts a picture of each entry beside those that are there. */
const beside = (maps: ReadonlyArray<HostTensor>, [channels, height, width]: Sizes): HostTensor => {
  const entries = maps[0]?.shape[0] ?? 0
  const wide = maps.length * (width + gap) - gap
  const data = new Float32Array(entries * channels * height * wide).fill(1)
  maps.forEach((map, i) => {
    const size = product(map.shape.slice(1))
    for (let entry = 0; entry < entries; entry++)
      asGrey(map.data.subarray(entry * size, (entry + 1) * size)).forEach((grey, at) => {
        const line = entry * channels * height + Math.floor(at / width)
        data[line * wide + i * (width + gap) + (at % width)] = grey
      })
  })
  return { shape: [entries, channels, height, wide], data }
}

/** What entries read and, beside it, what they write, as pictures: mid-grey is 0, white raises, black lowers. */
export const mapsOut = (path: string, { readMap, writeMap, width }: Explanation): Fallible<RowsOut> => {
  const maps = [readMap, writeMap].filter((map) => map !== undefined)
  const sizes = maps.map(({ shape }) => imageSizes(shape.slice(1)))
  const [first] = sizes
  if (first === undefined || sizes.some((one) => one?.join() !== first.join()))
    return failure({
      fault: 'wrong shape',
      where: path,
      expected: 'a model of grey or colour images, with derivatives of what it reads or writes',
      found:
        maps.length === 0
          ? `no derivatives of ${width} entries`
          : `rows of shape [${maps[0]?.shape.slice(1).join(', ')}]`,
      remedy: 'write a table (.csv, .ndjson, .parquet), or name some entries with --entries',
    })
  const tensor = beside(maps, first)
  return Either.right({ length: tensor.shape[0] ?? 0, columns: [], tensor })
}
