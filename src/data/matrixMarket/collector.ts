import type { Fault } from '../../codec/index.ts'
import type { Entries } from './compressRows.ts'
import { narrowed } from './compressRows.ts'
import { Growing } from './growing.ts'
import type { MatrixHeader } from './header.ts'
import { LineScanner } from './scanner.ts'

/** How the lines of a file are collected. */
export interface Collecting {
  readonly name: string
  readonly header: MatrixHeader
  /** Whether rows and columns change places. */
  readonly isTransposed: boolean
}

/** Collects the lines behind the header of a MatrixMarket file as entries: row, column, value. */
export class MatrixCollector {
  private readonly collecting: Collecting
  private readonly scanner = new LineScanner()
  private readonly rows: Growing<Uint32Array>
  private readonly columns: Growing<Uint32Array>
  private readonly values: Growing<Float64Array>
  private line: number
  private count = 0
  /** The place of the next cell of a dense file. */
  private row: number
  private column = 0

  constructor(collecting: Collecting) {
    const { entries, lines, symmetry } = collecting.header
    const most = symmetry === 'general' ? entries : 2 * entries
    this.collecting = collecting
    this.line = lines
    this.rows = new Growing((length) => new Uint32Array(length), most)
    this.columns = new Growing((length) => new Uint32Array(length), most)
    this.values = new Growing((length) => new Float64Array(length), most)
    this.row = this.firstRow()
  }

  /** Takes whole lines; the fault of the first that is wrong. */
  add(bytes: Uint8Array): Fault | undefined {
    const { scanner, collecting } = this
    scanner.begin(bytes)
    while (!scanner.isAtEnd) {
      this.line++
      if (scanner.endsLine()) continue
      if (this.count === collecting.header.entries)
        return this.fault(`${this.count} entries, as the header says`, 'one more')
      this.count++
      const fault = collecting.header.isCoordinate ? this.addEntry() : this.addCell()
      if (fault !== undefined) return fault
      if (!scanner.endsLine()) return this.fault('the end of the line', scanner.found())
    }
    return undefined
  }

  private addEntry(): Fault | undefined {
    const { scanner } = this
    const { header } = this.collecting
    const row = scanner.whole()
    if (row < 1 || row > header.rows)
      return this.fault(`a row from 1 to ${header.rows}`, row < 0 ? scanner.found() : String(row))
    const column = scanner.whole()
    if (column < 1 || column > header.columns)
      return this.fault(`a column from 1 to ${header.columns}`, column < 0 ? scanner.found() : String(column))
    const value = header.isPattern ? 1 : scanner.number()
    if (value === undefined) return this.fault('a number', scanner.found())
    if (header.symmetry !== 'general' && row < column)
      return this.fault(`an entry on or below the diagonal, as the matrix is ${header.symmetry}`, `${row} ${column}`)
    this.push(row - 1, column - 1, value)
    return undefined
  }

  private firstRow(): number {
    const { symmetry } = this.collecting.header
    return symmetry === 'general' ? 0 : symmetry === 'symmetric' ? this.column : this.column + 1
  }

  private addCell(): Fault | undefined {
    const value = this.scanner.number()
    if (value === undefined) return this.fault('a number', this.scanner.found())
    this.push(this.row, this.column, value)
    this.row++
    if (this.row === this.collecting.header.rows) {
      this.column++
      this.row = this.firstRow()
    }
    return undefined
  }

  private push(row: number, column: number, value: number): void {
    this.rows.add(row)
    this.columns.add(column)
    this.values.add(value)
    const { symmetry } = this.collecting.header
    if (symmetry === 'general' || row === column) return
    this.rows.add(column)
    this.columns.add(row)
    this.values.add(symmetry === 'symmetric' ? value : -value)
  }

  private fault(expected: string, found: string): Fault {
    const where = `${this.collecting.name}:${this.line}`
    return { fault: 'broken file', where, expected, found, remedy: 'restore the file from a copy, or write it again' }
  }

  /** The entries, when all lines are in; a fault if there are too few. */
  end(): Entries | Fault {
    const { entries } = this.collecting.header
    if (this.count < entries) return this.fault(`${entries} entries, as the header says`, String(this.count))
    const [rows, columns, values] = [this.rows.all(), this.columns.all(), narrowed(this.values.all())]
    return this.collecting.isTransposed ? { rows: columns, columns: rows, values } : { rows, columns, values }
  }
}
