import type { Block, StreamedRows } from '../../data/index.ts'
import { copyRow, emptyLike, firstRows } from '../../data/index.ts'
import type { Stream } from '../../random/index.ts'
import { fillRows, path, permutation } from '../../random/index.ts'
import type { Reading } from './rowReader.ts'
import { RowReader, takeRow } from './rowReader.ts'

/** Some rows in random order, with the number of each among all rows. */
export interface ShuffledRows {
  readonly block: Block
  readonly numbers: Uint32Array
}

const noRows: ShuffledRows = { block: { length: 0, parts: {} }, numbers: new Uint32Array(0) }

const bits = 0x800000

/** Which of `size` slots each of some draws takes, by a fraction of 46 random bits, so that all are equally likely. */
const slotsOf = (from: Stream, first: number, count: number, size: number): Uint32Array => {
  const draws = new Float64Array(2 * count)
  const places = Uint32Array.from({ length: count }, (_, i) => first + i)
  fillRows(from, places, 2, { kind: 'uniform' }, draws)
  return places.map((_, i) => {
    const high = Math.floor((draws[2 * i] ?? 0) * bits)
    return Math.min(size - 1, Math.floor(((high + (draws[2 * i + 1] ?? 0)) / bits) * size))
  })
}

/**
 * Shuffles the rows of a stream: a buffer is filled with the first rows; each row that is given out is drawn from the
 * buffer, and the next row of the stream takes its place; when the stream has ended, what is left comes in a random order.
 * That is what `shuffle` of tf.data and WebDataset does. The order depends on `from`, the number of rows and the size of
 * the buffer alone, not on the blocks that the rows come in. A buffer that holds all rows gives them in the order of
 * `permutation(from, length)`, as they come from memory.
 */
export class ShuffleBuffer {
  private readonly reader: RowReader
  private readonly from: Stream
  private readonly size: number
  private readonly numbers: Uint32Array
  private slots: Block | undefined
  private space: readonly [Block | undefined, Block | undefined] = [undefined, undefined]
  private filled = 0
  private read = 0
  private given = 0
  private rest: Uint32Array | undefined
  private restAt = 0

  constructor({ open, buffer }: Pick<StreamedRows, 'open' | 'buffer'>, from: Stream) {
    this.reader = new RowReader(open())
    this.from = from
    this.size = buffer
    this.numbers = new Uint32Array(buffer)
  }

  /**
   * The next rows, at most so many; fewer only at the end. They are overwritten by the second call after this one: large
   * arrays are costly to make and to let go.
   */
  async next(count: number): Promise<ShuffledRows> {
    await this.fill()
    if (this.slots === undefined) return noRows
    const out = { block: this.spaceFor(count), numbers: new Uint32Array(count) }
    const drawn = this.drain(out, await this.draw(out))
    return { block: firstRows(out.block, drawn), numbers: out.numbers.subarray(0, drawn) }
  }

  /** Ends the reading. */
  close(): Promise<void> {
    return this.reader.close()
  }

  /** Space for rows: of the two arrays that are used in turn, the one that is not in use. */
  private spaceFor(count: number): Block {
    const [spare, last] = this.space
    const fits = spare !== undefined && spare.length >= count
    const next = fits || this.slots === undefined ? (spare ?? noRows.block) : emptyLike(this.slots, count)
    this.space = [last, next]
    return firstRows(next, count)
  }

  private async fill(): Promise<void> {
    while (this.filled < this.size) {
      const reading = await this.reader.ready()
      if (reading === undefined) return
      while (this.filled < this.size && reading.at < reading.length) this.store(reading, this.filled++)
    }
  }

  /** Puts the next row of the stream into a slot. */
  private store(reading: Reading, slot: number): void {
    this.slots ??= emptyLike(reading.block, this.size)
    copyRow(reading.block, takeRow(reading), this.slots, slot)
    this.numbers[slot] = this.read++
  }

  private give(slot: number, out: ShuffledRows, at: number): void {
    if (this.slots !== undefined) copyRow(this.slots, slot, out.block, at)
    out.numbers[at] = this.numbers[slot] ?? 0
  }

  /** Gives rows as long as others take their places, and says how many. It waits for blocks, not for each row. */
  private async draw(out: ShuffledRows): Promise<number> {
    const count = out.block.length
    const draws = slotsOf(path(this.from, 'slot'), this.given, count, this.size)
    let at = 0
    while (at < count && this.rest === undefined) {
      const reading = await this.reader.ready()
      if (reading === undefined) this.rest = permutation(this.from, this.filled)
      else
        for (; at < count && reading.at < reading.length; at++) {
          const slot = draws[at] ?? 0
          this.give(slot, out, at)
          this.store(reading, slot)
        }
    }
    this.given += at
    return at
  }

  /** Gives rows from a place on once the stream has ended, and says where the last of them ends. */
  private drain(out: ShuffledRows, from: number): number {
    let at = from
    const rest = this.rest ?? []
    for (; at < out.block.length && this.restAt < rest.length; at++) this.give(rest[this.restAt++] ?? 0, out, at)
    return at
  }
}
