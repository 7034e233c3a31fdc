import type { Faults } from '../../codec/index.ts'
import { IsthmusError } from '../../codec/index.ts'
import type { RawDataset } from '../dataset.ts'
import { between } from '../dataset.ts'
import { withTarget } from '../target.ts'
import type { DatasetStream } from './stream.ts'

const otherLength = (expected: string, found: string): Faults => [
  {
    fault: 'wrong length',
    where: 'target',
    expected,
    found,
    remedy: 'give data and target in the same order, with the same number of rows',
  },
]

/** Two data sets of the same length: rows, and their targets. */
type Pair = readonly [rows: RawDataset, target: RawDataset]

/** The longest common beginning of two data sets, and what is left of each. */
const align = (rows: RawDataset, target: RawDataset): readonly [Pair, Pair] => {
  const length = Math.min(rows.length, target.length)
  return [
    [between(rows, 0, length), between(target, 0, length)],
    [between(rows, length, rows.length), between(target, length, target.length)],
  ]
}

async function* zip(all: AsyncIterable<RawDataset>, targets: AsyncIterable<RawDataset>): AsyncGenerator<RawDataset> {
  const others = targets[Symbol.asyncIterator]()
  let [count, target] = [0, await others.next()]
  try {
    for await (const block of all) {
      let rows = block
      while (rows.length > 0) {
        if (target.done === true) throw new IsthmusError(otherLength('a row for each row of the data', String(count)))
        const [[some, theirs], [rest, left]] = align(rows, target.value)
        if (some.length > 0) yield withTarget(some, theirs)
        count += some.length
        rows = rest
        target = left.length > 0 ? { value: left, done: false } : await others.next()
      }
    }
    if (target.done !== true) throw new IsthmusError(otherLength(`${count}, one for each row of the data`, 'more'))
  } finally {
    await others.return?.()
  }
}

/** Rows with those of another stream as their target. Throws `IsthmusError` where one of them is longer. */
export const zipTarget = (rows: DatasetStream, target: DatasetStream): DatasetStream => ({
  open: () => zip(rows.open(), target.open()),
})
