import { counted, IsthmusError } from '../../../codec/index.ts'
import type { CsvSettings } from '../../sources/index.ts'
import { listed, missingTest } from '../../table/index.ts'
import type { Dialect } from './dialect.ts'
import { cellsIn, recognise } from './dialect.ts'
import type { Encoding } from './encoding.ts'
import type { Layout } from './scanner.ts'

/** What the beginning of a file says. */
export interface Begun {
  readonly layout: Layout
  /** The first byte of the rows. */
  readonly dataAt: number
  /** How many lines stand before it. */
  readonly linesBefore: number
  readonly notices: ReadonlyArray<string>
}

/** A record of text with the place where the next one begins; quotes may hold line ends. */
interface RecordText {
  readonly text: string
  readonly next: number
  readonly lines: number
}

/** The record that begins at a place of a text. */
const recordAt = (text: string, from: number): RecordText => {
  let [at, isQuoted, lines] = [from, false, 0]
  for (; at < text.length; at++) {
    const character = text[at]
    if (character === '"') isQuoted = !isQuoted
    else if (character === '\n' || character === '\r') {
      const isPair = character === '\r' && text[at + 1] === '\n'
      lines++
      if (!isQuoted) return { text: text.slice(from, at), next: at + (isPair ? 2 : 1), lines }
      if (isPair) at++
    }
  }
  return { text: text.slice(from), next: text.length, lines: lines + 1 }
}

/** The first records that are not empty, each with where it ends; the last is left out, as it may be cut. */
const firstRecords = (text: string, isWhole: boolean): ReadonlyArray<RecordText> => {
  const records: Array<RecordText> = []
  for (let at = 0; at < text.length && records.length < 100;) {
    const record = recordAt(text, at)
    at = record.next
    if (at >= text.length && !isWhole && records.length > 0) break
    records.push(record)
  }
  return records
}

/** Names that differ: a name that is there already gets a number, and an empty one is called by its place. */
const distinct = (names: ReadonlyArray<string>): ReadonlyArray<string> => {
  const taken = new Set(names)
  const seen = new Set<string>()
  return names.map((given, at) => {
    let name = given === '' ? `column ${at + 1}` : given
    for (let n = 2; seen.has(name) || (name !== given && taken.has(name)); n++)
      name = `${given || `column ${at + 1}`}.${n}`
    seen.add(name)
    return name
  })
}

const nameFor: Readonly<Record<string, string>> = { '\t': 'a tab', ' ': 'a space' }

const usualDelimiter = (path: string): string => (/\.tsv(\.gz|\.zst)?$/i.test(path) ? '\t' : ',')

/** What is said of how a file is written, where it is not as usual and was not told. */
const noticesOf = (
  { path, delimiter, decimal, header, encoding }: CsvSettings,
  dialect: Dialect,
  found: Encoding,
  names: ReadonlyArray<string>,
  given: ReadonlyArray<string>,
): ReadonlyArray<string> => {
  const renamed = names.filter((name, at) => dialect.hasHeader && name !== given[at])
  const numeric = given.filter((name) => name !== '' && Number.isFinite(Number(name)))
  const mark = nameFor[dialect.delimiter] ?? `"${dialect.delimiter}"`
  return [
    ...(delimiter === undefined && dialect.delimiter !== usualDelimiter(path) ? [`the delimiter is ${mark}`] : []),
    ...(decimal === undefined && dialect.decimal === ',' ? ['the decimal mark is a comma'] : []),
    ...(encoding === undefined && found !== 'utf-8' ? [`the encoding is ${found.toUpperCase()}`] : []),
    ...(header === undefined && !dialect.hasHeader
      ? [`there is no header line: the columns are called ${listed([names[0] ?? '', names.at(-1) ?? ''])}`]
      : []),
    ...(dialect.hasHeader && names.length > given.length ? ['the first column has no name and is called "row"'] : []),
    ...(header === undefined && numeric.length > 0 && dialect.hasHeader && numeric.length < names.length
      ? [
          `${counted(numeric.length, 'name')} of the header ${numeric.length === 1 ? 'is a number' : 'are numbers'} (${listed(numeric)}): if the first line holds no names, say header: false or skip: 1`,
        ]
      : []),
    ...(renamed.length > 0 ? [`names that are empty or there twice were changed to ${listed(renamed, 8)}`] : []),
  ]
}

const emptyFile = (where: string): IsthmusError =>
  new IsthmusError([{ fault: 'empty file', where, expected: 'a header line and rows', found: 'an empty file' }])

/** Columns that are read as text whatever their cells are. */
const textColumns = ({ label, id, kinds = {}, schema = [] }: CsvSettings): ReadonlySet<string> => {
  const isText = (kind: string): boolean => kind !== 'number' && kind !== 'count'
  const said = Object.entries(kinds).flatMap(([name, kind]) => (isText(kind) ? [name] : []))
  const known = schema.flatMap(({ name, kind }) => (isText(kind) && kinds[name] === undefined ? [name] : []))
  return new Set([label, id, ...said, ...known].filter((name) => name !== undefined))
}

const cleanCells = (line: string, { delimiter }: Dialect): ReadonlyArray<string> =>
  cellsIn(line, delimiter).map((cell) =>
    cell
      .trim()
      .replace(/^"(.*)"$/s, '$1')
      .replaceAll('""', '"'),
  )

/** Whether rows have a cell more than the header, which names the row: as R writes tables. */
const hasRowNames = (header: ReadonlyArray<string>, rows: ReadonlyArray<ReadonlyArray<string>>): boolean => {
  const names = rows.map(([name = '']) => name)
  return (
    rows.length > 1 &&
    rows.every(({ length }) => length === header.length + 1) &&
    new Set(names).size === names.length &&
    names.every((name, at) => name === String(at + 1) || Number.isNaN(Number(name)))
  )
}

/** The names of the columns: those of the header, or x1, x2, …; R does not name the column of row names. */
const namesOf = (dialect: Dialect, records: ReadonlyArray<RecordText>): ReadonlyArray<string> => {
  const [first = [], ...rows] = records.map(({ text }) => cleanCells(text, dialect))
  if (!dialect.hasHeader) return first.map((_, at) => `x${at + 1}`)
  return hasRowNames(first, rows) ? ['row', ...first] : first
}

const bytesOf = (text: string): number => Buffer.byteLength(text, 'utf8')

/** What the first bytes of a file of UTF-8 say of it; `isWhole` where they are all. */
export const begin = (settings: CsvSettings, head: Uint8Array, isWhole: boolean, encoding: Encoding): Begun => {
  const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(head)
  const all = firstRecords(text, isWhole)
  const skipped = all.slice(0, settings.skip ?? 0)
  const rest = all.slice(skipped.length)
  const begins = rest.findIndex((record) => record.text.trim() !== '')
  const records = rest.filter((record) => record.text.trim() !== '')
  if (records.length === 0) throw emptyFile(settings.path)
  const isMissing = missingTest(settings.missingWords)
  const lines = records.map((record) => record.text)
  const dialect = recognise(lines, settings, usualDelimiter(settings.path), isMissing)
  const given = namesOf(dialect, records)
  const header = distinct(given)
  const before = [...skipped, ...rest.slice(0, begins), ...(dialect.hasHeader ? records.slice(0, 1) : [])]
  return {
    layout: { where: settings.path, dialect, isMissing, header, texts: textColumns(settings) },
    dataAt: bytesOf(text.slice(0, before.at(-1)?.next ?? 0)),
    linesBefore: before.reduce((sum, record) => sum + record.lines, 0),
    notices: noticesOf(settings, dialect, encoding, header, given),
  }
}
