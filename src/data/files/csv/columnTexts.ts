import type { Cells } from '../../chunk.ts'

const none = new Int32Array()

/** The cells of one column in one block that are no plain numbers. */
export class ColumnTexts {
  /** Whether the cells are kept as text. */
  readonly isText: boolean
  private readonly indices: Int32Array
  private places: Map<string, number> | undefined
  private known: Map<string, boolean> | undefined
  private odd: Map<number, string> | undefined
  private missed = 0
  private lastMissing = -1

  constructor(isText: boolean, capacity: number) {
    this.isText = isText
    this.indices = isText ? new Int32Array(capacity) : none
  }

  /** Whether a text is known to say that a cell is missing. */
  isKnownMissing(text: string): boolean | undefined {
    return this.known?.get(text)
  }

  /** Keeps whether a text says that a cell is missing, and returns it. */
  learn(text: string, isMissing: boolean): boolean {
    this.known ??= new Map()
    if (this.known.size < 256) this.known.set(text, isMissing)
    return isMissing
  }

  missing(row: number): void {
    this.missed++
    this.lastMissing = row
    if (this.isText) this.indices[row] = -1
  }

  add(row: number, text: string): void {
    this.places ??= new Map()
    let place = this.places.get(text)
    if (place === undefined) {
      place = this.places.size
      this.places.set(text, place)
    }
    this.indices[row] = place
  }

  /** A cell that is text among numbers. */
  addOdd(row: number, text: string): void {
    this.odd ??= new Map()
    this.odd.set(row, text)
  }

  /** Takes back what was said of a row. */
  forget(row: number): void {
    this.odd?.delete(row)
    if (this.lastMissing === row) this.missed--
  }

  /** Whether too many cells are text for a column of numbers. */
  isTextual(length: number, share: number): boolean {
    return !this.isText && (this.odd?.size ?? 0) > share * (length - this.missed)
  }

  /** The cells of the first rows; their numbers were gathered apart. */
  cells(length: number, values: Float64Array): Cells {
    if (this.isText)
      return { kind: 'text', indices: this.indices.subarray(0, length), values: [...(this.places?.keys() ?? [])] }
    return this.odd === undefined || this.odd.size === 0
      ? { kind: 'numbers', values }
      : { kind: 'numbers', values, texts: this.odd }
  }
}
