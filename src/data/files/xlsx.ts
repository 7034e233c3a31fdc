import { readFile } from 'node:fs/promises'
import { pipe } from 'fp-ts/lib/function.js'
import * as TaskEither from 'fp-ts/lib/TaskEither.js'
import { counted, nearest, show } from '../../codec/index.ts'
import type { Chunk } from '../chunk.ts'
import type { Opened, XlsxSettings } from '../sources/index.ts'
import type { FallibleTask } from '../task.ts'
import { chunkOf } from './columns/chunk.ts'
import { columnFrom } from './columns/fromValues.ts'
import { fileError } from './fileFault.ts'
import { openWhole, sizeOfFile } from './openStream.ts'
import { optional } from './optional.ts'
import { checkWorkbook } from './xlsx/workbook.ts'
import { columnLetters } from './xlsx/cells.ts'

const expectation = 'an Excel workbook (.xlsx)'

/** Excel itself holds no larger ones well. */
const largest = 2 ** 28

const load = () => import('read-excel-file/node')
type Library = Awaited<ReturnType<typeof load>>

type Rows = ReadonlyArray<ReadonlyArray<unknown>>

const isEmpty = (cell: unknown): boolean => cell === null || cell === undefined || cell === ''

/** The names of the columns, and the rows below them. */
interface Sheet {
  readonly header: ReadonlyArray<string>
  readonly rows: Rows
  /** The number of the first row below the header, as Excel counts. */
  readonly firstRow: number
}

const missingHeader = (where: string): Error =>
  fileError(where, {
    fault: 'empty file',
    expected: 'a row with the names of the columns, and rows below it',
    found: 'none',
    remedy: 'name the sheet with sheet: …, or the row with headerRow: N',
  })

const sheetOf = (where: string, all: Rows, { headerRow }: XlsxSettings): Sheet => {
  const at = headerRow === undefined ? all.findIndex((row) => !row.every(isEmpty)) : headerRow - 1
  const names = all[at]
  if (names === undefined || names.every(isEmpty)) throw missingHeader(where)
  const width = names.findLastIndex((name) => !isEmpty(name)) + 1
  const header = names.slice(0, width).map((name, i) => (isEmpty(name) ? columnLetters(i) : String(name).trim()))
  const rows = all.slice(at + 1)
  const last = rows.findLastIndex((row) => !row.every(isEmpty))
  if (last < 0) throw missingHeader(where)
  return { header, rows: rows.slice(0, last + 1), firstRow: at + 2 }
}

const refuseWide = (where: string, { header, rows, firstRow }: Sheet): void => {
  const row = rows.findIndex((cells) => cells.slice(header.length).some((cell) => !isEmpty(cell)))
  if (row < 0) return
  throw fileError(`${where}, row ${firstRow + row}`, {
    fault: 'ragged row',
    expected: `${counted(header.length, 'cell')}, as in the header`,
    found: `a cell in column ${columnLetters(rows[row]?.findLastIndex((cell) => !isEmpty(cell)) ?? 0)}`,
    remedy: 'name every column in the header row, or say which row it is with headerRow: N',
  })
}

const chunkRows = 8192

function* chunksOf(where: string, sheet: Sheet, settings: XlsxSettings): Generator<Chunk> {
  for (let start = 0; start < sheet.rows.length; start += chunkRows) {
    const rows = sheet.rows.slice(start, start + chunkRows).filter((row) => !row.every(isEmpty))
    const numbers = rows.map((_, i) => sheet.firstRow + start + i)
    const columns = sheet.header.map((name, at) =>
      columnFrom({
        name,
        values: rows.map((row) => row[at]),
        where: (row) => `${where}, row ${numbers[row] ?? 0}`,
        expected: undefined,
      }),
    )
    yield chunkOf(columns, rows.length, settings)
  }
}

const chosenSheet = (
  path: string,
  names: ReadonlyArray<string>,
  { sheet, sheetNumber = 1 }: XlsxSettings,
): { readonly name: string; readonly index: number } => {
  const index = sheet === undefined ? sheetNumber - 1 : names.indexOf(sheet)
  const name = names[index]
  if (name !== undefined) return { name, index }
  const near = sheet === undefined ? undefined : nearest(sheet, names)
  throw fileError(path, {
    fault: 'unknown name',
    expected: 'the name or the number of a sheet',
    found: sheet === undefined ? `${sheetNumber} of ${names.length}` : show(sheet),
    remedy:
      near === undefined ? `the sheets are ${names.slice(0, 8).map(show).join(', ')}` : `did you mean ${show(near)}?`,
  })
}

const readChunks = async (library: Library, settings: XlsxSettings): Promise<ReadonlyArray<Chunk>> => {
  const { path } = settings
  const size = await sizeOfFile(path)
  if (size > largest)
    throw fileError(path, {
      fault: 'too large',
      expected: `a workbook of at most ${largest} bytes`,
      found: `${size} bytes`,
      remedy: 'save the sheet as CSV',
    })
  const workbook = await checkWorkbook(path)
  const { name, index } = chosenSheet(
    path,
    workbook.sheets.map((sheet) => sheet.name),
    settings,
  )
  await workbook.checkSheet(index)
  const all: Rows = await library.readSheet(await readFile(path), index + 1, { trim: false })
  const where = `${path}, sheet ${show(name)}`
  const sheet = sheetOf(where, all, settings)
  refuseWide(where, sheet)
  return [...chunksOf(where, sheet, settings)]
}

/** A sheet of an Excel workbook as a table. It is read whole, after a look at its sizes. */
export const openXlsx = (settings: XlsxSettings): FallibleTask<Opened> =>
  pipe(
    optional(expectation, 'read-excel-file', load),
    TaskEither.flatMap((library) => openWhole(settings.path, expectation, () => readChunks(library, settings))),
  )
