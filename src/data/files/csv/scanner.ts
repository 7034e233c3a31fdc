import type { Fault } from '../../../codec/index.ts'
import { counted, IsthmusError } from '../../../codec/index.ts'
import type { Cells, TableChunk } from '../../chunk.ts'
import { PlainNumbers } from '../../text/plainNumber.ts'
import { ColumnTexts } from './columnTexts.ts'
import type { Dialect } from './dialect.ts'

const [newline, carriage, quote, space] = [0x0a, 0x0d, 0x22, 0x20]

/** Columns of numbers in which more cells than this share are text become text. */
const fewTexts = 0.1

/** What the scanner needs to know of a file. */
export interface Layout {
  /** The file, for faults. */
  readonly where: string
  readonly dialect: Dialect
  readonly isMissing: (cell: string) => boolean
  /** The names of the columns. */
  readonly header: ReadonlyArray<string>
  /** Columns whose cells are kept as text. */
  readonly texts: ReadonlySet<string>
}

/** A chunk, and how many bytes of the block it is of; what remains is the beginning of a record. */
export interface Scanned {
  readonly chunk: TableChunk
  readonly consumed: number
}

/** Text as a number, with the decimal mark of the file: 1.234,5 where that is a comma. */
const numberOf = (text: string, decimal: '.' | ','): number => {
  if (decimal === '.') return Number(text)
  const plain = /^[+-]?\d{1,3}(\.\d{3})+(,|$)/.test(text) ? text.replaceAll('.', '') : text
  return Number(plain.replace(',', '.'))
}

/**
 * Cuts blocks of bytes into records and cells. Cells are read as numbers from the bytes where they are plain ones; columns in
 * which cells are text are kept as text. A record that the block does not end is left for the next one.
 */
export class Scanner {
  private readonly layout: Layout
  private readonly delimiter: number
  private readonly numbers: PlainNumbers
  private readonly isText: Array<boolean>
  private bytes: Uint8Array = new Uint8Array(1)
  private at = 0
  private end = 0
  /** The line of the file that the scanner is at. */
  private line = 1
  private isLast = false
  /** The line of the first record. */
  private firstLine = 1

  constructor(layout: Layout) {
    this.layout = layout
    this.delimiter = layout.dialect.delimiter.charCodeAt(0)
    this.numbers = new PlainNumbers(layout.dialect.decimal.charCodeAt(0))
    this.isText = layout.header.map((name) => layout.texts.has(name))
  }

  /**
   * The records of a block, at most so many. `bytes` has one more byte than the block, which the scanner sets. In the last
   * block of a file the last record may end without a line end.
   */
  scan(bytes: Uint8Array, end: number, isLast: boolean, mostRows: number): Scanned {
    const line = this.line
    for (;;) {
      this.begin(bytes, end, isLast, line)
      const { scanned, turned } = this.pass(mostRows)
      if (!turned) return scanned
    }
  }

  /** Skips a record, as the line of the header. */
  skip(lines: number): void {
    this.line += lines
    this.firstLine = this.line
  }

  private begin(bytes: Uint8Array, end: number, isLast: boolean, line: number): void {
    bytes[end] = 0
    this.bytes = bytes
    this.end = end
    this.at = 0
    this.isLast = isLast
    this.line = line
  }

  /** How many records there can be at most: a line end for each, and a byte for each cell. */
  private mostRecords(): number {
    let lines = 1
    for (let at = this.bytes.indexOf(newline); at >= 0 && at < this.end; at = this.bytes.indexOf(newline, at + 1))
      lines++
    const ends = lines > 1 ? lines : this.end
    return Math.min(ends, Math.floor(this.end / this.layout.header.length) + 1)
  }

  /** Reads the block once; `turned` says that columns turned out to be text, so that it is to be read once more. */
  private pass(mostRows: number): { readonly scanned: Scanned; readonly turned: boolean } {
    const width = this.layout.header.length
    const capacity = Math.min(this.mostRecords(), mostRows)
    const block = new Float64Array(width * capacity)
    const texts = this.isText.map((isText) => new ColumnTexts(isText, capacity))
    const lines = new Uint32Array(capacity)
    let row = 0
    while (row < capacity) {
      this.skipEmptyLines()
      if (this.at >= this.end) break
      const [start, line] = [this.at, this.line]
      lines[row] = line
      if (!this.record(row, block, capacity, texts)) {
        for (const each of texts) each.forget(row)
        this.at = start
        this.line = line
        break
      }
      row++
    }
    return this.finish(row, block, capacity, texts, lines)
  }

  private finish(
    length: number,
    block: Float64Array,
    capacity: number,
    texts: ReadonlyArray<ColumnTexts>,
    lines: Uint32Array,
  ): { readonly scanned: Scanned; readonly turned: boolean } {
    const turned = texts.flatMap((each, i) => (each.isTextual(length, fewTexts) ? [i] : []))
    for (const i of turned) this.isText[i] = true
    const columns = this.layout.header.map((name, i) => {
      const values = block.subarray(i * capacity, i * capacity + length)
      const cells: Cells = texts[i]?.cells(length, values) ?? { kind: 'numbers', values }
      return { name, cells }
    })
    return {
      turned: turned.length > 0,
      scanned: {
        consumed: this.at,
        chunk: { kind: 'table', length, columns, lines: lines.subarray(0, length) },
      },
    }
  }

  private skipEmptyLines(): void {
    for (let byte = this.bytes[this.at]; byte === newline || byte === carriage; byte = this.bytes[this.at]) {
      if (this.at >= this.end) return
      this.at += byte === carriage && this.bytes[this.at + 1] === newline ? 2 : 1
      this.line++
    }
  }

