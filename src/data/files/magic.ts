import { open } from 'node:fs/promises'
import { extname } from 'node:path'

/** How many bytes of a file are looked at. */
const headLength = 512

const isAscii = (head: Uint8Array, text: string, at = 0): boolean =>
  Array.from(text).every((character, i) => head[at + i] === character.charCodeAt(0))

const isSafetensors = (head: Uint8Array): boolean =>
  head.length > 8 && head[8] === 0x7b && head.subarray(4, 8).every((byte) => byte === 0)

const zipKinds: Readonly<Record<string, string>> = {
  '.npz': 'a NumPy archive (.npz)',
  '.xlsx': 'an Excel workbook',
  '.ods': 'an OpenDocument spreadsheet',
}

/** Whether a byte is a control character that no text has: none of tab, line ends, form feed, escape and the end of DOS. */
const isControl = (byte: number): boolean => byte < 32 && ![9, 10, 11, 12, 13, 26, 27].includes(byte)

/** Formats by their first bytes. */
const formats: ReadonlyArray<readonly [is: (head: Uint8Array) => boolean, name: (path: string) => string]> = [
  [(head) => head[0] === 0x93 && isAscii(head, 'NUMPY', 1), () => 'a NumPy file (.npy)'],
  [(head) => isAscii(head, 'PK\u0003\u0004'), (path) => zipKinds[extname(path).toLowerCase()] ?? 'a zip archive'],
  [(head) => isAscii(head, 'PAR1'), () => 'a Parquet file'],
  [(head) => head[0] === 0x89 && isAscii(head, 'HDF', 1), () => 'an HDF5 file'],
  [(head) => head[0] === 0x89 && isAscii(head, 'PNG', 1), () => 'a PNG image'],
  [(head) => head[0] === 0xff && head[1] === 0xd8, () => 'a JPEG image'],
  [(head) => isAscii(head, '%PDF'), () => 'a PDF file'],
  [(head) => isAscii(head, 'SQLite format 3'), () => 'an SQLite database'],
  [isSafetensors, () => 'a safetensors file'],
  [(head) => head[0] === 0xff && head[1] === 0xfe, () => 'text in UTF-16'],
  [(head) => head.some(isControl), () => 'a binary file'],
]

/** The first bytes of a file. */
export const headOf = async (path: string): Promise<Uint8Array> => {
  const file = await open(path)
  try {
    const { buffer, bytesRead } = await file.read(new Uint8Array(headLength), 0, headLength, 0)
    return buffer.subarray(0, bytesRead)
  } finally {
    await file.close()
  }
}

/** Whether a file is compressed with gzip. */
export const isGzip = (head: Uint8Array): boolean => head[0] === 0x1f && head[1] === 0x8b

/** What a file is that is not text, by its first bytes; undefined for text. */
export const binaryKind = (path: string, head: Uint8Array): string | undefined =>
  formats.find(([is]) => is(head))?.[1](path)
