import { createInflate } from 'node:zlib'
import { elementCode } from '../../mat/types.ts'
import type { ByteSource } from './byteSource.ts'
import { broken, partOf, readExactly } from './byteSource.ts'
import { expansionFault } from './expansion.ts'
import type { OpenBytes } from './fileBytes.ts'
import { expand, openFile, pieceLength, using } from './fileBytes.ts'
import type { MatBytes, MatElement, MatHead } from './matElements.ts'
import { readHead, readTag, refuse } from './matElements.ts'

/** An array of a MAT-file, and how its bytes are opened. */
export interface MatVariable {
  readonly head: MatHead
  readonly littleEndian: boolean
  /** The byte behind its last element. */
  readonly end: number
  readonly open: () => Promise<OpenBytes>
}

const headerLength = 128

/** The order of the bytes, which the header says; versions other than 5 are refused. */
export const readMatHeader = async (source: ByteSource): Promise<boolean> => {
  const bytes = await readExactly(source, 0, headerLength, 'the header of a MAT-file')
  const mark = String.fromCharCode(bytes[126] ?? 0, bytes[127] ?? 0)
  if (mark !== 'IM' && mark !== 'MI')
    throw broken({
      fault: 'wrong file',
      where: `${source.name}, byte 126`,
      expected: 'a MAT-file of version 5 to 7.3',
      found: bytes.subarray(0, 4).includes(0) ? 'one of version 4, or another file' : 'another file',
      remedy: "save it again: save('data.mat', 'X', '-v7')",
    })
  const littleEndian = mark === 'IM'
  const version = (littleEndian ? bytes[125] : bytes[124]) ?? 0
  if (version !== 1) throw refuse(source, 124, 'a MAT-file of version 5 to 7.3', `the version ${version}`)
  return littleEndian
}

/** The array of a compressed element: what it expands to is one element again. */
const compressedVariable = async (path: string, element: MatElement, littleEndian: boolean): Promise<MatVariable> => {
  const open = async (): Promise<OpenBytes> => {
    const file = await openFile(path)
    const part = partOf(file, `${path}, element at byte ${element.start - 8}`, element.start, element.bytes)
    return expand({ ...part, size: element.bytes, close: file.close }, createInflate({ chunkSize: pieceLength }))
  }
  return using(open(), async (source) => {
    const inner = await readTag({ source, end: Number.MAX_SAFE_INTEGER, littleEndian }, 0)
    if (inner.code !== elementCode.matrix) throw refuse(source, 0, 'an array', `an element of type ${inner.code}`)
    const end = inner.start + inner.bytes
    const fault = expansionFault(source.name, element.bytes, end)
    if (fault !== undefined) throw broken(fault)
    return { head: await readHead({ source, end, littleEndian }, inner.start), littleEndian, end, open }
  })
}

/** The arrays of a MAT-file of version 5 by name; two of one name are refused. */
export const readVariables = (path: string): Promise<ReadonlyMap<string, MatVariable>> =>
  using(openFile(path), async (source) => {
    const littleEndian = await readMatHeader(source)
    const where: MatBytes = { source, end: source.size, littleEndian }
    const variables = new Map<string, MatVariable>()
    for (let at = headerLength; at < source.size;) {
      const element = await readTag(where, at)
      if (element.code !== elementCode.matrix && element.code !== elementCode.compressed)
        throw refuse(source, at, 'an array or a compressed one', `an element of type ${element.code}`)
      const end = element.start + element.bytes
      const variable: MatVariable =
        element.code === elementCode.compressed
          ? await compressedVariable(path, element, littleEndian)
          : { head: await readHead({ ...where, end }, element.start), littleEndian, end, open: () => openFile(path) }
      const { name } = variable.head
      if (variables.has(name)) throw refuse(source, at, 'arrays of different names', `"${name}" twice`)
      variables.set(name, variable)
      at = element.next
    }
    return variables
  })