  /** Reads one record; false where the block ends before it does. */
  private record(row: number, block: Float64Array, capacity: number, texts: ReadonlyArray<ColumnTexts>): boolean {
    const width = texts.length
    const started = this.line
    for (let column = 0; ; column++) {
      const cells = texts[column]
      const number = cells?.isText === false ? this.plain() : Number.NaN
      if (number === number) block[column * capacity + row] = number
      else {
        const text = this.cell()
        if (text === undefined) return false
        if (cells !== undefined) block[column * capacity + row] = this.keep(cells, row, text)
      }
      const byte = this.bytes[this.at] ?? 0
      if (byte === this.delimiter && this.at < this.end) {
        this.at++
        continue
      }
      if (!this.endLine(byte)) return false
      if (column + 1 !== width) throw new IsthmusError([this.ragged(started, column + 1)])
      return true
    }
  }

  /** Passes the end of a record; false where the block ends here and the file does not. */
  private endLine(byte: number): boolean {
    if (this.at >= this.end) return this.isLast
    if (byte === carriage && this.at + 1 >= this.end && !this.isLast) return false
    this.at += byte === carriage && this.bytes[this.at + 1] === newline ? 2 : 1
    this.line++
    return true
  }

  /** Whether a cell ends at a place. */
  private isEnd(at: number): boolean {
    const byte = this.bytes[at] ?? 0
    return byte === this.delimiter || byte === newline || byte === carriage || at >= this.end
  }

  /** The first place from one on that is no space, unless spaces are delimiters. */
  private behindSpaces(from: number): number {
    let at = from
    if (this.delimiter !== space) while (this.bytes[at] === space) at++
    return at
  }

  /** The number of a cell that is a plain one; else NaN, and the cell is not passed. */
  private plain(): number {
    const number = this.numbers.read(this.bytes, this.behindSpaces(this.at))
    if (number !== number) return number
    const at = this.behindSpaces(this.numbers.end)
    if (!this.isEnd(at)) return Number.NaN
    this.at = at
    return number
  }

  /** What a cell of text becomes in the block: its number, or NaN where it is missing or kept as text. */
  private keep(cells: ColumnTexts, row: number, text: string): number {
    if (cells.isKnownMissing(text) ?? cells.learn(text, this.layout.isMissing(text))) {
      cells.missing(row)
      return Number.NaN
    }
    if (cells.isText) {
      cells.add(row, text)
      return Number.NaN
    }
    const number = numberOf(text, this.layout.dialect.decimal)
    if (Number.isNaN(number)) cells.addOdd(row, text)
    return number
  }

  /** The text of a cell, which is passed; undefined where the block ends before it does. */
  private cell(): string | undefined {
    const start = this.behindSpaces(this.at)
    if (this.bytes[start] === quote && start < this.end) return this.quoted(start)
    let at = start
    while (!this.isEnd(at)) {
      if (this.bytes[at] === quote) throw new IsthmusError([this.misplacedQuote()])
      at++
    }
    if (at >= this.end && !this.isLast) return undefined
    this.at = at
    return this.text(start, at).trim()
  }

  private quoted(start: number): string | undefined {
    const { bytes, end } = this
    const line = this.line
    let [at, isDoubled] = [start + 1, false]
    for (;;) {
      at = bytes.indexOf(quote, at)
      if (at < 0 || at >= end) {
        if (this.isLast) throw new IsthmusError([this.openQuote(line)])
        return undefined
      }
      if (bytes[at + 1] !== quote || at + 1 >= end) break
      isDoubled = true
      at += 2
    }
    const text = this.text(start + 1, at)
    at = this.behindSpaces(at + 1)
    if (at >= end && !this.isLast) return undefined
    if (!this.isEnd(at)) throw new IsthmusError([this.misplacedQuote()])
    this.at = at
    this.line += text.includes('\n') ? text.split('\n').length - 1 : 0
    return isDoubled ? text.replaceAll('""', '"') : text
  }

  private text(start: number, end: number): string {
    const { buffer, byteOffset } = this.bytes
    const text = Buffer.from(buffer, byteOffset + start, end - start).toString('utf8')
    if (text.includes('\uFFFD')) this.checkText(start, end)
    return text
  }

  /** A replacement character may stand in the file itself, or for bytes that are no text. */
  private checkText(start: number, end: number): void {
    try {
      new TextDecoder('utf-8', { fatal: true }).decode(this.bytes.subarray(start, end))
    } catch {
      throw new IsthmusError([
        {
          fault: 'broken file',
          where: `${this.layout.where}:${this.line}`,
          expected: 'text in UTF-8',
          found: 'bytes that are none',
          remedy: 'say encoding: "latin1", or save the file as UTF-8',
        },
      ])
    }
  }

  private ragged(line: number, cells: number): Fault {
    return {
      fault: 'ragged row',
      where: `${this.layout.where}:${line}`,
      expected: `${counted(this.layout.header.length, 'cell')}, as in the header`,
      found: String(cells),
      remedy:
        line === this.firstLine
          ? 'check the delimiter; if the lines before it are no header, leave them out with skip: 1'
          : 'check the delimiter and the quotes',
    }
  }

  private misplacedQuote(): Fault {
    return {
      fault: 'broken file',
      where: `${this.layout.where}:${this.line}`,
      expected: 'quotes around a whole cell',
      found: 'a quote inside of one',
      remedy: 'write it twice, inside of quotes: "5"" pipe"; or check the delimiter',
    }
  }

  private openQuote(line: number): Fault {
    return {
      fault: 'broken file',
      where: `${this.layout.where}:${line}`,
      expected: 'a quote that is closed',
      found: 'the end of the file',
      remedy: 'close the quote, or check the delimiter',
    }
  }
}
