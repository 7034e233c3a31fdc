import type { Cells, TableChunk, TensorChunk } from '../chunk.ts'
import { product } from '../../tensor/shape.ts'

/** Rows are compared by a hash of 53 bits: of 10⁷ different rows, two agree by chance with a probability of 0.6 %. */
interface Hashes {
  readonly high: Uint32Array
  readonly low: Uint32Array
}

/** More rows are not compared: their hashes would take more memory than the rows of most files. */
export const mostCompared = 4_000_000

const hashText = (text: string): number => {
  let hash = 0x811c9dc5
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193)
  return hash >>> 0
}

/** Mixes one more word into the hash of a row (the finaliser of MurmurHash3, with two multipliers). */
const mix = ({ high, low }: Hashes, row: number, word: number): void => {
  const a = Math.imul((high[row] ?? 0) ^ word, 0x85ebca6b)
  const b = Math.imul((low[row] ?? 0) + word, 0xc2b2ae35)
  high[row] = a ^ (a >>> 15)
  low[row] = b ^ (b >>> 13)
}

const hashNumbers = (hashes: Hashes, values: Float64Array): void => {
  const words = new Uint32Array(values.buffer, values.byteOffset, values.length * 2)
  for (let row = 0; row < values.length; row++) {
    mix(hashes, row, words[2 * row] ?? 0)
    mix(hashes, row, words[2 * row + 1] ?? 0)
  }
}

const hashCells = (hashes: Hashes, cells: Cells): void => {
  if (cells.kind === 'numbers') {
    hashNumbers(hashes, cells.values)
    for (const [row, text] of cells.texts ?? []) mix(hashes, row, hashText(text))
    return
  }
  const words = cells.values.map(hashText)
  for (let row = 0; row < cells.indices.length; row++) mix(hashes, row, words[cells.indices[row] ?? -1] ?? 1)
}

const empty = (length: number): Hashes => ({ high: new Uint32Array(length), low: new Uint32Array(length) })

const hashTable = ({ length, columns }: TableChunk, ignored: ReadonlySet<string>): Hashes => {
  const hashes = empty(length)
  for (const { name, cells } of columns) if (!ignored.has(name)) hashCells(hashes, cells)
  return hashes
}

const hashTensors = ({ length, sizes, values }: TensorChunk): Hashes => {
  const hashes = empty(length)
  const width = product(sizes)
  const words = new Uint32Array(values.buffer, values.byteOffset, values.byteLength / 4)
  const perRow = (width * values.BYTES_PER_ELEMENT) / 4
  for (let row = 0; row < length; row++)
    for (let i = row * perRow; i < (row + 1) * perRow; i++) mix(hashes, row, words[i] ?? 0)
  return hashes
}

/** Counts rows that repeat an earlier one, chunk by chunk. `ignored` are columns that are not compared. */
export class DuplicateCounter {
  private readonly seen = new Set<number>()
  private readonly ignored: ReadonlySet<string>
  private repeated = 0

  constructor(ignored: Iterable<string> = []) {
    this.ignored = new Set(ignored)
  }

  /** The number of rows like an earlier one, among the first `mostCompared`. */
  get count(): number {
    return this.repeated
  }

  add(chunk: TableChunk | TensorChunk): void {
    const { high, low } = chunk.kind === 'table' ? hashTable(chunk, this.ignored) : hashTensors(chunk)
    for (let row = 0; row < chunk.length; row++) {
      if (this.seen.size + this.repeated >= mostCompared) return
      const hash = ((high[row] ?? 0) & 0x1f_ffff) * 2 ** 32 + (low[row] ?? 0)
      if (this.seen.has(hash)) this.repeated++
      else this.seen.add(hash)
    }
  }
}
