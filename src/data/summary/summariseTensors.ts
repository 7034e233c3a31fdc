import { product } from '../../tensor/shape.ts'
import { present } from '../../tensor/present.ts'
import type { Numbers, SparseChunk, TensorChunk } from '../chunk.ts'
import { DuplicateCounter } from './duplicates.ts'
import type { Moments } from './moments.ts'
import { deviation, joinMoments, momentsOf, noMoments } from './moments.ts'
import type { TensorSummary } from './summary.ts'

/** What is gathered of rows of one shape while they are read. */
interface Gathered {
  rows: number
  zeros: number
  missing: number
  least: number
  greatest: number
  moments: Moments
  readonly labels: Map<string, number>
}

const addNumbers = (gathered: Gathered, values: Numbers): void => {
  for (const value of values) {
    if (value === 0) gathered.zeros++
    if (Number.isNaN(value)) gathered.missing++
    if (value < gathered.least) gathered.least = value
    if (value > gathered.greatest) gathered.greatest = value
  }
  gathered.moments = joinMoments(gathered.moments, momentsOf(values))
}

/** The entries of a sparse chunk that are 0, as they are not held. */
const addZeros = (gathered: Gathered, zeros: number): void => {
  if (zeros === 0) return
  gathered.zeros += zeros
  gathered.least = Math.min(gathered.least, 0)
  gathered.greatest = Math.max(gathered.greatest, 0)
  gathered.moments = joinMoments(gathered.moments, { count: zeros, mean: 0, squares: 0 })
}

/** Finds the entries that are the same in all rows. */
class Constants {
  private first: Numbers | undefined
  private varies = new Uint8Array(0)

  get count(): number {
    return this.varies.reduce((sum, varies) => sum + 1 - varies, 0)
  }

  add(row: Numbers): void {
    if (this.first === undefined) {
      this.first = row.slice()
      this.varies = new Uint8Array(row.length)
    }
    for (let i = 0; i < row.length; i++) if (!Object.is(row[i], this.first[i])) this.varies[i] = 1
  }

  addChunk(values: Numbers, width: number): void {
    for (let at = 0; at < values.length; at += width) this.add(values.subarray(at, at + width))
  }
}

/** What rows of one shape hold, in one pass. */
export const summariseTensors = async (chunks: AsyncIterable<TensorChunk | SparseChunk>): Promise<TensorSummary> => {
  const gathered: Gathered = {
    rows: 0,
    zeros: 0,
    missing: 0,
    least: Number.POSITIVE_INFINITY,
    greatest: Number.NEGATIVE_INFINITY,
    moments: noMoments,
    labels: new Map(),
  }
  const duplicates = new DuplicateCounter()
  const constants = new Constants()
  let sizes: ReadonlyArray<number> = []
  let isSparse = false
  for await (const chunk of chunks) {
    gathered.rows += chunk.length
    addNumbers(gathered, chunk.values)
    for (const label of chunk.labels ?? []) gathered.labels.set(label, (gathered.labels.get(label) ?? 0) + 1)
    if (chunk.kind === 'sparse') {
      isSparse = true
      sizes = [chunk.width]
      addZeros(gathered, chunk.length * chunk.width - chunk.values.length)
      addSparse(constants, chunk)
    } else {
      sizes = chunk.sizes
      constants.addChunk(chunk.values, product(sizes))
      duplicates.add(chunk)
    }
  }
  const { rows, zeros, missing, least, greatest, moments, labels } = gathered
  return {
    kind: 'tensors',
    rows,
    sizes,
    missing,
    zeros: rows === 0 ? 0 : zeros / (rows * product(sizes)),
    least,
    greatest,
    mean: moments.mean,
    deviation: deviation(moments),
    constants: constants.count,
    labels: [...labels].toSorted(([, a], [, b]) => b - a),
    ...present({ duplicates: isSparse ? undefined : duplicates.count }),
  }
}

const addSparse = (constants: Constants, { length, width, offsets, indices, values }: SparseChunk): void => {
  const row = new Float64Array(width)
  for (let i = 0; i < length; i++) {
    row.fill(0)
    for (let at = offsets[i] ?? 0; at < (offsets[i + 1] ?? 0); at++) row[indices[at] ?? 0] = values[at] ?? 0
    constants.add(row)
  }
}
