import { isPlain, nearest, show } from '../../../codec/index.ts'
import type { Chunk } from '../../chunk.ts'
import type { Column, ColumnCells } from '../columns/column.ts'
import type { Roles } from '../columns/chunk.ts'
import { chunkOf, neededColumns } from '../columns/chunk.ts'
import { columnFrom } from '../columns/fromValues.ts'
import { fileError } from '../fileFault.ts'

/** A row of a JSON file and where it is: `people.ndjson:3`. */
export interface JsonRow {
  readonly value: unknown
  readonly where: string
}

/** The name of the one column of rows that are lists. */
const listColumn = 'x'

const fieldsOf = ({ value, where }: JsonRow): Readonly<Record<string, unknown>> => {
  if (Array.isArray(value)) return { [listColumn]: value }
  if (isPlain(value)) return value
  throw fileError(where, {
    fault: 'wrong value',
    expected: 'a row: an object, or a list of numbers',
    found: show(value),
    remedy: 'write each row as { "column": value, … }',
  })
}

const tooLate = (where: string, name: string, known: ReadonlyArray<string>): Error => {
  const near = nearest(name, known)
  return fileError(where, {
    fault: 'unknown name',
    expected: 'the keys of the rows before',
    found: show(name),
    remedy:
      near === undefined
        ? 'name the columns with columns: […], or give the first row every key'
        : `did you mean ${show(near)}?`,
  })
}

/** A column of numbers may turn out to be one of text; text and vectors stay what they are. */
const keptKind = (cells: ColumnCells | undefined): ColumnCells | undefined =>
  cells?.kind === 'numbers' ? undefined : cells

/** Rows as chunks with the columns of the first rows: a key that is missing is a missing cell. */
export class JsonRows {
  private readonly roles: Roles
  private readonly needed: ReadonlySet<string> | undefined
  private columns: ReadonlyMap<string, ColumnCells> | undefined

  constructor(roles: Roles) {
    this.roles = roles
    this.needed = neededColumns(roles)
  }

  private namesOf(fields: ReadonlyArray<Readonly<Record<string, unknown>>>): ReadonlyArray<string> {
    if (this.columns !== undefined) return [...this.columns.keys()]
    const names = new Set(fields.flatMap(Object.keys))
    return [...names].filter((name) => this.needed?.has(name) ?? true)
  }

  private refuseNew(names: ReadonlyArray<string>, fields: Readonly<Record<string, unknown>>, where: string): void {
    const known = new Set(names)
    for (const name of Object.keys(fields))
      if (!known.has(name) && (this.needed?.has(name) ?? true)) throw tooLate(where, name, names)
  }

  chunk(rows: ReadonlyArray<JsonRow>): Chunk {
    const fields = rows.map(fieldsOf)
    const names = this.namesOf(fields)
    if (this.columns !== undefined) fields.forEach((row, i) => this.refuseNew(names, row, rows[i]?.where ?? ''))
    const columns = names.map((name): Column =>
      columnFrom({
        name,
        values: fields.map((row) => (Object.hasOwn(row, name) ? row[name] : undefined)),
        where: (row) => rows[row]?.where ?? '',
        expected: keptKind(this.columns?.get(name)),
      }),
    )
    this.columns ??= new Map(columns.map(({ name, cells }) => [name, cells]))
    return chunkOf(columns, rows.length, this.roles)
  }
}

export const noRows = (path: string, expected: string): Error =>
  fileError(path, { fault: 'empty file', expected, found: 'no rows' })
