import type { Block, SomeOf } from '../../data/index.ts'

/** A block with the rows that are wanted of it, and how many of them were taken. */
export interface Reading {
  readonly block: Block
  readonly rows: Uint32Array | undefined
  readonly length: number
  at: number
}

/** Takes the next row of a block, and says which it is. */
export const takeRow = (reading: Reading): number => {
  const at = reading.at++
  return reading.rows === undefined ? at : (reading.rows[at] ?? 0)
}

/** Reads a stream of blocks row by row. */
export class RowReader {
  private readonly blocks: AsyncIterator<SomeOf>
  private current: Reading | undefined
  private ended = false

  constructor(rows: AsyncIterable<SomeOf>) {
    this.blocks = rows[Symbol.asyncIterator]()
  }

  /** The block with the next row, or nothing at the end. */
  async ready(): Promise<Reading | undefined> {
    while (!this.ended && (this.current === undefined || this.current.at >= this.current.length)) {
      this.current = undefined
      const next = await this.blocks.next()
      if (next.done === true) this.ended = true
      else {
        const { block, rows } = next.value
        this.current = { block, rows, length: rows?.length ?? block.length, at: 0 }
      }
    }
    return this.current
  }

  async close(): Promise<void> {
    this.ended = true
    this.current = undefined
    await this.blocks.return?.()
  }
}
