import type { RawDataset } from '../../data/index.ts'
import { select } from '../../data/index.ts'
import { joinRows } from './joinRows.ts'

/** The numbers of a row in memory, in bytes. */
const rowBytes = ({ length, values, mask, condition, target }: RawDataset): number =>
  (values.byteLength +
    (mask?.byteLength ?? 0) +
    (condition?.values.byteLength ?? 0) +
    (target?.values.byteLength ?? 0) +
    (target?.mask?.byteLength ?? 0)) /
  length

/** Some rows, with the place of each: its number among all rows, and where it lies in [0, 1). */
interface Held {
  readonly rows: RawDataset
  readonly numbers: Float64Array
  readonly places: Float64Array
}

const pick = ({ rows, numbers, places }: Held, chosen: ReadonlyArray<number>): Held =>
  chosen.length === rows.length
    ? { rows, numbers, places }
    : {
        rows: select(rows, chosen),
        numbers: Float64Array.from(chosen, (i) => numbers[i] ?? 0),
        places: Float64Array.from(chosen, (i) => places[i] ?? 0),
      }

/**
 * Holds a random share of the rows of a stream: those whose place in [0, 1), drawn by the number of the row, is below the
 * share. Once they take more than `maxBytes`, the share is halved and the rows above it are let go. So it needs no second
 * pass, and every row is as likely as any other.
 */
export class HeldRows {
  private readonly maxBytes: number
  private held: ReadonlyArray<Held> = []
  private bytes = 0
  /** The share that is held: rows below it are. */
  share: number

  constructor(share: number, maxBytes: number) {
    this.share = share
    this.maxBytes = maxBytes
  }

  /** Takes the rows of a block that are below the share. Their first is row `firstRow` of all. */
  add(rows: RawDataset, firstRow: number, placeOf: (row: number) => number): void {
    const all = Float64Array.from({ length: rows.length }, (_, i) => firstRow + i)
    const chosen = this.below({ rows, numbers: all, places: all.map(placeOf) })
    if (chosen.rows.length === 0) return
    this.held = [...this.held, chosen]
    this.bytes += rowBytes(chosen.rows) * chosen.rows.length
    while (this.bytes > this.maxBytes) this.halve()
  }

  /** The rows that are held, in their order, less those whose number is refused; nothing if there are none. */
  rows(isWanted: (row: number) => boolean = () => true): RawDataset | undefined {
    const parts = this.held.flatMap((one) => {
      const wanted = pick(
        one,
        [...one.numbers.keys()].filter((i) => isWanted(one.numbers[i] ?? 0)),
      )
      return wanted.rows.length === 0 ? [] : [wanted.rows]
    })
    return joinRows(parts)
  }

  private below(one: Held): Held {
    return pick(
      one,
      [...one.places.keys()].filter((i) => (one.places[i] ?? 1) < this.share),
    )
  }

  private halve(): void {
    this.share /= 2
    this.held = this.held.map((one) => this.below(one)).filter(({ rows }) => rows.length > 0)
    this.bytes = this.held.reduce((sum, { rows }) => sum + rowBytes(rows) * rows.length, 0)
  }
}
