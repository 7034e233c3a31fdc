import type { Sizes } from '../../../tensor/shape.ts'
import type { NumberCells, TextCells } from '../../chunk.ts'

/** A vector, a matrix … in each row of a column, all of the same sizes. */
export interface VectorCells {
  readonly kind: 'vectors'
  readonly sizes: Sizes
  /** length × sizes, row-major; NaN is a missing entry. */
  readonly values: Float64Array
}

export type ColumnCells = NumberCells | TextCells | VectorCells

/** A column as it was read from a file. */
export interface Column {
  readonly name: string
  readonly cells: ColumnCells
}

/** What readers write for the values of a column of booleans. */
export const booleanText = (value: boolean): string => (value ? 'true' : 'false')

/** The different values of a column of text, in the order in which they come, with the index of each. */
export class TextIndex {
  readonly values: Array<string> = []
  private readonly indices = new Map<string, number>()

  of(text: string): number {
    const known = this.indices.get(text)
    if (known !== undefined) return known
    this.indices.set(text, this.values.length)
    return this.values.push(text) - 1
  }
}

/** Text of which −1 is the index of a missing cell. */
export const textCells = (texts: ReadonlyArray<string | undefined>): TextCells => {
  const index = new TextIndex()
  const indices = Int32Array.from(texts, (text) => (text === undefined ? -1 : index.of(text)))
  return { kind: 'text', indices, values: index.values }
}
