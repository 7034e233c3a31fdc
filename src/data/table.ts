import * as Either from 'fp-ts/lib/Either.js'
import type { Fault, Faults } from '../codec/index.ts'
import { nearest, show } from '../codec/index.ts'
import type { Dataset } from './dataset.ts'
import type { CsvSettings } from './sources/index.ts'

/** Only the first faults of a file are reported: more would hide the first. */
const mostFaults = 10

/** A line of a file as cells. */
export interface Line {
  readonly cells: ReadonlyArray<string>
  /** Counted from 1, as editors do. */
  readonly line: number
}

/** Which column of the file becomes what. */
interface Layout {
  readonly features: ReadonlyArray<readonly [name: string, at: number]>
  readonly label: number | undefined
  readonly weight: number | undefined
  readonly condition: ReadonlyArray<readonly [name: string, at: number]>
}

const unknownColumn = (where: string, name: string, header: ReadonlyArray<string>): Fault => {
  const near = nearest(name, header)
  const remedy =
    near === undefined
      ? `the columns are ${header.slice(0, 8).map(show).join(', ')}${header.length > 8 ? ', …' : ''}`
      : `did you mean ${show(near)}?`
  return { fault: 'unknown name', where, expected: 'the name of a column', found: show(name), remedy }
}

const layoutOf = (settings: CsvSettings, header: ReadonlyArray<string>): Either.Either<Faults, Layout> => {
  const { path, columns, label, weight, condition = [] } = settings
  const special = [label, weight, ...condition].filter((name) => name !== undefined)
  const wanted = columns ?? header.filter((name) => !special.includes(name))
  const unknown = [...wanted, ...special].filter((name) => !header.includes(name))
  const twice = header.find((name, at) => header.indexOf(name) !== at)
  const [first, ...rest] = unknown.slice(0, mostFaults).map((name) => unknownColumn(`${path}:1`, name, header))
  if (first !== undefined) return Either.left([first, ...rest])
  if (twice !== undefined)
    return Either.left([
      {
        fault: 'duplicate name',
        where: `${path}:1`,
        expected: 'columns of different names',
        found: `${show(twice)} twice`,
      },
    ])
  if (wanted.length === 0)
    return Either.left([
      { fault: 'empty file', where: `${path}:1`, expected: 'at least one column of numbers', found: 'none' },
    ])
  const at = (name: string | undefined): number | undefined => (name === undefined ? undefined : header.indexOf(name))
  return Either.right({
    features: wanted.map((name) => [name, header.indexOf(name)]),
    condition: condition.map((name) => [name, header.indexOf(name)]),
    label: at(label),
    weight: at(weight),
  })
}

const numberOf = (cell: string): number => (cell.trim() === '' ? Number.NaN : Number(cell))

/** Whether a cell says that its value is missing. */
const isMissing = (cell: string): boolean => ['', 'na', 'nan', 'null', '?'].includes(cell.trim().toLowerCase())

/** Gathers lines into a data set, one at a time, so that a file is never in memory as text. */
export class TableBuilder {
  private readonly settings: CsvSettings
  private readonly layout: Layout
  private readonly values: Array<number> = []
  private readonly known: Array<number> = []
  private readonly weights: Array<number> = []
  private readonly labels: Array<string> = []
  private readonly condition: Array<number> = []
  private readonly faults: Array<Fault> = []
  private length = 0

  private constructor(settings: CsvSettings, layout: Layout) {
    this.settings = settings
    this.layout = layout
  }

  static begin(settings: CsvSettings, header: ReadonlyArray<string>): Either.Either<Faults, TableBuilder> {
    return Either.map((layout: Layout) => new TableBuilder(settings, layout))(layoutOf(settings, header))
  }

  /** Whether there is no point in reading on. */
  get full(): boolean {
    return this.faults.length >= mostFaults || this.length >= (this.settings.rows ?? Number.POSITIVE_INFINITY)
  }

  add({ cells, line }: Line): void {
    this.length++
    for (const [name, at] of this.layout.features) this.addCell(cells[at] ?? '', name, line)
    for (const [name, at] of this.layout.condition) this.addCondition(cells[at] ?? '', name, line)
    if (this.layout.label !== undefined) this.labels.push(cells[this.layout.label] ?? '')
    if (this.layout.weight !== undefined) this.addWeight(cells[this.layout.weight] ?? '', line)
  }

  private addCell(cell: string, name: string, line: number): void {
    const missing = isMissing(cell)
    const value = numberOf(cell)
    if (missing ? this.settings.missing !== 'mask' : !Number.isFinite(Math.fround(value))) this.refuse(cell, name, line)
    this.values.push(missing ? 0 : value)
    this.known.push(missing ? 0 : 1)
  }

  private addCondition(cell: string, name: string, line: number): void {
    const value = isMissing(cell) ? Number.NaN : numberOf(cell)
    if (!Number.isFinite(Math.fround(value)))
      this.faults.push({
        fault: 'wrong value',
        where: `${this.settings.path}:${line}, row ${this.length}, column ${show(name)}`,
        expected: 'a finite number, because the column is a condition',
        found: cell.trim() === '' ? 'an empty cell' : show(cell),
        remedy: 'fill in the cell or remove the row; if the column holds classes, name it as label',
      })
    this.condition.push(value)
  }

  private addWeight(cell: string, line: number): void {
    const value = numberOf(cell)
    if (!(value >= 0 && value < Number.POSITIVE_INFINITY))
      this.faults.push({
        fault: 'wrong value',
        where: `${this.settings.path}:${line}`,
        expected: 'a weight that is not negative',
        found: show(cell),
      })
    this.weights.push(value)
  }

  private refuse(cell: string, name: string, line: number): void {
    const remedy = isMissing(cell)
      ? 'fill it in, or leave missing cells out of the loss with missing: "mask"'
      : Number.isNaN(numberOf(cell))
        ? `list the columns of numbers with columns: […]; if ${show(name)} holds labels, say label: ${show(name)}`
        : 'remove the row or clip the value'
    const found = cell.trim() === '' ? 'an empty cell' : show(cell)
    const where = `${this.settings.path}:${line}, row ${this.length}, column ${show(name)}`
    this.faults.push({ fault: 'wrong value', where, expected: 'a finite number', found, remedy })
  }

  end(): Either.Either<Faults, Dataset> {
    const [first, ...rest] = this.faults
    if (first !== undefined) return Either.left([first, ...rest])
    const { features, label, weight, condition } = this.layout
    if (this.length === 0)
      return Either.left([
        { fault: 'empty file', where: this.settings.path, expected: 'rows below the header', found: 'none' },
      ])
    return Either.right({
      sizes: [features.length],
      length: this.length,
      values: Float32Array.from(this.values),
      ...(this.known.includes(0) ? { mask: Float32Array.from(this.known) } : {}),
      ...(weight === undefined ? {} : { weights: Float32Array.from(this.weights) }),
      ...(label === undefined ? {} : { labels: this.labels }),
      ...(condition.length === 0
        ? {}
        : {
            condition: { kind: 'columns', width: condition.length, values: Float32Array.from(this.condition) },
          }),
      columns: features.map(([name]) => name),
    })
  }
}
