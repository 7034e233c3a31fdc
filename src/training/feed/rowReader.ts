import type { Block } from '../../data/index.ts'

/** A block with the row that is next. */
export interface Reading {
  readonly block: Block
  at: number
}

/** Reads a stream of blocks row by row. */
export class RowReader {
  private readonly blocks: AsyncIterator<Block>
  private current: Reading | undefined
  private ended = false

  constructor(rows: AsyncIterable<Block>) {
    this.blocks = rows[Symbol.asyncIterator]()
  }

  /** The block with the next row, or nothing at the end. */
  async ready(): Promise<Reading | undefined> {
    while (!this.ended && (this.current === undefined || this.current.at >= this.current.block.length)) {
      this.current = undefined
      const next = await this.blocks.next()
      if (next.done === true) this.ended = true
      else this.current = { block: next.value, at: 0 }
    }
    return this.current
  }

  async close(): Promise<void> {
    this.ended = true
    this.current = undefined
    await this.blocks.return?.()
  }
}
