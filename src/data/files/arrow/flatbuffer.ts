/** The fields of a table of a flatbuffer, in order; a field that is a number needs no check of what it points to. */
export type TableLayout = () => ReadonlyArray<FieldLayout>

export type FieldLayout =
  | { readonly kind: 'number' }
  | { readonly kind: 'text' }
  /** A list of entries of so many bytes. */
  | { readonly kind: 'list'; readonly bytes: number }
  | { readonly kind: 'table'; readonly of: TableLayout }
  | { readonly kind: 'tables'; readonly of: TableLayout }

const broken = (what: string, at: number): RangeError => new RangeError(`broken metadata: ${what} at byte ${at}`)

/** Tables within tables: the schema of a nested column is deep, but not deeper. */
const deepest = 32

/**
 * Checks that every offset of a flatbuffer leads forwards to something that lies within it, as the parser of Arrow files
 * does not: a list that claims two thousand million entries would be read entry by entry.
 */
export class FlatbufferCheck {
  private readonly view: DataView
  private left: number

  constructor(bytes: Uint8Array) {
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    // A table may be reached in several ways, but not in more than there are bytes.
    this.left = bytes.byteLength
  }

  private within(at: number, length: number): void {
    if (!(at >= 0 && length >= 0 && at + length <= this.view.byteLength)) throw broken('an end before its time', at)
  }

  /** The place that an offset leads to. */
  follow(at: number): number {
    this.within(at, 4)
    const to = at + this.view.getUint32(at, true)
    if (to === at) throw broken('an offset of 0', at)
    this.within(to, 4)
    return to
  }

  /** Where a field of a table is; undefined where it has its default value. */
  field(table: number, index: number): number | undefined {
    const vtable = table - this.view.getInt32(table, true)
    this.within(vtable, 4)
    const size = this.view.getUint16(vtable, true)
    this.within(vtable, size)
    const slot = 4 + 2 * index
    const offset = slot + 2 <= size ? this.view.getUint16(vtable + slot, true) : 0
    if (offset === 0) return undefined
    this.within(table + offset, 1)
    return table + offset
  }

  /** Where the entries of a list begin, and how many there are. */
  list(at: number, bytes: number): { readonly start: number; readonly length: number } {
    const start = this.follow(at)
    const length = this.view.getUint32(start, true)
    this.within(start + 4, length * bytes)
    return { start: start + 4, length }
  }

  /** A whole number of 64 bits, which must be exact and not negative. */
  long(at: number): number {
    this.within(at, 8)
    const value = Number(this.view.getBigInt64(at, true))
    if (!(Number.isSafeInteger(value) && value >= 0)) throw broken(`the number ${value}`, at)
    return value
  }

  check(table: number, layout: TableLayout, depth = 0): void {
    if (depth > deepest || --this.left < 0) throw broken('tables without end', table)
    this.within(table, 4)
    layout().forEach((field, index) => {
      const at = this.field(table, index)
      if (at !== undefined) this.checkField(at, field, depth)
    })
  }

  private checkField(at: number, field: FieldLayout, depth: number): void {
    switch (field.kind) {
      case 'number':
        return
      case 'text':
        this.list(at, 1)
        return
      case 'list':
        this.list(at, field.bytes)
        return
      case 'table':
        this.check(this.follow(at), field.of, depth + 1)
        return
      case 'tables': {
        const { start, length } = this.list(at, 4)
        for (let i = 0; i < length; i++) this.check(this.follow(start + 4 * i), field.of, depth + 1)
      }
    }
  }
}
