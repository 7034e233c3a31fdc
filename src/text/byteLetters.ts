/** The bytes that are letters of their own: printable ones of Latin-1 without the space. */
const isPrintable = (byte: number): boolean =>
  (byte >= 33 && byte <= 126) || (byte >= 161 && byte <= 172) || byte >= 174

/** A letter for each byte, as byte-level vocabularies write them (Radford et al. 2019): others follow from U+0100 on. */
export const byteLetters: ReadonlyArray<string> = (() => {
  let next = 256
  return Array.from({ length: 256 }, (_, byte) => String.fromCodePoint(isPrintable(byte) ? byte : next++))
})()

const bytes = new Map(byteLetters.map((letter, byte) => [letter, byte]))

/** The bytes that letters stand for; what is no letter of a byte stands for none. */
export const bytesOfLetters = (letters: string): ReadonlyArray<number> =>
  Array.from(letters).flatMap((letter) => bytes.get(letter) ?? [])
