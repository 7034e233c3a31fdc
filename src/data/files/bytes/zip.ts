import { createInflateRaw } from 'node:zlib'
import type { Entry } from 'yauzl'
import { openPromise } from 'yauzl'
import { broken, partOf } from './byteSource.ts'
import type { OpenBytes } from './fileBytes.ts'
import { expand, openFile, pieceLength } from './fileBytes.ts'

/** A file in a zip archive. */
export interface ZipEntry {
  readonly name: string
  /** The byte of the archive where its bytes begin. */
  readonly start: number
  readonly compressed: number
  readonly size: number
  readonly isDeflated: boolean
}

const brokenArchive = (path: string, found: string): Error =>
  broken({
    fault: 'broken file',
    where: path,
    expected: 'a zip archive',
    found,
    remedy: 'save the file again, or restore it from a copy',
  })

const methods = { stored: 0, deflated: 8 } as const

const methodFault = (path: string, entry: Entry): Error | undefined => {
  const isKnown = entry.compressionMethod === methods.stored || entry.compressionMethod === methods.deflated
  if (isKnown && !entry.isEncrypted()) return undefined
  const found = entry.isEncrypted() ? 'an encrypted one' : `method ${entry.compressionMethod}`
  return broken({
    fault: 'wrong file',
    where: `${path}, ${entry.fileName}`,
    expected: 'an entry that is stored or deflated',
    found,
    remedy: 'save the archive again with np.savez or np.savez_compressed',
  })
}

/** The error of a broken archive as a fault; faults as they are. */
const asFault = (path: string, error: unknown): unknown =>
  error instanceof Error && !('faults' in error) && !('code' in error) ? brokenArchive(path, error.message) : error

/** The entries of a zip archive by name, folders left out; two of one name are refused. */
export const readZip = async (path: string): Promise<ReadonlyMap<string, ZipEntry>> => {
  const entries = new Map<string, ZipEntry>()
  try {
    const zip = await openPromise(path, { lazyEntries: true, autoClose: false })
    try {
      for await (const entry of zip.eachEntry()) {
        const { fileName: name, compressedSize: compressed, uncompressedSize: size } = entry
        if (name.endsWith('/')) continue
        if (entries.has(name)) throw brokenArchive(path, `two entries of the name "${name}"`)
        const fault = methodFault(path, entry)
        if (fault !== undefined) throw fault
        const isDeflated = entry.compressionMethod === methods.deflated
        if (!isDeflated && compressed !== size) throw brokenArchive(path, `two sizes of "${name}"`)
        const { fileDataStart: start } = await zip.readLocalFileHeaderPromise(entry, { minimal: true })
        entries.set(name, { name, start, compressed, size, isDeflated })
      }
    } finally {
      zip.close()
    }
  } catch (error) {
    throw asFault(path, error)
  }
  return entries
}

/** The bytes of an entry: read where they stand if they are stored, else expanded. */
export const openEntry = async (path: string, entry: ZipEntry): Promise<OpenBytes> => {
  const { name, start, compressed, size, isDeflated } = entry
  const file = await openFile(path)
  const part = { ...partOf(file, `${path}, ${name}`, start, compressed), size: compressed, close: file.close }
  return isDeflated ? expand(part, createInflateRaw({ chunkSize: pieceLength }), size) : part
}
