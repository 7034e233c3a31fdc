import type { FieldLayout, TableLayout } from './flatbuffer.ts'
import { FlatbufferCheck } from './flatbuffer.ts'

// The tables of Arrow's Schema.fbs, Message.fbs and File.fbs, as far as they point to something.
const number: FieldLayout = { kind: 'number' }
const text: FieldLayout = { kind: 'text' }
const list = (bytes: number): FieldLayout => ({ kind: 'list', bytes })
const table = (of: TableLayout): FieldLayout => ({ kind: 'table', of })
const tables = (of: TableLayout): FieldLayout => ({ kind: 'tables', of })

const keyValue: TableLayout = () => [text, text]
const int: TableLayout = () => [number, number]
const timestamp: TableLayout = () => [number, text]
const union: TableLayout = () => [number, list(4)]
const other: TableLayout = () => []
const dictionaryEncoding: TableLayout = () => [number, table(int), number, number]
const field =
  (type: TableLayout): TableLayout =>
  () => [text, number, number, table(type), table(dictionaryEncoding), tables(other), tables(keyValue)]
const recordBatch: TableLayout = () => [number, list(16), list(16), table(other), list(8)]
const dictionaryBatch: TableLayout = () => [number, table(recordBatch), number]
const footer: TableLayout = () => [number, table(other), list(24), list(24), tables(keyValue)]
const message: TableLayout = () => [number, number, table(other), number, tables(keyValue)]
const schema: TableLayout = () => [number, tables(other), tables(keyValue), list(8)]

/** The numbers of the types in Schema.fbs that point to something. */
const types: Readonly<Record<number, TableLayout>> = { 10: timestamp, 14: union }

/** The fields of a schema: each type has a table of its own, and fields have fields. */
const checkFields = (check: FlatbufferCheck, bytes: Uint8Array, parent: number, index: number, depth: number): void => {
  const place = check.field(parent, index)
  if (place === undefined) return
  if (depth > 32) throw new RangeError('broken metadata: columns in columns without end')
  const { start, length } = check.list(place, 4)
  for (let i = 0; i < length; i++) {
    const child = check.follow(start + 4 * i)
    const kind = check.field(child, 2)
    check.check(child, field(types[kind === undefined ? 0 : (bytes[kind] ?? 0)] ?? other))
    checkFields(check, bytes, child, 5, depth + 1)
  }
}

const checkSchema = (check: FlatbufferCheck, bytes: Uint8Array, place: number): void => {
  check.check(place, schema)
  checkFields(check, bytes, place, 1, 0)
}

/** The buffers of a batch must lie in the bytes behind its metadata. */
const checkBuffers = (check: FlatbufferCheck, batch: number, body: number): void => {
  const place = check.field(batch, 2)
  if (place === undefined) return
  const { start, length } = check.list(place, 16)
  for (let i = 0; i < length; i++)
    if (check.long(start + 16 * i) + check.long(start + 16 * i + 8) > body)
      throw new RangeError(`buffer ${i} ends after the ${body} bytes of its batch`)
}

const [schemaHeader, dictionaryHeader, recordHeader] = [1, 2, 3]

/** Checks the metadata of one message; returns how many bytes follow it. */
const checkMetadata = (metadata: Uint8Array): number => {
  const check = new FlatbufferCheck(metadata)
  const root = check.follow(0)
  check.check(root, message)
  const length = check.field(root, 3)
  const body = length === undefined ? 0 : check.long(length)
  const [type, header] = [check.field(root, 1), check.field(root, 2)]
  if (header === undefined) return body
  const place = check.follow(header)
  const kind = type === undefined ? 0 : metadata[type]
  if (kind === schemaHeader) checkSchema(check, metadata, place)
  else if (kind === recordHeader) {
    check.check(place, recordBatch)
    checkBuffers(check, place, body)
  } else if (kind === dictionaryHeader) {
    check.check(place, dictionaryBatch)
    const data = check.field(place, 1)
    if (data !== undefined) checkBuffers(check, check.follow(data), body)
  }
  return body
}

/** Checks the message at a place; returns the place behind it, or undefined at the end. */
const checkMessage = (bytes: Uint8Array, start: number): number | undefined => {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (start >= bytes.length) return undefined
  const marked = view.getInt32(start, true) === -1
  const from = start + (marked ? 8 : 4)
  const length = view.getInt32(from - 4, true)
  if (length === 0) return undefined
  if (length < 0 || from + length > bytes.length) throw new RangeError(`${length} bytes of metadata at byte ${start}`)
  const body = checkMetadata(bytes.subarray(from, from + length))
  const next = from + length + body
  if (next > bytes.length)
    throw new RangeError(`a batch of ${body} bytes where ${bytes.length - from - length} are left`)
  return next
}

const checkBlocks = (bytes: Uint8Array, check: FlatbufferCheck, root: number, index: number): void => {
  const place = check.field(root, index)
  if (place === undefined) return
  const { start, length } = check.list(place, 24)
  for (let i = 0; i < length; i++) {
    const offset = check.long(start + 24 * i)
    if (checkMessage(bytes, offset) === undefined) throw new RangeError(`no batch at byte ${offset}`)
  }
}

/** Checks the metadata of an Arrow IPC file: the table at its end, and the messages that it names. */
export const checkFile = (bytes: Uint8Array): void => {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const end = bytes.length - 10
  const length = view.getInt32(end, true)
  if (!(length > 0 && length <= end)) throw new RangeError(`a footer of ${length} bytes`)
  const metadata = bytes.subarray(end - length, end)
  const check = new FlatbufferCheck(metadata)
  const root = check.follow(0)
  check.check(root, footer)
  const place = check.field(root, 1)
  if (place === undefined) throw new RangeError('no schema')
  checkSchema(check, metadata, check.follow(place))
  checkBlocks(bytes, check, root, 2)
  checkBlocks(bytes, check, root, 3)
}

/** Checks the metadata of an Arrow IPC stream: one message after the other. */
export const checkStream = (bytes: Uint8Array): void => {
  for (let at: number | undefined = 0; at !== undefined;) at = checkMessage(bytes, at)
}
