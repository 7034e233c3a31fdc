import type { Cells } from '../chunk.ts'
import { textsOf } from './cells.ts'
import type { Place, Refuse } from './cells.ts'

/** Gathers the different texts of columns of free text; a cell becomes the index of its text. */
export class TextPool {
  private readonly places = new Map<string, number>()

  private indexOf(text: string): number {
    const known = this.places.get(text)
    if (known !== undefined) return known
    this.places.set(text, this.places.size)
    return this.places.size - 1
  }

  /** Writes the cells of a column as indices; a missing one becomes NaN and is noted. */
  write(cells: Cells, { out, at, step }: Place, refuse: Refuse): void {
    const isMissing = (row: number): boolean =>
      cells.kind === 'text' ? (cells.indices[row] ?? -1) < 0 : Number.isNaN(cells.values[row])
    for (const [row, text] of textsOf(cells).entries()) {
      const missing = isMissing(row)
      out[at + row * step] = missing ? Number.NaN : this.indexOf(text)
      if (missing) refuse('missing', row)
    }
  }

  /** All texts, in the order of their indices. */
  get texts(): ReadonlyArray<string> {
    return [...this.places.keys()]
  }
}
