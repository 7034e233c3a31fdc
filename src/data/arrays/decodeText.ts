import type { TextType } from './npyHeader.ts'

const trimNulls = (text: string): string => text.replace(/\0+$/, '')

const utf32 = (bytes: Uint8Array, littleEndian: boolean): string => {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  let text = ''
  for (let at = 0; at + 4 <= bytes.length; at += 4) {
    const point = view.getUint32(at, littleEndian)
    text += point > 0x10_ff_ff ? '\uFFFD' : String.fromCodePoint(point)
  }
  return text
}

/** The cells of an array of text of a fixed length; each is filled up with zeros. */
export const decodeText = (bytes: Uint8Array, { encoding, bytes: size, littleEndian }: TextType): Array<string> => {
  const utf8 = new TextDecoder()
  return Array.from({ length: Math.floor(bytes.length / size) }, (_, i) => {
    const cell = bytes.subarray(i * size, (i + 1) * size)
    return trimNulls(encoding === 'bytes' ? utf8.decode(cell) : utf32(cell, littleEndian))
  })
}
