import type { SchemaTree } from 'hyparquet'
import { parquetHeader } from 'hyparquet/src/column.js'
import type { Cursor } from './runs.ts'
import { checkRuns } from './runs.ts'

type PageHeader = ReturnType<typeof parquetHeader>

/** What must be known of a column to check its pages before they are unpacked. */
export interface ColumnPlan {
  /** How deep its definition and repetition levels go. */
  readonly levels: { readonly definition: number; readonly repetition: number }
  /** How many values its pages may hold together. */
  readonly values: number
  /** How many bytes one page may unpack to. */
  readonly bytes: number
  readonly isCompressed: boolean
}

/** The levels of a column by its path in the schema. */
export const levelsOf = (root: SchemaTree, path: ReadonlyArray<string>): ColumnPlan['levels'] => {
  let [definition, repetition, node]: [number, number, SchemaTree] = [0, 0, root]
  for (const name of path) {
    const next = node.children.find(({ element }) => element.name === name)
    if (next === undefined) throw new RangeError(`no column ${path.join('.')} in the schema`)
    if (next.element.repetition_type !== 'REQUIRED') definition++
    if (next.element.repetition_type === 'REPEATED') repetition++
    node = next
  }
  return { definition, repetition }
}

const widthOf = (level: number): number => 32 - Math.clz32(level)

const cursorOf = (bytes: Uint8Array): Cursor => ({
  view: new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength),
  offset: 0,
})

const skipLevels = (cursor: Cursor, level: number, values: number): void => {
  if (level === 0) return
  const length = cursor.view.getUint32(cursor.offset, true)
  cursor.offset += 4
  const end = cursor.offset + length
  checkRuns(cursor, widthOf(level), values)
  cursor.offset = end
}

const checkValues = (cursor: Cursor, encoding: string | undefined, values: number): void => {
  if (encoding === 'RLE') {
    cursor.offset += 4
    checkRuns(cursor, 1, values)
  } else if (encoding?.endsWith('_DICTIONARY') === true && cursor.offset < cursor.view.byteLength) {
    const width = cursor.view.getUint8(cursor.offset++)
    checkRuns(cursor, width, values)
  }
}

/** The check of a page once it is unpacked: of its levels (in the first version of pages) and of its indices. */
type Check = (unpacked: Uint8Array) => void

const dataCheck = (header: PageHeader, { levels }: ColumnPlan): Check | undefined => {
  const { data_page_header: first, data_page_header_v2: second } = header
  if (first !== undefined)
    return (unpacked) => {
      const cursor = cursorOf(unpacked)
      skipLevels(cursor, levels.repetition, first.num_values)
      skipLevels(cursor, levels.definition, first.num_values)
      checkValues(cursor, first.encoding, first.num_values)
    }
  return second === undefined
    ? undefined
    : (unpacked) => checkValues(cursorOf(unpacked), second.encoding, second.num_values)
}

/** The levels of the second version of pages, which stand in front of what is compressed; returns their length. */
const checkLevels = (page: Uint8Array, { data_page_header_v2: second }: PageHeader, { levels }: ColumnPlan): number => {
  if (second === undefined) return 0
  const { repetition_levels_byte_length: repetition, definition_levels_byte_length: definition, num_values } = second
  const length = repetition + definition
  if (!(repetition >= 0 && definition >= 0 && length <= page.length))
    throw new RangeError(`levels of ${length} bytes in a page of ${page.length}`)
  if (levels.repetition > 0) checkRuns(cursorOf(page.subarray(0, repetition)), widthOf(levels.repetition), num_values)
  if (levels.definition > 0)
    checkRuns(cursorOf(page.subarray(repetition, length)), widthOf(levels.definition), num_values)
  return length
}

const isWhole = (value: unknown): value is number =>
  typeof value === 'number' && Number.isSafeInteger(value) && value >= 0

const checkSizes = (header: PageHeader, left: number, plan: ColumnPlan): void => {
  const { compressed_page_size: packed, uncompressed_page_size: unpacked, dictionary_page_header: dictionary } = header
  if (!isWhole(packed) || packed > left) throw new RangeError(`a page of ${packed} bytes where ${left} are left`)
  if (!isWhole(unpacked) || unpacked > plan.bytes)
    throw new RangeError(`a page that claims to unpack to ${unpacked} bytes, of which ${plan.bytes} are allowed`)
  if (dictionary !== undefined && !(isWhole(dictionary.num_values) && dictionary.num_values <= unpacked))
    throw new RangeError(`a dictionary of ${dictionary.num_values} values in ${unpacked} bytes`)
}

const valuesOf = ({ data_page_header: first, data_page_header_v2: second }: PageHeader): number => {
  const values = first?.num_values ?? second?.num_values ?? 0
  if (!isWhole(values)) throw new RangeError(`a page of ${String(values)} values`)
  return values
}

/**
 * Checks the pages of a column chunk: their sizes, how many values they hold, and that no run claims more. Returns the
 * checks of compressed pages by the place of their bytes, for when these are unpacked.
 */
export const checkPages = (chunk: Uint8Array, plan: ColumnPlan): ReadonlyMap<number, Check> => {
  const checks = new Map<number, Check>()
  const cursor = cursorOf(chunk)
  let values = 0
  while (cursor.offset < chunk.length - 1) {
    const header = parquetHeader(cursor)
    checkSizes(header, chunk.length - cursor.offset, plan)
    values += valuesOf(header)
    if (values > plan.values) throw new RangeError(`${values} values where ${plan.values} are expected`)
    const page = chunk.subarray(cursor.offset, cursor.offset + header.compressed_page_size)
    const levels = checkLevels(page, header, plan)
    const check = dataCheck(header, plan)
    const isCompressed = plan.isCompressed && header.data_page_header_v2?.is_compressed !== false
    if (isCompressed && check !== undefined) checks.set(cursor.offset + levels, check)
    else check?.(page.subarray(levels))
    cursor.offset += header.compressed_page_size
  }
  return checks
}
