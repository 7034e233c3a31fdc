import { show } from '../../../codec/index.ts'
import { bomb } from '../bomb.ts'
import { allowance } from '../bytes/expansion.ts'
import type { ZipEntry } from '../bytes/zip.ts'
import { openEntry, readZip } from '../bytes/zip.ts'
import { escaped, fileError } from '../fileFault.ts'
import { sizeOfFile } from '../openStream.ts'
import { SheetScan } from './cells.ts'

/** A sheet by its name and the entry of the archive that holds it. */
interface SheetEntry {
  readonly name: string
  readonly target: string
}

/** A workbook whose sizes were looked at. */
export interface CheckedWorkbook {
  readonly sheets: ReadonlyArray<SheetEntry>
  /** Refuses a sheet that is implausibly large, or that has cells with errors. */
  readonly checkSheet: (index: number) => Promise<void>
}

const [mostRows, mostColumns] = [2 ** 20, 2 ** 14]

/** A table may have so many cells, and more if so many of them are in the file. */
const freeCells = 2 ** 22

const expectation = 'an Excel workbook (.xlsx)'

const notAWorkbook = (path: string, found: string): Error =>
  fileError(path, { expected: expectation, found, remedy: 'open it in Excel and save it again' })

async function* textsOf(path: string, entry: ZipEntry): AsyncGenerator<string> {
  const decoder = new TextDecoder()
  const bytes = await openEntry(path, entry)
  try {
    for (let at = 0; at < entry.size;) {
      const piece = await bytes.read(at, Math.min(entry.size - at, 2 ** 18))
      if (piece.length === 0) throw new RangeError('an entry of the archive ends early')
      at += piece.length
      yield decoder.decode(piece, { stream: true })
    }
  } finally {
    await bytes.close()
  }
}

const textOf = async (path: string, entries: ReadonlyMap<string, ZipEntry>, name: string): Promise<string> => {
  const entry = entries.get(name)
  if (entry === undefined) throw notAWorkbook(path, `an archive without ${name}`)
  const pieces: Array<string> = []
  for await (const piece of textsOf(path, entry)) pieces.push(piece)
  return pieces.join('')
}

const entities: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" }

const unescaped = (text: string): string =>
  text.replace(
    /&(?:#x([0-9a-f]{1,6})|#(\d{1,7})|(\w+));/gi,
    (all: string, hex?: string, digits?: string, name?: string) => {
      if (name !== undefined) return entities[name] ?? all
      const code = hex === undefined ? Number(digits) : Number.parseInt(hex, 16)
      return code <= 0x10ffff ? String.fromCodePoint(code) : all
    },
  )

const attribute = (tag: string, name: string): string | undefined => {
  const found = new RegExp(`(?:^|\\s)${name}\\s*=\\s*(?:"([^"]*)"|'([^']*)')`).exec(tag)
  const text = found?.[1] ?? found?.[2]
  return text === undefined ? undefined : unescaped(text)
}

const tagsOf = (xml: string, name: string): ReadonlyArray<string> =>
  Array.from(xml.matchAll(new RegExp(`<(?:\\w+:)?${name}\\s([^>]*)>`, 'g')), (match) => match[1] ?? '')

/** The entry of the archive that a relation leads to: relative to the folder xl, or from the root. */
const entryName = (target: string): string => (target.startsWith('/') ? target.slice(1) : `xl/${target}`)

const sheetsOf = async (path: string, entries: ReadonlyMap<string, ZipEntry>): Promise<ReadonlyArray<SheetEntry>> => {
  const relations = tagsOf(await textOf(path, entries, 'xl/_rels/workbook.xml.rels'), 'Relationship')
  const targets = new Map(relations.map((tag) => [attribute(tag, 'Id'), attribute(tag, 'Target')]))
  return tagsOf(await textOf(path, entries, 'xl/workbook.xml'), 'sheet').map((tag) => {
    const target = targets.get(attribute(tag, '(?:\\w+:)?id'))
    return { name: attribute(tag, 'name') ?? '', target: entryName(target ?? '') }
  })
}

const refuseBomb = async (path: string, entries: ReadonlyMap<string, ZipEntry>): Promise<void> => {
  const packed = await sizeOfFile(path)
  const unpacked = [...entries.values()].reduce((sum, { size }) => sum + size, 0)
  if (unpacked > allowance(packed)) throw fileError(path, bomb(packed, unpacked, expectation))
}

const checkSheet = async (path: string, { name }: SheetEntry, entry: ZipEntry): Promise<void> => {
  const where = `${path}, sheet ${show(name)}`
  const scan = new SheetScan()
  for await (const text of textsOf(path, entry)) scan.add(text)
  const { rows, columns, cells, error } = scan.extent
  if (rows > mostRows || columns > mostColumns || rows * columns > Math.max(freeCells, 32 * cells))
    throw fileError(where, {
      fault: 'too large',
      expected: 'a table whose cells are mostly filled in',
      found: `${cells} cells spread over ${rows} rows and ${columns} columns`,
      remedy: 'delete the cells far away from the table, or save the sheet as CSV',
    })
  if (error !== undefined)
    throw fileError(`${where}, cell ${escaped(error)}`, {
      fault: 'wrong value',
      expected: 'a value',
      found: 'an error, such as #DIV/0! or #N/A',
      remedy: 'mend the formula, or empty the cell if it is missing',
    })
}

/** Looks at a workbook without holding it in memory: which sheets it has, and whether it is as large as it seems. */
export const checkWorkbook = async (path: string): Promise<CheckedWorkbook> => {
  const entries = await readZip(path)
  await refuseBomb(path, entries)
  const sheets = await sheetsOf(path, entries)
  return {
    sheets,
    checkSheet: async (index) => {
      const sheet = sheets[index]
      const entry = entries.get(sheet?.target ?? '')
      if (sheet === undefined || entry === undefined) throw notAWorkbook(path, 'a sheet that is not in it')
      await checkSheet(path, sheet, entry)
    },
  }
}
