import type { Cells, TableChunk } from '../chunk.ts'

/** A cell as it is compared with others: a number, a text, or nothing where it is missing. */
export type Cell = number | string | undefined

/** The rows of a sample, column by column. */
export type SampleColumns = ReadonlyMap<string, ReadonlyArray<Cell>>

const cellAt = (cells: Cells, row: number): Cell => {
  if (cells.kind === 'text') return cells.values[cells.indices[row] ?? -1]
  const value = cells.values[row] ?? Number.NaN
  return Number.isNaN(value) ? cells.texts?.get(row) : value
}

/** Evenly spaced rows of a stream of unknown length: where there are too many, every second one is let go. */
export class RowSample {
  private readonly most: number
  private stride = 1
  private row = 0
  private readonly kept = new Map<string, Array<Cell>>()

  /** `most` is the largest number of rows kept. */
  constructor(most: number) {
    this.most = most
  }

  get columns(): SampleColumns {
    return this.kept
  }

  add(chunk: TableChunk): void {
    for (let i = 0; i < chunk.length; i++, this.row++) {
      if (this.row % this.stride !== 0) continue
      for (const { name, cells } of chunk.columns) {
        const column = this.kept.get(name) ?? []
        column.push(cellAt(cells, i))
        this.kept.set(name, column)
      }
      if (this.row / this.stride + 1 >= this.most) this.halve()
    }
  }

  private halve(): void {
    this.stride *= 2
    for (const [name, column] of this.kept)
      this.kept.set(
        name,
        column.filter((_, i) => i % 2 === 0),
      )
  }
}
